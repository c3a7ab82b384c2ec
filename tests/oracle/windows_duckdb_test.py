"""stream-window over real files, beside DuckDB: the same windows said in SQL, which sees all records at once and in any order.

The watermark delay covers how far each file is out of order, so that both must agree on every record. Quantiles of more
than 1,024 values and the estimated count of distinct values are compared within their bounds.
"""
import json
import math
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from environment import SHARED_DATA, need_duckdb, skip, stream_window
from window_aggregates import Call
from twin_run import nanoseconds
from window_run import said
from window_times import SECOND, Grid, time_text
from window_query import Aggregate, Query
from window_twin import answer

MICRO = 1000  # nanoseconds; DuckDB counts in microseconds
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass
class Data:
    file: str
    time: list  # our options
    sql_time: str  # microseconds since 1970
    delay: str  # covers the disorder
    fields: dict  # column of the SQL view: (our expression, SQL over the file's record)


DATA = {
    "conn": Data("flows/sensor_2024-04-20_conn.ndjson", ["-t", ".ts"], "round(ts * 1e6)::bigint", "3795.384s",
                 {"origin": ('.["id.orig_h"]', '"id.orig_h"'), "proto": (".proto", "proto"), "sent": (".orig_bytes", "orig_bytes"),
                  "duration": (".duration", "duration"), "port": ('.["id.resp_p"]', '"id.resp_p"')}),
    "web": Data("web/apache_access.ndjson", ["-t", ".time_local", "--time-format", "%d/%b/%Y:%H:%M:%S %z"],
                "epoch_us(strptime(time_local, '%d/%b/%Y:%H:%M:%S %z'))", "59s",
                {"method": (".method", "method"), "status": (".status", "status"), "bytes": (".bytes", "bytes"),
                 "address": (".remote_addr", "remote_addr"), "path": (".path", "path")}),
    "flights": Data("flights/flights.ndjson", ["-t", ".timestamp"],  # midnight is a date alone
                    "epoch_us(timestamp::timestamp)", "85970s",
                    {"carrier": (".Carrier", "Carrier"), "price": (".AvgTicketPrice", "AvgTicketPrice"), "late": (".FlightDelayMin", "FlightDelayMin"),
                     "distance": (".DistanceKilometers", "DistanceKilometers"), "goal": (".Dest", "Dest")}),
    "github": Data("github/events_2021-07-21.ndjson", ["-t", ".created_at"], "epoch_us(created_at::timestamp)", "3s",
                   {"type": (".type", "type"), "size": (".payload.size", "payload->>'$.size'"), "actor": (".actor.id", "actor.id")}),
    "trades": Data("trades/nasdaq_trades.csv", ["-t", ".timestamp"], "epoch_us(timestamp::timestamp)", "0s",
                   {"share": (".id", "id"), "price": (".price", "price"), "volume": (".dayVolume", "dayVolume")}),
}  # fmt: skip


# --- windows in SQL: each gives `r` with the columns starts and ends, in microseconds ------------------------------------


def tumbling(size, offset=0):
    size, offset = size * 10**6, offset * 10**6
    start = f"(t - {offset}) // {size} * {size} + {offset}"
    return f"select *, {start} as starts, {start} + {size} as ends from v"


def sliding(size, slide):
    size, slide = size * 10**6, slide * 10**6
    start = f"(t // {slide} - i) * {slide}"
    return f"select v.*, {start} as starts, {start} + {size} as ends from v, range({math.ceil(size / slide)}) s(i) where {start} + {size} > t"


def cumulate(size, step):
    size, step = size * 10**6, step * 10**6
    start = f"t // {size} * {size}"
    return f"select v.*, {start} as starts, {start} + i * {step} as ends from v, range(1, {size // step + 1}) s(i) where {start} + i * {step} > t"


def session(gap, keys):
    gap = gap * 10**6
    over = f"over (partition by {keys} order by t)" if keys else "over (order by t)"
    group = f"{keys}, n" if keys else "n"
    return (
        f"with a as (select *, coalesce(t - lag(t) {over} > {gap}, true)::int as begins from v), "
        f"b as (select *, sum(begins) {over} as n from a) "
        f"select *, min(t) over (partition by {group}) as starts, max(t) over (partition by {group}) + {gap} as ends from b"
    )


@dataclass
class Task:
    data: str
    window: str  # ours
    sql: str
    keys: list
    aggregates: list  # (ours, SQL)
    options: tuple = ()


def number(column):
    """What is usually asked of a column of numbers."""
    return [(f"sum({column})", f"sum({column})"), (f"min({column})", f"min({column})"), (f"max({column})", f"max({column})"),
            (f"avg({column})", f"avg({column})"), (f"stddev({column})", f"case when count({column}) > 1 then stddev_samp({column}) end"),
            (f"median({column})", f"quantile_disc({column}, 0.5)"), (f"p99({column})", f"quantile_disc({column}, 0.99)"),
            (f"quantile({column}; 0.1)", f"quantile_disc({column}, 0.1)")]  # fmt: skip


