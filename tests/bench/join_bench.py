"""stream-join beside its peers: lookup, interval and as-of joins; memory; the latency of a pair."""
import dataclasses
import os
import re
import select
import shlex
import statistics
import subprocess
import time
import zlib
from pathlib import Path

from data import warm
from filter_bench import Bound
from measure import Contender

PEER = Path(__file__).with_name("join_peer.py")
SLOW_RUNS = 3
TYPED = "duckdb, told the columns"
UNSEEN = " > /dev/null"
INTERVAL = ["-t", ".ts", "--watermark-delay", "1s", "--on", "id", "--within", "0s..5s"]
ASOF = ["-t", ".ts", "--watermark-delay", "1s", "--on", "symbol", "--asof", "--type", "left"]
# What of a line tells which record it is, and which it was joined with.
IDENTITY = {"lookup": ("request_id", "owner"), "interval": ("id", "trace"), "asof": ("trade", "quote")}


@dataclasses.dataclass
class Rows:
    """Lines, those that were joined with another record, a checksum over who was joined with whom."""

    lines: int
    joined: int
    checksum: int
    size: int

    @staticmethod
    def read(path, work):
        own, other = (re.compile(rb'"%s": ?"?([^",}]+)' % name.encode()) for name in IDENTITY[work])
        lines = joined = checksum = 0
        with open(path, "rb") as results:
            for line in results:
                lines += 1
                found = other.search(line)
                partner = found[1] if found and found[1] != b"null" else b""
                joined += partner != b""
                checksum += zlib.crc32(own.search(line)[1] + b" " + partner)
        return Rows(lines, joined, checksum, os.path.getsize(path))

    def same(self, other):
        return (self.lines, self.joined, self.checksum) == (other.lines, other.joined, other.checksum)

    def __str__(self):
        return f"{self.lines:,} lines, {self.joined:,} joined, {self.size / 1e6:,.0f} MB"


