"""A peer that says what is in a stream, as one process: stats_peer.py ENGINE FILE TASK.

  fields     n, least, most, mean, p50 and p99 of latency_ms, and about how many different values of ip there are
  exact      the same, with all values of ip counted
  typed      as `fields`, DuckDB being told the two columns and their types
  summarize  DuckDB's SUMMARIZE of all columns

Writes one record to stdout, of `summarize` one a column. The engines find out by themselves what the file holds.
"""
import json
import sys

engine, file, task = sys.argv[1:]


def duckdb_query():
    import duckdb

    columns = ", columns = {latency_ms: 'DOUBLE', ip: 'VARCHAR'}" if task == "typed" else ""
    records = f"read_ndjson('{file}'{columns})"
    if task == "summarize":
        relation = duckdb.sql(f"summarize select * from {records}")
        return [dict(zip(relation.columns, row)) for row in relation.fetchall()]
    distinct = "count(distinct ip)" if task == "exact" else "approx_count_distinct(ip)"
    relation = duckdb.sql(
        "select count(latency_ms) as n, min(latency_ms) as least, max(latency_ms) as most, avg(latency_ms) as mean, "
        f"quantile_disc(latency_ms, 0.5) as p50, quantile_disc(latency_ms, 0.99) as p99, {distinct} as distinct_ip from {records}"
    )
    return [dict(zip(relation.columns, row)) for row in relation.fetchall()]


def polars_query():
    import polars

    value, ip = polars.col("latency_ms"), polars.col("ip")
    return polars.scan_ndjson(file).select(
        value.count().alias("n"), value.min().alias("least"), value.max().alias("most"), value.mean().alias("mean"),
        value.quantile(0.5, "lower").alias("p50"), value.quantile(0.99, "lower").alias("p99"),
        (ip.n_unique() if task == "exact" else ip.approx_n_unique()).alias("distinct_ip"),
    ).collect(engine="streaming").to_dicts()  # fmt: skip


def chdb_query():
    import chdb

    distinct = "uniqExact(ip)" if task == "exact" else "uniq(ip)"
    query = (
        "select count(latency_ms) as n, min(latency_ms) as least, max(latency_ms) as most, avg(latency_ms) as mean, "
        f"quantileExactLow(0.5)(latency_ms) as p50, quantileExactLow(0.99)(latency_ms) as p99, {distinct} as distinct_ip "
        f"from file('{file}', JSONEachRow) settings output_format_json_quote_64bit_integers = 0"
    )
    return [json.loads(chdb.query(query, "JSONEachRow").bytes())]


for record in {"duckdb": duckdb_query, "polars": polars_query, "chdb": chdb_query}[engine]():
    print(json.dumps(record, default=str))
