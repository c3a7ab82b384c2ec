"""stream-join over real files, beside DuckDB: the same joins said in SQL, which sees all records at once and in any order.

The watermark delays cover how far each file is out of order, so that both must agree on every record. DuckDB gives the
texts of the records that belong together; the lines that are to be written are put together from these, and compared as
bytes, without order.
"""
import csv
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from environment import data_file, need_duckdb, skip, stream_join
from join_text import merged, with_member
from twin_run import late_records

TYPES = ["inner", "left", "right", "full", "semi", "anti"]


@dataclass
class Data:
    file: str  # in RUNNEL_SHARED_DATA, or in the repository's own data
    time: str | None  # microseconds since 1970, SQL over `json`
    key: str | None
    disorder: str = "0s"  # a watermark delay that covers it


FLOW_TIME, FLOW_KEY = "round((json->>'ts')::double * 1e6)::bigint", "json->>'uid'"
TRADE_TIME = "epoch_us((json->>'timestamp')::timestamp)"
DATA = {
    "conn": Data("flows/sensor_2024-04-20_conn.ndjson", FLOW_TIME, FLOW_KEY, "3796s"),
    "http": Data("flows/sensor_2024-04-20_http.ndjson", FLOW_TIME, FLOW_KEY, "4.153s"),
    "dns": Data("flows/sensor_2024-04-20_dns.ndjson", FLOW_TIME, FLOW_KEY, "9.222s"),
    "nasdaq": Data("trades/nasdaq_trades.csv", TRADE_TIME, "json->>'id'"),
    "btc": Data("trades/btc_trades.csv", TRADE_TIME, "json->>'symbol'"),
    "web": Data("web/apache_access.ndjson", None, "json->>'remote_addr'"),
}


class Oracle:
    """DuckDB with a table of each file: n (the place in the file), line, t, k."""

    def __init__(self, folder):
        import duckdb
        self.sql = duckdb.connect()
        self.sql.execute("set timezone = 'UTC'")
        self.folder, self.paths = folder, {}

    def path(self, name):
        """NDJSON that both read; None where the data are absent."""
        if name not in self.paths:
            found = data_file(DATA[name].file)
            if found and found.suffix == ".csv":
                found = self.from_csv(found, self.folder / f"{name}.ndjson")
            self.paths[name] = found
            if found:
                self.add(name, found, DATA[name].time, DATA[name].key)
        return self.paths[name]

    def from_csv(self, source, path):
        """Numbers stay the texts that they are."""
        with open(source, newline="", encoding="utf-8") as rows, open(path, "w", encoding="utf-8") as lines:
            for row in csv.DictReader(rows):
                lines.write("{" + ",".join(f"{json.dumps(name)}:{csv_value(text)}" for name, text in row.items()) + "}\n")
        return path

    def add(self, name, path, time, key):
        self.sql.execute(f"create table {name} as select row_number() over () as n, json::varchar as line, {time or 0} as t, {key or 'null'} as k "
                         f"from read_ndjson_objects('{path}')")  # fmt: skip

    def pairs(self, query):
        """Of a query that gives the numbers of a left and a right record."""
        return self.sql.execute(query).fetchall()

    def lines(self, name):
        return dict(self.sql.execute(f"select n, line from {name}").fetchall())


def csv_value(text):
    """A number that is one in JSON too stays as it is written."""
    try:
        json.loads(text)
        return text
    except ValueError:
        return json.dumps(text)


# --- what is to be written -----------------------------------------------------------------------------------------------


def written(pairs, left, right, join_type, text=lambda l, r: with_member(l, "right", r or "null")):
    """The lines for pairs of numbers, given the lines of both sides by number."""
    matched_left, matched_right = {l for l, _ in pairs}, {r for _, r in pairs}
    if join_type in ("semi", "anti"):
        return Counter(line for n, line in left.items() if (n in matched_left) == (join_type == "semi"))
    found = Counter(text(left[l], right[r]) for l, r in pairs)
    if join_type in ("left", "full"):
        found.update(text(line, None) for n, line in left.items() if n not in matched_left)
    if join_type in ("right", "full"):
        found.update(text(None, line) for n, line in right.items() if n not in matched_right)
    return found


def compare(wanted, done):
    if done.returncode != 0 or done.stderr:
        return [f"exit status {done.returncode}; stderr: {done.stderr[:500]}"]
    found = Counter(done.stdout.split("\n")[:-1])
    only_ours, only_theirs = found - wanted, wanted - found
    problems = [f"{n} x only ours: {line[:300]}" for line, n in list(only_ours.items())[:2]]
    return problems + [f"{n} x only DuckDB's: {line[:300]}" for line, n in list(only_theirs.items())[:2]]


