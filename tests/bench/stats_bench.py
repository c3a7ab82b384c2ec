"""stream-stats beside its peers, and beside stream-filter that reads the same fields: two fields, and all that there are."""
import json
import os
import shlex
from pathlib import Path

from data import warm
from filter_bench import Bound
from measure import Contender

PEER = Path(__file__).with_name("stats_peer.py")
FIELDS = "latency_ms,ip"
# Reads both fields of each record, the second because the first is true of all, and passes none. With == in place of <
# records that do not hold the text would be passed over unread.
SAME_FIELDS = '.latency_ms < 1e9 and .ip < "0"'
SUPER = "n:=count(),least:=min(latency_ms),most:=max(latency_ms),mean:=avg(latency_ms),distinct_ip:=dcount(ip)"
EXACT, TYPED = "duckdb, exact distinct", "duckdb, told the columns"
PARTIAL = (EXACT, TYPED)  # not what the bound is about
QUANTILE_BOUND, DISTINCT_BOUND = 0.0101, 0.05
NUMBERS = ("BIGINT", "DOUBLE", "UBIGINT", "HUGEINT", "INTEGER")
LEAST_RATIO, MOST_OF_FILTER, LEAST_SUMMARIZE, MEMORY_MIB = 3.5, 1.3, 3, 64


class Differs(Exception):
    pass


def figures(text):
    """What a program says of the two fields, by name; from a profile of ours too."""
    record = json.loads(text)
    if "fields" not in record:
        return record
    latency, ip = record["fields"][".latency_ms"]["number"], record["fields"][".ip"]
    return {"n": latency["count"], "least": latency["min"], "most": latency["max"], "mean": latency["mean"], "p50": latency["p50"],
            "p99": latency["p99"], "distinct_ip": ip["distinct"]}  # fmt: skip


def compare_figures(found, exact):
    bounds = {"mean": 1e-9, "p50": QUANTILE_BOUND, "p99": QUANTILE_BOUND, "distinct_ip": DISTINCT_BOUND}
    for name, value in found.items():
        if abs(value - exact[name]) > bounds.get(name, 0) * abs(exact[name]):
            raise Differs(f"{name} {value}, not {exact[name]}")
    return ", ".join(f"{name} {found[name]:.6g}" for name in ("p99", "distinct_ip") if name in found)


def compare_profiles(ours, summaries):
    """Our profile beside SUMMARIZE, column by column: counts and ends exactly, and estimates within the bounds of both."""
    compared = 0
    for column in summaries:
        field = ours["fields"].get("." + column["column_name"])
        if field is None:
            raise Differs(f"no field {column['column_name']}")
        nulls = 1 - (field["count"] - field["nulls"]) / ours["records"]
        if abs(float(column["null_percentage"]) / 100 - nulls) > 1e-4:
            raise Differs(f"{column['column_name']}: {nulls:.2%} missing, not {column['null_percentage']} %")
        if "distinct" in field and abs(field["distinct"] / column["approx_unique"] - 1) > 0.25:
            raise Differs(f"{column['column_name']}: {field['distinct']} distinct, about {column['approx_unique']} in SUMMARIZE")
        if column["column_type"] in NUMBERS and "number" in field:
            number = field["number"]
            for name, said, bound in (("min", "min", 0), ("max", "max", 0), ("mean", "avg", 1e-9), ("stddev", "std", 1e-6), ("p50", "q50", 0.05)):
                if abs(number[name] - float(column[said])) > bound * abs(number[name]):
                    raise Differs(f"{column['column_name']}: {name} {number[name]}, {said} {column[said]} in SUMMARIZE")
        compared += 1
    return f"{compared} columns"


