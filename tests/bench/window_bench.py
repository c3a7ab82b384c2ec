"""stream-window beside its peers, and beside stream-filter that reads the same fields: throughput, keys, latency, memory."""
import dataclasses
import json
import os
import re
import select
import shlex
import statistics
import subprocess
import time
from pathlib import Path

from data import warm
from filter_bench import Bound
from measure import Contender

PEER = Path(__file__).with_name("window_peer.py")
SLOW_RUNS = 3
BY_HOST = "n: count, bytes: sum(.bytes), p99: p99(.latency_ms)"
# Reads the same fields as the windows do, of each record, and passes none.
SAME_FIELDS = ".latency_ms > 1e9 and .bytes > 1e15 and .host == .ts"
JQ = """reduce inputs as $r ({}; .[$r.ts[0:16] + " " + $r.host] |= [.[0] + 1, .[1] + $r.bytes])
  | to_entries[] | {window_start: (.key[0:10] + "T" + .key[11:16] + ":00Z"), host: .key[17:], n: .value[0], bytes: .value[1]}"""
AGRIND = (
    "* | json | parseDate(ts) as d | timeslice(d) 1m as window_start "
    "| count as n, sum(bytes) as bytes, p99(latency_ms) as p99 by window_start, host"
)
TYPED = "duckdb, told the columns"
# How far the p99 of each may be from the exact one: ours and the sketches by their error, others where they take a
# neighbour in rank, which in the tail of some 1,500 values is a few percent away.
P99_TOLERANCE = {"polars": 0.15, "chdb": 0.15, "angle-grinder": 0.15}
OUR_TOLERANCE = 0.0101


@dataclasses.dataclass
class Rows:
    """What a program found: {(window_start, host): (n, bytes, p99)}."""

    rows: dict

    @staticmethod
    def read(path):
        text = path.read_text(encoding="utf-8")
        records = json.loads(text) if text.lstrip().startswith("[") else map(json.loads, text.splitlines())
        rows = {}
        for r in records:
            start = r["window_start"].replace("+00:00", "Z").replace(" ", "T")
            rows[start, r["host"]] = (r["n"], r["bytes"], r.get("p99"))
        return Rows(rows)

    def difference(self, exact, tolerance):
        if self.rows.keys() != exact.rows.keys():
            return f"{len(self.rows.keys() ^ exact.rows.keys())} windows that the other has not"
        for key, (n, size, p99) in self.rows.items():
            want = exact.rows[key]
            if (n, size) != want[:2]:
                return f"{key}: {n}, {size}, not {want[0]}, {want[1]}"
            if p99 is not None and want[2] is not None and abs(p99 - want[2]) > tolerance * want[2] + 1e-9:
                return f"{key}: p99 {p99}, not {want[2]}"
        return None