def distinct(column):
    return [(f"count_distinct({column})", f"count(distinct {column})"), (f"distinct({column})", f"count(distinct {column})")]


COUNT = [("count", "count(*)")]
TASKS = [
    Task("conn", "1m", tumbling(MINUTE), [], COUNT + number("sent") + number("duration") + distinct("origin")),
    Task("conn", "10m", tumbling(10 * MINUTE), ["origin"], COUNT + number("sent") + distinct("port")),
    Task("conn", "1d", tumbling(DAY), ["proto"], COUNT + number("sent") + number("duration") + distinct("origin")),
    Task("conn", "1h", tumbling(HOUR, 1200), ["proto"], COUNT + number("duration"), ("--offset", "20m")),
    Task("conn", "1h/10m", sliding(HOUR, 10 * MINUTE), ["proto"], COUNT + number("sent") + number("duration") + distinct("origin")),
    Task("conn", "25m/10m", sliding(25 * MINUTE, 10 * MINUTE), [], COUNT + number("duration")),
    Task("conn", "2m/7m", sliding(2 * MINUTE, 7 * MINUTE), ["proto"], COUNT + number("duration")),
    Task("conn", "cumulate:1d/1h", cumulate(DAY, HOUR), ["proto"], COUNT + number("sent") + distinct("origin")),
    Task("conn", "session:5m", session(300, "origin"), ["origin"], COUNT + number("sent") + distinct("port")),
    Task("conn", "session:3s", session(3, ""), [], COUNT + number("sent") + number("duration")),
    Task("web", "1m", tumbling(MINUTE), [], COUNT + number("bytes") + distinct("address")),
    Task("web", "1h", tumbling(HOUR), ["status"], COUNT + number("bytes") + distinct("path")),
    Task("web", "1d/6h", sliding(DAY, 6 * HOUR), ["method", "status"], COUNT + number("bytes") + distinct("address")),
    Task("web", "session:30m", session(1800, "address"), ["address"], COUNT + number("bytes") + distinct("path")),
    Task("web", "cumulate:1d/4h", cumulate(DAY, 4 * HOUR), [], COUNT + number("bytes") + distinct("address")),
    Task("flights", "1d", tumbling(DAY), ["carrier"], COUNT + number("price") + number("late") + distinct("goal")),
    Task("flights", "6h/90m", sliding(6 * HOUR, 90 * MINUTE), ["carrier"], COUNT + number("price") + number("distance")),
    Task("flights", "all", "select *, min(t) over () as starts, max(t) over () as ends from v", ["carrier"], COUNT + number("price") + number("late")),
    Task("github", "1m", tumbling(MINUTE), ["type"], COUNT + distinct("actor")),
    Task("github", "session:10s", session(10, "type"), ["type"], COUNT + number("size")),
    Task("trades", "1m", tumbling(MINUTE), ["share"], COUNT + number("price") + number("volume")),
    Task("trades", "5m/30s", sliding(5 * MINUTE, 30), ["share"], COUNT + number("price")),
    Task("trades", "session:2s", session(2, "share"), ["share"], COUNT + number("price")),
]  # fmt: skip


class Oracle:
    """DuckDB with a view `v` of each file: t, and the task's columns."""

    def __init__(self, folder):
        import duckdb
        self.sql = duckdb.connect()
        self.sql.execute("set timezone = 'UTC'")
        self.folder = folder
        self.paths = {}

    def path(self, name):
        """NDJSON that we read too; None where the data are absent."""
        if name not in self.paths:
            found = SHARED_DATA / DATA[name].file
            self.paths[name] = found = found if found.is_file() else None
            if found and found.suffix == ".csv":
                self.paths[name] = self.folder / f"{name}.ndjson"
                self.sql.execute(f"copy (select * from read_csv('{found}', all_varchar = false, types = {{'timestamp': 'varchar'}})) "
                                 f"to '{self.paths[name]}' (format json)")
            if found:
                columns = ", ".join(f"{sql} as {column}" for column, (_, sql) in self.columns(name))
                options = "sample_size = -1, map_inference_threshold = -1" + (", maximum_depth = 2" if name == "github" else "")
                self.sql.execute(f"create table t_{name} as select {DATA[name].sql_time} as t, {columns} "
                                 f"from read_ndjson('{self.paths[name]}', {options})")
        return self.paths[name]

    def columns(self, name):
        return [(column, (ours, f"({sql})::bigint" if column == "size" else sql)) for column, (ours, sql) in DATA[name].fields.items()]

    def rows(self, task, window=None):
        """{(start, end, keys ...): values}"""
        keys = ", ".join(task.keys)
        values = ", ".join(sql for _, sql in task.aggregates)
        query = (f"with v as (select * from t_{task.data}), w as ({window or task.sql}) "
                 f"select starts, ends, {keys + ', ' if keys else ''}{values} from w group by starts, ends{', ' + keys if keys else ''}")  # fmt: skip
        width = 2 + len(task.keys)
        return {(*(time_text(time * MICRO) for time in row[:2]), *row[2:width]): row[width:] for row in self.sql.execute(query).fetchall()}


