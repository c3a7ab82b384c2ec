"""stream-stats over real files, beside DuckDB: its SUMMARIZE, and the exact answers of SQL.

A column of a table is null where a record has no such member; what a member's nulls are and what is missing is told apart
by us alone, so that these are compared together. Fields of more than 2,048 different values are compared within the bounds
that the profile states.
"""
import json
import math
import sys
from pathlib import Path

from environment import SHARED_DATA, need_duckdb, skip, stream_stats
from windows_duckdb_test import Failures, run, status_problems

FILES = ["flows/sensor_2024-04-20_conn.ndjson", "flows/sensor_2024-04-20_http.ndjson", "flows/apt29_day1_zeek.ndjson", "flights/flights.ndjson",
         "flows/wrccdc_syslog.ndjson", "github/events_2021-07-21.ndjson", "web/apache_access.ndjson",
         "windows/empire_shell_rubeus_asktgt_ptt.ndjson"]  # fmt: skip
NUMBERS = ("BIGINT", "UBIGINT", "DOUBLE", "HUGEINT", "INTEGER")
QUANTILES = {"p1": 0.01, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p99": 0.99, "p999": 0.999}
DISTINCT_BOUND = 5 * 0.0081  # five standard errors


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def field_name(name):
    """The profile's path of a member of the record."""
    plain = name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit()
    return "." + (name if plain else json.dumps(name, ensure_ascii=False))


class Table:
    def __init__(self, path):
        import duckdb
        self.sql = duckdb.connect()
        self.sql.execute("set threads = 2")
        # No type is guessed of what is text.
        options = "sample_size = -1, map_inference_threshold = -1, maximum_depth = 1, maximum_object_size = 100000000"
        types = {name: kind for name, kind, *_ in self.sql.execute(f"describe select * from read_ndjson('{path}', {options})").fetchall()}
        names = ", ".join(f"{name!r}: 'JSON'" for name in types)
        self.sql.execute(f"create table j as select * from read_ndjson('{path}', columns = {{{names}}})")
        kinds = {name: self.kind(name) for name in types}
        self.columns = {name: kind for name, kind in kinds.items() if kind}
        chosen = ", ".join(f"{self.cast(name, kind)} as {quoted(name)}" for name, kind in self.columns.items())
        self.sql.execute(f"create table t as select {chosen} from j")

    def one(self, text):
        return self.sql.execute(text).fetchone()

    def kind(self, name):
        """What all values of a column are, but for nulls; None where they differ or are no scalars."""
        found = {kind for (kind,) in self.sql.execute(f"select distinct json_type({quoted(name)}) from j").fetchall()} - {None, "NULL"}
        if found and found <= {"BIGINT", "UBIGINT"}:
            return "HUGEINT"
        if found and found <= {"BIGINT", "UBIGINT", "DOUBLE"}:
            return "DOUBLE"
        return found.pop() if found in ({"VARCHAR"}, {"BOOLEAN"}) else None

    @staticmethod
    def cast(name, kind):
        return f"{quoted(name)} ->> '$'" if kind == "VARCHAR" else f"try_cast({quoted(name)} as {kind})"

    def summarize(self):
        names = [column[0] for column in self.sql.execute("summarize t").description]
        return {row[0]: dict(zip(names, row)) for row in self.sql.execute("summarize t").fetchall()}


def close(want, found, relative=1e-9):
    return math.isclose(float(want), float(found), rel_tol=relative, abs_tol=1e-12)


def deviates(number):
    """How far DuckDB's deviation may be off: it is summed up in doubles, which counts where the numbers differ by little."""
    return 1e-6 + 1e-15 * abs(number["mean"]) / (number["stddev"] or 1)


def number_problems(table, name, field):
    column, number = quoted(name), field["number"]
    low, high, total, mean, deviation = table.one(f"select min({column}), max({column}), fsum({column}::double), favg({column}::double), "
                                                  f"stddev_samp({column}::double) from t")  # fmt: skip
    yield number["min"] == low and number["max"] == high, f"from {number['min']} to {number['max']}; DuckDB {low} to {high}"
    yield close(total, number["sum"]) and close(mean, number["mean"]), f"sum {number['sum']}, mean {number['mean']}; DuckDB {total}, {mean}"
    if number["count"] > 1:
        yield close(deviation, number["stddev"], deviates(number)), f"stddev {number['stddev']}; DuckDB {deviation}"
    bound = number["quantile_error"]
    for label, q in QUANTILES.items():
        true = table.one(f"select quantile_disc({column}, {q}) from t")[0]
        yield close(true, number[label], max(bound, 1e-15)), f"{label} {number[label]}; DuckDB {true}"
    counts = table.sql.execute(f"select {column}, count(*) from t where {column} is not null group by 1").fetchall()
    if bound == 0:
        for bucket in number["histogram"]:
            true = sum(n for value, n in counts if inside(bucket, value))
            yield bucket["count"] == true, f"{bucket}; DuckDB {true}"
    yield sum(bucket["count"] for bucket in number["histogram"]) == number["count"], "the histogram does not count all"


def inside(bucket, value):
    if value == 0:
        return bucket["from"] == bucket["to"] == 0
    return bucket["from"] <= value < bucket["to"] if value > 0 else bucket["from"] < value <= bucket["to"]


def string_problems(table, name, field):
    column, string = quoted(name), field["string"]
    row = table.one(f"select count(*) filter ({column} = ''), min(length({column})), max(length({column})), avg(length({column})), "
                    f"min({column}), max({column}) from t")  # fmt: skip
    found = [string[member] for member in ("empty", "min_length", "max_length", "mean_length", "min", "max")]
    for want, one in zip(row, found):
        # Of long strings the first 256 bytes are kept.
        same = close(want, one) if not isinstance(want, str) else want == one or len(want.encode()) > 256 and want.startswith(one)
        yield same, f"{found}; DuckDB {row}"


def field_problems(table, name, field, summary):
    """(is it right, what is wrong)"""
    column = quoted(name)
    count, rows, distinct = table.one(f"select count({column}), count(*), count(distinct {column}) from t")
    yield field["count"] - field["nulls"] == count, f"{field['count']} values, {field['nulls']} null; DuckDB {count}"
    missing = 100 * (1 - (field["count"] - field["nulls"]) / rows)
    yield close(float(summary["null_percentage"]), missing, 1e-2) or abs(float(summary["null_percentage"]) - missing) < 0.011, (
        f"{missing} % null or missing; SUMMARIZE {summary['null_percentage']}")  # fmt: skip
    exact = field["distinct_error"] == 0
    right = field["distinct"] == distinct if exact else abs(field["distinct"] / distinct - 1) < DISTINCT_BOUND
    yield right, f"{field['distinct']} distinct; DuckDB {distinct}"
    yield exact == (distinct <= 2048), f"distinct_error {field['distinct_error']} of {distinct} values"
    true = dict(table.sql.execute(f"select {column}, count(*) from t where {column} is not null group by 1").fetchall())
    ranked = sorted(true.values(), reverse=True)[:10]
    if exact:
        yield [top["count"] for top in field["top"]] == ranked, f"top counts {[top['count'] for top in field['top']]}; DuckDB {ranked}"
    for top in field["top"]:
        n = true.get(top["value"], 0)
        yield top.get("cut") or top["count"] - top["error"] <= n <= top["count"], f"{top}; DuckDB {n}"
    if "number" in field:
        yield from number_problems(table, name, field)
        yield close(summary["avg"], field["number"]["mean"]), f"mean {field['number']['mean']}; SUMMARIZE {summary['avg']}"
        deviation = field["number"]["stddev"]
        if summary["std"] is not None and deviation:
            yield close(summary["std"], deviation, deviates(field["number"])), f"stddev {deviation}; SUMMARIZE {summary['std']}"
    if "string" in field:
        yield from string_problems(table, name, field)


def check(path, failures):
    done = run([stream_stats(), str(path)])
    problems = status_problems(done, 0)
    if problems:
        failures.check(path.name, problems)
        return
    profile = json.loads(done.stdout)
    table = Table(path)
    summaries = table.summarize()
    lines = sum(1 for line in path.open("rb") if line.strip())
    if (profile["records"], profile["bytes"]) != (lines, path.stat().st_size):
        problems.append(f"{profile['records']} records of {profile['bytes']} bytes; {lines}, {path.stat().st_size}")
    compared = 0
    for name in table.columns:
        field = profile["fields"].get(field_name(name))
        if field is None:
            problems.append(f"{name} is no field")
            continue
        compared += 1
        problems += [f"{name}: {what}" for right, what in field_problems(table, name, field, summaries[name]) if not right]
    failures.check(f"{path.name}: {compared} fields of {lines} records", problems)


def main():
    failures = Failures()
    here = [path for path in (Path(SHARED_DATA / name) for name in FILES) if path.is_file()]
    if not here:
        skip(f"none of the data is in {SHARED_DATA}")
    for path in here:
        check(path, failures)
    if len(here) < len(FILES):
        print(f"without {len(FILES) - len(here)} of the files: not in {SHARED_DATA}")
    return 1 if failures.count else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    need_duckdb()
    sys.exit(main())