class WindowBench:
    def __init__(self, programs, measure, peers, report):
        self.window, self.filter = (str(programs / name) for name in ("stream-window", "stream-filter"))
        self.measure, self.peers, self.report = measure, peers, report
        self.bounds, self.differing = [], []

    def ours(self, window="1m", body=BY_HOST, by="host"):
        return [self.window, "-t", ".ts", "--by", by, window, body]

    def peer(self, name, file, *arguments):
        return [str(self.peers.python), str(PEER), name, file, *map(str, arguments)]

    def bound(self, text, value, met, shown=None):
        self.bounds.append(Bound(text, None if value is None else shown or f"{value:.2f}", met))

    def ratio(self, times, over, under, limit, at_least=False):
        text = f"{over} / {under}: {'at least' if at_least else 'at most'} {limit:g}"
        if over not in times or under not in times:
            return self.bound(text, None, None)
        value = times[over] / times[under]
        self.bound(text, value, value >= limit if at_least else value <= limit)

    # --- one-minute windows by host ----------------------------------------------------------------------------------

    def throughput(self, file, part, runs):
        title = f"One-minute windows by host: `{BY_HOST}`"
        print(f"{title}: comparing results", flush=True)
        contenders = self.contenders(file, part)
        warm(file)
        warm(part)
        verdicts = self.compare(contenders, file, part)
        print("timing", flush=True)
        self.measure.rounds(contenders, runs)
        self.report.measured(title, os.path.getsize(file), contenders, verdicts)
        times = {c.name: c.median() for c in contenders}
        peers = {name: seconds for name, seconds in times.items() if "stream-" not in name and name != TYPED}
        if peers:
            self.ratio(times, min(peers, key=peers.get), "stream-window", 3, at_least=True)
        self.ratio(times, TYPED, "stream-window", 3, at_least=True)
        self.ratio(times, "stream-window", "stream-filter --strict", 1.3)
        self.ratio(times, "cat FILE | stream-window", "cat FILE | stream-filter --strict", 1.3)

    def contenders(self, file, part):
        scale, quoted = os.path.getsize(file) / os.path.getsize(part), shlex.quote(str(file))
        same_fields = [self.filter, "--strict", SAME_FIELDS]
        piped = lambda words: ["sh", "-c", f"cat {quoted} | {shlex.join(words)}"]
        found = [
            Contender("stream-window", [*self.ours(), file]),
            Contender("stream-window --threads 1", [*self.ours(), "--threads", "1", file]),
            Contender("cat FILE | stream-window", piped(self.ours())),
            Contender("stream-filter --strict", [*same_fields, file]),
            Contender("cat FILE | stream-filter --strict", piped(same_fields)),
        ]
        here = {peer.name: peer for peer in self.peers.all()}
        found += [Contender(name, self.peer(name, file)) for name in ("duckdb", "polars", "chdb") if name in here]
        if "duckdb" in here:
            found.append(Contender(TYPED, self.peer("duckdb", file, "typed")))
        if agrind := self.peers.find("agrind"):
            found.append(Contender("angle-grinder", [agrind, "-o", "json", "-f", part, AGRIND], scale, SLOW_RUNS))
        if jq := self.peers.find("jq18") or self.peers.find("jq"):
            found.append(Contender("jq, without p99", [jq, "-nc", JQ, part], scale, SLOW_RUNS))
        return found

    def compare(self, contenders, file, part):
        """Runs each once; what each says beside the exact answer, by name. Exact is DuckDB's where it is, else ours."""
        exact = {}
        for source in (file, part):
            first = next((c for c in contenders if c.name == "duckdb"), contenders[0])
            self.measure.once([source if word is file else word for word in first.argv])
            exact[source] = Rows.read(self.measure.scratch)
        verdicts = {}
        for contender in list(contenders):
            if "stream-filter" in contender.name:
                continue
            source = part if contender.scale != 1.0 else file
            try:
                self.measure.once(contender.argv)
                found = Rows.read(self.measure.scratch)
            except (RuntimeError, ValueError, KeyError) as error:
                print(f"  {contender.name} left out: {str(error)[-300:]}")
                contenders.remove(contender)
                continue
            problem = found.difference(exact[source], P99_TOLERANCE.get(contender.name, OUR_TOLERANCE))
            verdicts[contender.name] = f"{len(found.rows):,} results, {'DIFFERENT: ' + problem if problem else 'same'}"
            print(f"  {contender.name}: {verdicts[contender.name]}", flush=True)
            if problem:
                self.differing.append(contender.name)
        return verdicts

    # --- sliding -----------------------------------------------------------------------------------------------------

    def sliding(self, file, part, runs):
        print("sliding windows: comparing results", flush=True)
        verdicts = {}
        if any(peer.name == "duckdb" for peer in self.peers.all()):
            self.measure.once(self.peer("duckdb", part, 60, 1))
            exact = Rows.read(self.measure.scratch)
            self.measure.once([*self.ours("1h/1m"), part])
            found = Rows.read(self.measure.scratch)
            problem = found.difference(exact, OUR_TOLERANCE)
            verdicts["sliding 1h/1m"] = f"{len(found.rows):,} from a part, {'DIFFERENT: ' + problem if problem else 'same as duckdb'}"
            print(f"  {verdicts['sliding 1h/1m']}")
            if problem:
                self.differing.append("stream-window 1h/1m")
        contenders = [Contender("tumbling 1m", [*self.ours(), file]), Contender("sliding 1h/1m", [*self.ours("1h/1m"), file])]
        self.measure.rounds(contenders, runs)
        self.report.measured("Sliding windows", os.path.getsize(file), contenders, verdicts)
        self.ratio({c.name: c.median() for c in contenders}, "sliding 1h/1m", "tumbling 1m", 1.5)

    # --- many keys ---------------------------------------------------------------------------------------------------

    def keys(self, file, keys, runs):
        """The same records, by a field of 16 values and by one of a million."""
        print(f"{keys:,} keys", flush=True)
        body = "n: count, total: sum(.n)"
        by = {"16 keys": "few", f"{keys:,} keys": "key"}
        contenders = [Contender(name, [*self.ours("1h", body, field), file]) for name, field in by.items()]
        warm(file)
        self.measure.rounds(contenders, runs)
        verdicts = {name: self.check_keys(field, file) for name, field in by.items()}
        self.report.measured(f"Few and many keys: `{body}`, one window", os.path.getsize(file), contenders, verdicts)
        few, many = contenders
        share = few.median() / many.median()
        self.bound(f"throughput with {keys:,} keys / with 16: at least 0.5", share, share >= 0.5)
        said = self.bytes_a_key(file)
        self.bound(f"bytes a key and window with {keys:,} keys, as --summary says: at most 200", said, said is not None and said <= 200,
                   said and f"{said:.0f}")
        grown = (many.peak - few.peak) * 1024 / keys
        self.bound(f"peak memory with {keys:,} keys less that with 16, a key: at most 200 bytes", grown, grown <= 200, f"{grown:.0f}")

    def check_keys(self, field, file):
        """Whether no record is missing."""
        self.measure.once([*self.ours("1h", "n: count, total: sum(.n)", field), file])
        lines = records = 0
        with open(self.measure.scratch, encoding="utf-8") as results:
            for line in results:
                lines += 1
                records += json.loads(line)["n"]
        with open(file, "rb") as source:
            expected = sum(chunk.count(b"\n") for chunk in iter(lambda: source.read(1 << 20), b""))
        if records != expected:
            self.differing.append(f"stream-window by {field}")
        return f"{lines:,} results, {'all records' if records == expected else f'{records:,} of {expected:,} RECORDS'}"

    def bytes_a_key(self, file):
        done = subprocess.run([*self.ours("1h", "n: count, total: sum(.n)", "key"), "--summary", file],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip
        print(done.stderr)
        found = re.search(r"^bytes a group:\s*([\d.,]+)", done.stderr, re.MULTILINE)
        return float(found[1].replace(",", "")) if found else None

    # --- latency -----------------------------------------------------------------------------------------------------

    def latency(self, lines, interval_ms):
        """Every record closes the window of the one before: the time from writing the record to reading the result."""
        print(f"latency: {lines} records, one every {interval_ms} ms", flush=True)
        command = [self.window, "-t", ".ts", "--watermark-delay", "0s", "--by", "host", "1s", BY_HOST]
        times = []
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
            for n in range(lines + 1):
                record = b'{"ts":%d,"host":"web-%02d","bytes":%d,"latency_ms":%d.5}\n' % (1_793_491_200 + n, n % 20, n, n)
                begin = time.perf_counter()
                process.stdin.write(record)
                if n == 0:
                    continue
                if not select.select([process.stdout], [], [], 5)[0] or not process.stdout.read(65536).endswith(b"\n"):
                    break
                times.append((time.perf_counter() - begin) * 1e3)
                time.sleep(max(0.0, interval_ms / 1e3 - (time.perf_counter() - begin)))
            process.stdin.close()
            process.stdout.read()
        self.report.section(f"A window's result after the record that closes it, {1000 / interval_ms:g} windows a second")
        q = statistics.quantiles(times, n=100) if len(times) > 1 else [float("nan")] * 99
        row = ["stream-window 1s", *(f"{q[i]:.3f}" for i in (49, 89, 98)), f"{max(times, default=0):.3f}"]
        self.report.table(["", "p50 ms", "p90", "p99", "max"], [row])
        self.bound("a window's result after the record that closes it, p99: at most 10 ms", q[98],
                   len(times) == lines and q[98] <= 10, f"{q[98]:.3f} ms, {len(times)} of {lines} came")  # fmt: skip