class StatsBench:
    def __init__(self, programs, measure, peers, report):
        self.stats, self.filter = (str(programs / name) for name in ("stream-stats", "stream-filter"))
        self.measure, self.peers, self.report = measure, peers, report
        self.bounds, self.differing = [], []
        self.here = {peer.name for peer in peers.all()}

    def peer(self, name, file, task):
        return [str(self.peers.python), str(PEER), name, file, task]

    def ratio(self, times, over, under, limit, at_least):
        text = f"{over} / {under}: {'at least' if at_least else 'at most'} {limit:g}"
        if over not in times or under not in times:
            self.bounds.append(Bound(text, None, None))
            return
        value = times[over] / times[under]
        self.bounds.append(Bound(text, f"{value:.2f}", value >= limit if at_least else value <= limit))

    # --- two fields --------------------------------------------------------------------------------------------------

    def fields(self, file, runs):
        title = f"Two fields: `--of {FIELDS}`"
        print(f"{title}: comparing results", flush=True)
        contenders = self.contenders(file)
        warm(file)
        verdicts = self.compare(contenders, file)
        print("timing", flush=True)
        self.measure.rounds(contenders, runs)
        self.report.measured(title, os.path.getsize(file), contenders, verdicts)
        times = {c.name: c.median() for c in contenders}
        fastest = min((name for name in times if "stream-" not in name and name not in PARTIAL), key=times.get, default="the fastest peer")
        self.ratio(times, fastest, "stream-stats", LEAST_RATIO, at_least=True)
        self.ratio(times, "stream-stats", "stream-filter --strict", MOST_OF_FILTER, at_least=False)
        self.ratio(times, "cat FILE | stream-stats", "cat FILE | stream-filter --strict", MOST_OF_FILTER, at_least=False)

    def contenders(self, file):
        ours, same_fields = [self.stats, "-o", "json", "--of", FIELDS], [self.filter, "--strict", SAME_FIELDS]
        piped = lambda words: ["sh", "-c", f"cat {shlex.quote(str(file))} | {shlex.join(words)}"]
        found = [
            Contender("stream-stats", [*ours, file]),
            Contender("stream-stats --threads 1", [*ours, "--threads", "1", file]),
            Contender("cat FILE | stream-stats", piped(ours)),
            Contender("stream-filter --strict", [*same_fields, file]),
            Contender("cat FILE | stream-filter --strict", piped(same_fields)),
        ]
        found += [Contender(name, self.peer(name, file, "fields")) for name in ("duckdb", "polars", "chdb") if name in self.here]
        if "duckdb" in self.here:
            found += [Contender(EXACT, self.peer("duckdb", file, "exact")), Contender(TYPED, self.peer("duckdb", file, "typed"))]
        if binary := self.peers.find("super"):
            found.append(Contender("super, without quantiles", [binary, "-j", "-c", SUPER, file]))
        return found

    def compare(self, contenders, file):
        """Runs each once; what each says beside the exact answer, by name. Exact is DuckDB's where it is, else ours."""
        exact = next((c for c in contenders if c.name == EXACT), contenders[0])
        self.measure.once(exact.argv)
        exact = figures(self.measure.scratch.read_text())
        verdicts = {}
        for contender in list(contenders):
            if "stream-filter" in contender.name:
                continue
            try:
                self.measure.once(contender.argv)
                found = figures(self.measure.scratch.read_text())
                verdicts[contender.name] = compare_figures(found, exact)
            except Differs as problem:
                verdicts[contender.name] = f"DIFFERENT: {problem}"
                self.differing.append(contender.name)
            except (RuntimeError, ValueError, KeyError) as error:
                print(f"  {contender.name} left out: {str(error)[-300:]}")
                contenders.remove(contender)
                continue
            print(f"  {contender.name}: {verdicts[contender.name]}", flush=True)
        return verdicts

    # --- all fields --------------------------------------------------------------------------------------------------

    def profile(self, file, runs):
        print("the full profile: comparing results", flush=True)
        warm(file)
        ours = [self.stats, "-o", "json"]
        piped = ["sh", "-c", f"cat {shlex.quote(str(file))} | {shlex.join(ours)}"]
        contenders = [Contender("stream-stats", [*ours, file]), Contender("stream-stats --threads 1", [*ours, "--threads", "1", file]),
                      Contender("cat FILE | stream-stats", piped)]  # fmt: skip
        verdicts = {}
        if "duckdb" in self.here:
            contenders.append(Contender("duckdb's SUMMARIZE", self.peer("duckdb", file, "summarize")))
            verdicts = self.compare_full(contenders)
        print("timing", flush=True)
        self.measure.rounds(contenders, runs)
        self.report.measured("All fields", os.path.getsize(file), contenders, verdicts)
        self.ratio({c.name: c.median() for c in contenders}, "duckdb's SUMMARIZE", "stream-stats", LEAST_SUMMARIZE, at_least=True)
        worst = max(c.peak for c in contenders if "stream-stats" in c.name) / 1024
        self.bounds.append(Bound(f"peak resident memory of the full profile: under {MEMORY_MIB} MiB", f"{worst:.1f} MiB", worst < MEMORY_MIB))

    def compare_full(self, contenders):
        answers = []
        for contender in (contenders[0], contenders[-1]):
            self.measure.once(contender.argv)
            answers.append([json.loads(line) for line in self.measure.scratch.read_text().splitlines()])
        (ours,), summaries = answers
        try:
            verdict = f"{len(ours['fields'])} fields, {compare_profiles(ours, summaries)} as SUMMARIZE says"
        except Differs as problem:
            verdict = f"DIFFERENT: {problem}"
            self.differing.append("stream-stats, all fields")
        print(f"  {verdict}", flush=True)
        return {contenders[0].name: verdict, contenders[-1].name: f"{len(summaries)} columns"}