def ours(expression, data):
    """An aggregate of the task in our words: columns are the names of fields."""
    return re.sub(r"\((\w+)", lambda m: "(" + DATA[data].fields[m[1]][0], expression)


def command(task, path, *options):
    body = ", ".join(f"a{i}: {ours(text, task.data)}" for i, (text, _) in enumerate(task.aggregates))
    by = ", ".join(f"{key}: {DATA[task.data].fields[key][0]}" for key in task.keys)
    return [stream_window(), *DATA[task.data].time, *(["--by", by] if by else []), *task.options, *options, task.window, body, str(path)]


def bound(text, count):
    """How far a result may be from the exact one, relative to it."""
    if text.startswith("distinct("):
        return 0.04 if count > 1024 else 0  # five times the standard error
    if re.match(r"median|p\d|quantile", text) and count > 1024:
        return 0.01 + 1e-9
    return 0 if text.startswith("count") else 1e-9


def compare(task, rows, output):
    """Differences in words."""
    problems, seen, last_end = [], set(), ""
    for line in output.splitlines():
        record = json.loads(line)
        key = (record["window_start"], record["window_end"], *(record[name] for name in task.keys))
        if record["window_end"] < last_end and task.window != "all":
            problems.append(f"out of order: {line}")
        last_end = record["window_end"]
        if key in seen:
            problems.append(f"twice: {line}")
        seen.add(key)
        if key not in rows:
            problems.append(f"not in DuckDB's answer: {line}")
            continue
        for i, ((text, _), want) in enumerate(zip(task.aggregates, rows[key])):
            found = record[f"a{i}"]
            close = found == want if want is None or found is None else math.isclose(found, want, rel_tol=bound(text, rows[key][0]), abs_tol=1e-9)
            if not close:
                problems.append(f"{text} of {key}: {found}, DuckDB {want}")
    problems += [f"only in DuckDB's answer: {key}" for key in rows if key not in seen]
    return problems


def run(words):
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)


class Failures:
    def __init__(self):
        self.count = 0

    def check(self, title, problems):
        print(f"{'ok     ' if not problems else 'FAILED '} {title}", *problems[:5], sep="\n        ", flush=True)
        self.count += bool(problems)


def status_problems(done, status, said_nothing=True):
    if done.returncode != status or (said_nothing and done.stderr):
        return [f"exit status {done.returncode}, expected {status}; stderr: {done.stderr[:500]}"]
    return []


def compare_tasks(oracle, failures):
    absent = set()
    for task in TASKS:
        path = oracle.path(task.data)
        if path is None:
            absent.add(DATA[task.data].file)
            continue
        done = run(command(task, path, "--watermark-delay", DATA[task.data].delay))
        rows = oracle.rows(task)
        problems = status_problems(done, 0) or compare(task, rows, done.stdout)
        failures.check(f"{task.data}: {task.window}{' by ' + ', '.join(task.keys) if task.keys else ''}, {len(rows)} results", problems)
    if absent:
        print(f"without {', '.join(sorted(absent))}: not in {SHARED_DATA}")
    return len(absent) < len(DATA)


def too_short_a_delay(oracle, failures):
    """With the default delay: what came late is counted and said, with the delay that keeps it; with that delay all is there."""
    path = oracle.path("conn")
    if path is None:
        return
    task = Task("conn", "1m", tumbling(MINUTE), [], COUNT + number("sent"))
    done = run(command(task, path))
    query = Query(window=Grid(MINUTE * SECOND, MINUTE * SECOND), aggregates=[Aggregate("count", [Call("count")])],
                  time=lambda record: round(record["ts"] * 10**6) * MICRO)  # fmt: skip
    wanted = answer(query, path.read_text(encoding="utf-8").splitlines())
    facts = {"late": len(wanted.late), "largest lateness": wanted.largest_lateness}
    problems = status_problems(done, 4, said_nothing=False)
    if said(done.stderr) != facts:
        problems.append(f"stderr does not say {facts}: {done.stderr}")
    kept = sum(json.loads(line)["a0"] for line in done.stdout.splitlines())
    if kept + len(wanted.late) != wanted.records:
        problems.append(f"{kept} records counted and {len(wanted.late)} late are not {wanted.records}")
    failures.check(f"conn: 1m with the default delay, {len(wanted.late)} records late by up to {wanted.largest_lateness / SECOND} s", problems)
    delay = re.search(r"--watermark-delay[ =](\S+)", done.stderr)
    problems = ["stderr names no delay"]
    if delay and nanoseconds(delay[1]):
        done = run(command(task, path, "--watermark-delay", delay[1]))
        problems = status_problems(done, 0) or compare(task, oracle.rows(task), done.stdout)
    failures.check(f"conn: 1m with the delay that it says, {delay and delay[1]}", problems)


def main():
    failures = Failures()
    with tempfile.TemporaryDirectory(prefix="runnel-oracle-") as folder:
        oracle = Oracle(Path(folder))
        if not compare_tasks(oracle, failures):
            skip(f"none of the data is in {SHARED_DATA}")
        too_short_a_delay(oracle, failures)
    return 1 if failures.count else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    need_duckdb()
    sys.exit(main())
