"""A peer that speaks SQL, as one process: sql_peer.py ENGINE FILE WHERE. Writes the records that match to stdout."""
import sys

engine, file, where = sys.argv[1:]
if engine == "duckdb":
    import duckdb

    duckdb.sql(f"copy (select * from read_ndjson('{file}') where {where}) to '/dev/stdout' (format json)")
elif engine == "polars":
    import polars

    polars.scan_ndjson(file).sql(f"select * from self where {where}").sink_ndjson("/dev/stdout")
elif engine == "chdb":
    import chdb

    result = chdb.query(f"select * from file('{file}', JSONEachRow) where {where}", "JSONEachRow")
    sys.stdout.buffer.write(result.bytes())
else:
    import importlib.metadata

    print(importlib.metadata.version(where))
