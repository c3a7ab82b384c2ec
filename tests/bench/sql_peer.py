"""A peer that speaks SQL, as one process: sql_peer.py ENGINE FILE WHERE [COLUMNS]. Writes what matches to stdout."""
import sys

engine, file, where = sys.argv[1:4]
columns = sys.argv[4] if len(sys.argv) > 4 else "*"
if engine == "duckdb":
    import duckdb

    duckdb.sql(f"copy (select {columns} from read_ndjson('{file}') where {where}) to '/dev/stdout' (format json)")
elif engine == "polars":
    import polars

    polars.scan_ndjson(file).sql(f"select {columns} from self where {where}").sink_ndjson("/dev/stdout")
elif engine == "chdb":
    import chdb

    result = chdb.query(f"select {columns} from file('{file}', JSONEachRow) where {where}", "JSONEachRow")
    sys.stdout.buffer.write(result.bytes())
else:
    import importlib.metadata

    print(importlib.metadata.version(where))