class JoinBench:
    def __init__(self, programs, measure, peers, report):
        self.join, self.filter = (str(programs / name) for name in ("stream-join", "stream-filter"))
        self.measure, self.peers, self.report = measure, peers, report
        self.bounds, self.differing = [], []
        self.here = {peer.name for peer in peers.all()}

    def peer(self, engine, work, left, right, *more):
        return [str(self.peers.python), str(PEER), engine, work, str(left), str(right), *more]

    def ratio(self, times, over, under, limit, at_least=True):
        text = f"{over} / {under}: {'at least' if at_least else 'at most'} {limit:g}"
        if over not in times or under not in times:
            return self.bounds.append(Bound(text, None, None))
        value = times[over] / times[under]
        self.bounds.append(Bound(text, f"{value:.2f}", value >= limit if at_least else value <= limit))

    # --- a record looked up in a table -----------------------------------------------------------------------------------

    def lookup(self, file, part, table, runs):
        """Every record of the reference file is written, with its row where it has one."""
        ours = [self.join, "--lookup", "--type", "left", "--on", "ip"]
        same_key = [self.filter, '.ip != ""']
        scale = os.path.getsize(file) / os.path.getsize(part)
        piped = lambda words: ["sh", "-c", f"cat {shlex.quote(str(file))} | {shlex.join(map(str, words))}"]
        found = [
            Contender("stream-join", [*ours, file, table]),
            Contender("stream-join --flat", [*ours, "--flat", file, table]),
            Contender("stream-join --threads 1", [*ours, "--threads", "1", file, table]),
            Contender("cat FILE | stream-join", piped([*ours, table])),
            Contender("stream-filter", [*same_key, file]),
            Contender("cat FILE | stream-filter", piped(same_key)),
        ]
        found += [Contender(name, self.peer(name, "lookup", file, table)) for name in ("duckdb", "polars", "chdb") if name in self.here]
        found += [unseen(c) for c in found if c.name in ("stream-join", "stream-filter", "duckdb", "polars")]
        if mlr := self.peers.find("mlr"):
            found.append(Contender("Miller", [mlr, "--jsonl", "join", "--ur", "-j", "ip", "-f", table, part], scale, SLOW_RUNS))
        warm(part)
        title = f"Lookup in a table of {count_lines(table):,} rows, every record written"
        times = self.throughput(title, "lookup", found, [file, table], runs, exact=lambda c: [*ours, part, table] if c.scale != 1.0 else None)
        self.beside_the_fastest(times, "", 4)
        self.beside_the_fastest(times, UNSEEN, 4)
        self.ratio(times, "stream-join", "stream-filter", 1.5, at_least=False)

    def beside_the_fastest(self, times, where, limit):
        """Of the peers that write to the same place as we do."""
        peers = {name: seconds for name, seconds in times.items() if "stream-" not in name and (UNSEEN in name) == (where == UNSEEN)}
        self.ratio(times, min(peers, key=peers.get, default="a peer"), "stream-join" + where, limit)

    # --- two streams -------------------------------------------------------------------------------------------------------

    def interval(self, files, half, runs):
        ours = [self.join, *INTERVAL]
        found = [Contender("stream-join", [*ours, *files]), Contender("stream-join --threads 1", [*ours, "--threads", "1", *files])]
        found += [Contender(name, self.peer(name, "interval", *files)) for name in ("duckdb", "polars") if name in self.here]
        if "duckdb" in self.here:
            found.append(Contender(TYPED, self.peer("duckdb", "interval", *files, "typed")))
        title = f"Interval join of two streams of {count_lines(files[0]):,} and {count_lines(files[1]):,} records: `{shlex.join(INTERVAL)}`"
        times = self.throughput(title, "interval", found, files, runs)
        for name in ("duckdb", TYPED):
            self.ratio(times, name, "stream-join", 3)
        self.memory(files, half)

    def memory(self, files, half):
        """Of twice as much at the same rate."""
        peaks = [self.measure.once([self.join, *INTERVAL, *pair])[0][2] / 1024 for pair in (half, files)]
        self.report.section("Memory of the interval join")
        rows = [[f"{count_lines(pair[0]):,} requests", f"{sum(map(os.path.getsize, pair)) / 1e6:,.0f}", f"{peak:.1f}", ""] for pair, peak in zip((half, files), peaks)]
        self.report.table(["", "MB of input", "peak MiB", ""], rows)
        self.bounds.append(Bound("peak memory of the interval join with twice the input / with the input: at most 1.1", f"{peaks[1] / peaks[0]:.2f}", peaks[1] <= 1.1 * peaks[0]))

    def asof(self, files, runs):
        ours = [self.join, *ASOF]
        found = [Contender("stream-join", [*ours, *files]), Contender("stream-join --threads 1", [*ours, "--threads", "1", *files])]
        found += [Contender(name, self.peer(name, "asof", *files)) for name in ("duckdb", "polars") if name in self.here]
        self.throughput(f"As-of join of two streams of {count_lines(files[0]):,} records: `{shlex.join(ASOF)}`", "asof", found, files, runs)

    # --- running and comparing -----------------------------------------------------------------------------------------------

    def throughput(self, title, work, contenders, inputs, runs, exact=lambda contender: None):
        """The median seconds of each. `exact`: what of ours a contender is to be compared with, if not with the first one."""
        print(f"{title}: comparing results", flush=True)
        for file in inputs:
            warm(file)
        verdicts = self.compare(work, contenders, exact)
        print("timing", flush=True)
        self.measure.rounds(contenders, runs)
        self.report.measured(title, sum(map(os.path.getsize, inputs)), contenders, verdicts)
        return {c.name: c.median() for c in contenders}

    def compare(self, work, contenders, exact):
        """Runs each once; what each wrote beside what our first one did, by name."""
        self.measure.once(contenders[0].argv)
        first, verdicts = Rows.read(self.measure.scratch, work), {}
        for contender in [c for c in contenders if UNSEEN not in c.name]:
            wanted = first
            try:
                if command := exact(contender):
                    self.measure.once(command)
                    wanted = Rows.read(self.measure.scratch, work)
                self.measure.once(contender.argv)
                found = Rows.read(self.measure.scratch, work)
            except (RuntimeError, TypeError) as error:
                print(f"  {contender.name} left out: {str(error)[-300:]}")
                contenders.remove(contender)
                continue
            same = found.same(wanted) or "stream-filter" in contender.name
            verdicts[contender.name] = str(found) + ("" if same else ": DIFFERENT")
            print(f"  {contender.name}: {verdicts[contender.name]}", flush=True)
            if not same:
                self.differing.append(f"{contender.name} ({work})")
        return verdicts

    # --- latency -------------------------------------------------------------------------------------------------------------

    def latency(self, pairs, interval_ms):
        """From the write of the second half to the line being read."""
        print(f"latency: {pairs} pairs, one every {interval_ms} ms", flush=True)
        read_ends, write_ends = zip(os.pipe(), os.pipe())
        command = [self.join, "-t", ".t", "--on", "id", "--within", "5s", *(f"/dev/fd/{end}" for end in read_ends)]
        times = []
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, bufsize=0, pass_fds=read_ends) as process:
            for end in read_ends:
                os.close(end)
            for n in range(pairs):
                halves = [b'{"t":%d.%03d,"id":"req-%06d","side":%d}\n' % (1_793_491_200 + n // 100, n % 100 * 10, n, side) for side in (0, 1)]
                first = n % 2
                os.write(write_ends[first], halves[first])
                time.sleep(interval_ms / 2e3)
                begin = time.perf_counter()
                os.write(write_ends[1 - first], halves[1 - first])
                if not select.select([process.stdout], [], [], 5)[0] or not process.stdout.read(65536).endswith(b"\n"):
                    break
                times.append((time.perf_counter() - begin) * 1e3)
                time.sleep(max(0.0, interval_ms / 2e3 - (time.perf_counter() - begin)))
            for end in write_ends:
                os.close(end)
            process.stdout.read()
        self.report.section(f"A pair after its second half, {1000 / interval_ms:g} pairs a second")
        q = statistics.quantiles(times, n=100) if len(times) > 1 else [float("nan")] * 99
        self.report.table(["", "p50 ms", "p90", "p99", "max"], [["stream-join --within 5s", *(f"{q[i]:.3f}" for i in (49, 89, 98)), f"{max(times, default=0):.3f}"]])
        self.bounds.append(Bound("a pair after its second half, p99: at most 10 ms", f"{q[98]:.3f} ms, {len(times)} of {pairs} came", len(times) == pairs and q[98] <= 10))


def unseen(contender):
    """The same, its output thrown away."""
    return Contender(contender.name + UNSEEN, ["sh", "-c", 'exec "$0" "$@" > /dev/null', *map(str, contender.argv)])


def count_lines(path):
    with open(path, "rb") as source:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: source.read(1 << 20), b""))
