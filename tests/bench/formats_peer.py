"""A peer that filters CSV, as one process: formats_peer.py ENGINE FILE OUTPUT TASK. Writes the records with status >= 500.

OUTPUT is csv or json (a record a line). TASK is one of

  found  the engine finds out by itself what the columns are
  told   DuckDB is told the columns: status is a number, and no other needs to be read as anything
  start  nothing is read: the time that Python and the engine take to start
"""
import sys

engine, file, output, task = sys.argv[1:]


def duckdb_filter():
    import duckdb

    duckdb.sql("set threads = 2")
    if task == "start":
        return duckdb.sql("select 1").fetchall()
    options = ""
    if task == "told":
        with open(file, encoding="utf-8") as lines:
            names = next(lines).rstrip("\n").replace('"', "").split(",")
        columns = {name: "INTEGER" if name == "status" else "VARCHAR" for name in names}
        options = f""", header = true, delim = ',', quote = '"', escape = '"', columns = {columns}"""
    form = "format csv, header" if output == "csv" else "format json"
    return duckdb.sql(f"copy (select * from read_csv('{file}'{options}) where status >= 500) to '/dev/stdout' ({form})")


def polars_filter():
    import polars

    found = polars.scan_csv(file).filter(polars.col("status") >= 500)
    return found.sink_csv("/dev/stdout") if output == "csv" else found.sink_ndjson("/dev/stdout")


def chdb_filter():
    import chdb

    form = "CSVWithNames" if output == "csv" else "JSONEachRow"
    result = chdb.query(f"select * from file('{file}', CSVWithNames) where status >= 500 settings max_threads = 2", form)
    return sys.stdout.buffer.write(result.bytes())


{"duckdb": duckdb_filter, "polars": polars_filter, "chdb": chdb_filter}[engine]()