def run(words):
    return subprocess.run([stream_join(), *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)


class Results:
    def __init__(self):
        self.failures, self.absent, self.done = 0, set(), 0

    def check(self, title, wanted, words):
        problems = compare(wanted, run(words))
        print(f"{'ok     ' if not problems else 'FAILED '} {title}: {sum(wanted.values())} lines", *problems, sep="\n        ", flush=True)
        self.failures += bool(problems)
        self.done += 1

    def paths(self, oracle, *names):
        """None where one is absent."""
        found = [oracle.path(name) for name in names]
        self.absent |= {DATA[name].file for name, path in zip(names, found) if path is None}
        return None if None in found else found


# --- flows: interval -----------------------------------------------------------------------------------------------------


def flows(oracle, results):
    """Requests with the connection that they were part of, which is logged when it has ended and stamped with its start."""
    for name in ("http", "dns"):
        if not (paths := results.paths(oracle, name, "conn")):
            continue
        left, right = oracle.lines(name), oracle.lines("conn")
        for bounds, low, high in (("1d", -86400, 86400), ("-10s..1s", -10, 1), ("-0.5s..0s", -0.5, 0), ("-1h..-100ms", -3600, -0.1)):
            pairs = oracle.pairs(f"select l.n, r.n from {name} l join conn r on l.k = r.k and r.t between l.t + {round(low * 1e6)} and l.t + {round(high * 1e6)}")
            for join_type in TYPES if bounds in ("1d", "-10s..1s") else ["full", "anti"]:
                words = ["-t", ".ts", "--left-watermark-delay", DATA[name].disorder, "--right-watermark-delay", DATA["conn"].disorder,
                         "--on", "uid", "--within", bounds, "--type", join_type, *paths]  # fmt: skip
                results.check(f"{name} with conn, --within {bounds}, {join_type}", written(pairs, left, right, join_type), words)
        if name == "http":
            alone = len(left) - len({l for l, _ in oracle.pairs("select l.n, r.n from http l join conn r on l.k = r.k")})
            if alone != 2:
                print(f"FAILED  {alone} requests have no connection, not 2: these are other data")
                results.failures += 1
    if paths := results.paths(oracle, "http", "conn"):
        too_short_a_delay(oracle, results, paths)
        pairs = oracle.pairs("select l.n, r.n from conn l join http r on l.k = r.k and r.t between l.t and l.t + 3600000000")
        words = ["-t", ".ts", "--left-watermark-delay", DATA["conn"].disorder, "--on", "uid", "--within", "0s..1h", "--type", "full", "--flat",
                 "--prefix", "http.", paths[1], paths[0]]  # fmt: skip
        text = lambda l, r: merged(l, r, "http.") if r is not None else l
        results.check("conn with http, --flat --prefix http.", written(pairs, oracle.lines("conn"), oracle.lines("http"), "full", text), words)


def too_short_a_delay(oracle, results, paths):
    """With the default delays: what came late is counted and said, with the delay that keeps it; with that one all is there."""
    words = ["-t", ".ts", "--on", "uid", "--within", "1d", "--type", "full", *paths]
    done = run(words)
    late, delay = late_records(done.stderr), DELAY.search(done.stderr)
    pairs = oracle.pairs("select l.n, r.n from http l join conn r on l.k = r.k and r.t between l.t - 86400000000 and l.t + 86400000000")
    print(f"        http with conn, with the default delays: {late} records are late, {delay and delay[1]} would keep them")
    if done.returncode != 4 or not late or not delay:
        print(f"FAILED  exit status {done.returncode}; stderr: {done.stderr}")
        results.failures += 1
        return
    wanted = written(pairs, oracle.lines("http"), oracle.lines("conn"), "full")
    results.check("http with conn, with the delay that it says", wanted, ["--watermark-delay", delay[1], *words])


DELAY = re.compile(r"delay(?: of)? (\S+) keeps")


# --- trades: as-of -------------------------------------------------------------------------------------------------------


def trades(oracle, results):
    """The price of Bitcoin when a share was traded, and the other way round; and each trade with the one of its share before."""
    if not (paths := results.paths(oracle, "nasdaq", "btc")):
        return
    cases = [("nasdaq", "btc", False), ("btc", "nasdaq", False), ("nasdaq", "nasdaq", True)]
    path_of = dict(zip(("nasdaq", "btc"), paths))
    for left_name, right_name, by_key in cases:
        left, right = oracle.lines(left_name), oracle.lines(right_name)
        key = "k" if by_key else "1"
        oracle.sql.execute(f"create or replace temp table versions as select max(n) as n, t, {key} as k from {right_name} group by all")
        for direction, sign in (("backward", ">="), ("forward", "<=")):
            pairs = oracle.pairs(f"select l.n, r.n, l.t - r.t from (select n, t, {key} as k from {left_name}) l asof join versions r on l.k = r.k and l.t {sign} r.t")
            if direction == "backward":
                before = {l: (abs(apart), 0, r) for l, r, apart in pairs}
            else:
                behind = {l: (abs(apart), 1, r) for l, r, apart in pairs}
        nearest = {l: min(found[l] for found in (before, behind) if l in found) for l in before.keys() | behind.keys()}
        for direction, picked in (("backward", before), ("forward", behind), ("nearest", nearest)):
            for tolerance in (None, 250_000):
                pairs = [(l, r) for l, (apart, _, r) in picked.items() if tolerance is None or apart <= tolerance]
                for join_type in ("left", "full") if tolerance else ("inner", "anti"):
                    words = ["-t", ".timestamp", "--watermark-delay", "0s", "--asof", "--direction", direction, "--type", join_type,
                             *(["--tolerance", "250ms"] if tolerance else []), *(["--on", "id"] if by_key else []),
                             path_of[left_name], path_of[right_name]]  # fmt: skip
                    title = f"{left_name} with {right_name}{' by id' if by_key else ''}, --asof {direction}{', tolerance 250 ms' if tolerance else ''}, {join_type}"
                    results.check(title, written(pairs, left, right, join_type), words)


# --- web log: lookup -----------------------------------------------------------------------------------------------------


def clients(oracle, results):
    """Requests with what is known of their client; the table is made from the log, and lacks every third client."""
    if not (paths := results.paths(oracle, "web")):
        return
    left = oracle.lines("web")
    rows = oracle.sql.execute("select k, count(*), min(n) from web group by k order by min(n)").fetchall()
    known = [(address, json.dumps({"address": address, "requests": count, "first": first})) for address, count, first in rows if first % 3]
    for title, table, multi in (
        ("a table of clients", [line for _, line in known], False),
        ("a table with repeated keys", [line for _, line in known] + ['{"address":"nobody"}', "", '{"address":null}'] + [line.replace("first", "again") for _, line in known[::2]], False),
        ("--multi", [line for _, line in known] * 2 + ['{"address":"nobody"}'] * 2 + [line for _, line in known[::2]], True),
    ):  # fmt: skip
        path = oracle.folder / "clients.ndjson"
        path.write_text("".join(line + "\n" for line in table), encoding="utf-8")
        oracle.sql.execute("drop table if exists clients")
        oracle.add("clients", path, None, "json->>'address'")
        if not multi:  # a row replaces those of its key before it
            oracle.sql.execute("delete from clients where k is not null and n not in (select max(n) from clients group by k)")
        right = oracle.lines("clients")
        pairs = oracle.pairs("select l.n, r.n from web l join clients r on l.k = r.k")
        repeats = len({row for row in table if row}) > len(known) + 2
        for join_type in TYPES:
            words = ["--lookup", "--left-on", "remote_addr", "--right-on", "address", "--type", join_type, *(["--multi"] if multi else []), paths[0], path]
            wanted, done = written(pairs, left, right, join_type), run(words)
            problems = []
            if repeats and not multi:
                said = f"{len(known[::2])} keys" in done.stderr
                problems, done.stderr = [] if said else [f"the repeated keys are not said: {done.stderr}"], ""
            if join_type not in ("right", "full") and done.returncode == 0 and done.stdout:
                problems += in_order(done.stdout, left.values())
            problems += compare(wanted, done)
            print(f"{'ok     ' if not problems else 'FAILED '} web with {title}, {join_type}: {sum(wanted.values())} lines", *problems, sep="\n        ", flush=True)
            results.failures += bool(problems)
            results.done += 1


def in_order(output, lines):
    """Whether the left records are in the order in which they came."""
    waiting, starts = iter(lines), None
    for line in output.splitlines():
        while starts is None or not line.startswith(starts):
            starts = next(waiting, None)
            if starts is None:
                return [f"out of order: {line[:200]}"]
            starts = starts[:-1]
    return []


def main():
    results = Results()
    with tempfile.TemporaryDirectory(prefix="runnel-oracle-") as folder:
        oracle = Oracle(Path(folder))
        for part in (flows, trades, clients):
            part(oracle, results)
    if results.absent:
        print(f"without {', '.join(sorted(results.absent))}: not here")
    if not results.done:
        skip("none of the data is here")
    return 1 if results.failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    need_duckdb()
    sys.exit(main())
