"""A peer that groups by window, as one process: window_peer.py ENGINE FILE [SIZE SLIDE] [typed], in minutes (default 1 1).

Writes window_start, host, n, bytes and p99 of each window and host to stdout. The engines find out by themselves what the
file holds, as one calls them; with `typed` DuckDB is told the four columns that it is to read and their types.
"""
import sys

engine, file, *rest = sys.argv[1:]
typed = "typed" in rest
size, slide = map(int, [word for word in rest if word != "typed"] or (1, 1))
if engine == "duckdb":
    import duckdb

    columns = ", columns = {ts: 'TIMESTAMP', host: 'VARCHAR', bytes: 'BIGINT', latency_ms: 'DOUBLE'}" if typed else ""
    records = f"read_ndjson('{file}'{columns})"
    start = f"time_bucket(interval {slide} minute, ts)"
    if size > slide:
        records += f", range({size // slide}) s(i)"
        start += f" - i * interval {slide} minute"
    duckdb.sql(
        f"copy (select strftime({start}, '%Y-%m-%dT%H:%M:%SZ') as window_start, host, count(*) as n, sum(bytes)::bigint as bytes, "
        f"quantile_disc(latency_ms, 0.99) as p99 from {records} group by all) to '/dev/stdout' (format json)"
    )
elif engine == "polars":
    import polars

    column = polars.col
    minute = (column("ts").str.slice(0, 16) + ":00Z").alias("window_start")
    results = [polars.len().alias("n"), column("bytes").sum(), column("latency_ms").quantile(0.99, "higher").alias("p99")]
    polars.scan_ndjson(file).group_by(minute, "host").agg(results).sink_ndjson("/dev/stdout")
elif engine == "chdb":
    import chdb

    start = "formatDateTime(toStartOfMinute(ts), '%Y-%m-%dT%H:%i:%SZ', 'UTC')"
    query = (
        f"select {start} as window_start, host, count() as n, sum(bytes) as bytes, quantileExactHigh(0.99)(latency_ms) as p99 "
        f"from file('{file}', JSONEachRow) group by all settings output_format_json_quote_64bit_integers = 0"
    )
    sys.stdout.buffer.write(chdb.query(query, "JSONEachRow").bytes())
