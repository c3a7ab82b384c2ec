"""A peer that joins, as one process: join_peer.py ENGINE lookup|interval|asof LEFT RIGHT [typed]. Writes the records to stdout.

lookup: every record of LEFT with `owner` and `asn` of the row of its ip. interval: pairs of an id, the right one up to
five seconds later. asof: every record of LEFT with the latest right one of its symbol. The engines find out by themselves
what the files hold, as one calls them; with `typed` DuckDB is told the columns and their types.
"""
import sys

engine, work, left, right, *rest = sys.argv[1:]
REQUEST = "{ts: 'TIMESTAMP', id: 'VARCHAR', host: 'VARCHAR', method: 'VARCHAR', path: 'VARCHAR', user: 'VARCHAR'}"
RESPONSE = "{ts: 'TIMESTAMP', id: 'VARCHAR', status: 'BIGINT', bytes: 'BIGINT', latency_ms: 'DOUBLE', server: 'VARCHAR', trace: 'VARCHAR'}"

if engine == "duckdb":
    import duckdb

    typed = [f", columns = {columns}" if "typed" in rest else "" for columns in (REQUEST, RESPONSE)]
    l, r = f"read_ndjson('{left}'{typed[0]}) l", f"read_ndjson('{right}'{typed[1]}) r"
    query = {
        "lookup": f"select l.*, r.owner, r.asn from {l} left join {r} on l.ip = r.ip",
        "interval": f'select l.*, r as "right" from {l} join {r} on l.id = r.id and r.ts between l.ts and l.ts + interval 5 second',
        "asof": f'select l.*, r as "right" from {l} asof left join {r} on l.symbol = r.symbol and l.ts >= r.ts',
    }[work]
    duckdb.sql(f"copy ({query}) to '/dev/stdout' (format json)")
elif engine == "polars":
    import polars

    l, r, time = polars.scan_ndjson(left), polars.scan_ndjson(right), polars.col("ts").str.to_datetime(time_zone="UTC")
    if work == "lookup":
        joined = l.join(r, on="ip", how="left")
    elif work == "interval":
        l, r = l.with_columns(t=time), r.with_columns(t=time)
        apart = polars.col("t_right") - polars.col("t")
        joined = l.join(r, on="id").filter(apart.is_between(polars.duration(), polars.duration(seconds=5))).drop("t", "t_right")
    else:
        l, r = l.with_columns(t=time).sort("t"), r.with_columns(t=time).sort("t")
        joined = l.join_asof(r, on="t", by="symbol", strategy="backward").drop("t")
    joined.sink_ndjson("/dev/stdout")
elif engine == "chdb":
    import chdb

    l, r = f"file('{left}', JSONEachRow) l", f"file('{right}', JSONEachRow) r"
    query = f"select l.*, r.owner, r.asn from {l} left join {r} on l.ip = r.ip settings join_use_nulls = 1"
    sys.stdout.buffer.write(chdb.query(query, "JSONEachRow").bytes())
