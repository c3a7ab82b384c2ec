"""stream-filter beside its peers and the machine's floors: throughput, latency, start, memory. Only ratios in one run count."""
import os
import shlex
import statistics
import subprocess

from compare import fingerprint
from data import warm
from measure import Contender
from peers import Task

REFERENCE = Task(
    title="`.status >= 500`, generated web access log",
    jq=".status >= 500",
    sql="status >= 500",
    miller="$status >= 500",
    angle_grinder="status >= 500",
    ripgrep='"status":5[0-9][0-9]',
)
CONNECTIONS = Task(
    title='`.orig_bytes > 1000 and .proto == "tcp"`, real network connections (Zeek conn log, repeated)',
    jq='.orig_bytes > 1000 and .proto == "tcp"',
    sql="orig_bytes > 1000 and proto = 'tcp'",
    miller='is_present($orig_bytes) && $orig_bytes > 1000 && $proto == "tcp"',
    angle_grinder='orig_bytes > 1000 && proto == "tcp"',
    ripgrep='"orig_bytes":[0-9][0-9][0-9][0-9]',
)
SLOW_PART = 8
SLOW_RUNS = 3


class Bound:
    """What a ratio must be. A bound whose parts were not measured is neither met nor missed."""

    def __init__(self, text, value, met):
        self.text, self.value, self.met = text, value, met

    def row(self):
        verdict = "not measured" if self.value is None else "met" if self.met else "MISSED"
        return [self.text, "" if self.value is None else self.value, verdict]


class FilterBench:
    def __init__(self, program, measure, peers, report, latency_tool):
        self.program, self.measure, self.peers = str(program), measure, peers
        self.report, self.latency_tool = report, str(latency_tool)
        self.bounds = []
        self.differing = []

    # Throughput

    def throughput(self, task, file, part, runs, check_bounds=False):
        print(f"{task.title}: comparing results", flush=True)
        contenders = self.contenders(task, file, part)
        warm(file)
        warm(part)
        verdicts = self.compare(task, contenders, file, part)
        print(f"{task.title}: timing", flush=True)
        self.measure.rounds(contenders, runs)
        self.report.measured(task.title, os.path.getsize(file), contenders, verdicts, than="ours")
        if check_bounds:
            self.throughput_bounds({c.name: c.median() for c in contenders})

    def contenders(self, task, file, part):
        quoted, ours = shlex.quote(str(file)), [self.program, task.jq]
        scale = os.path.getsize(file) / os.path.getsize(part)
        piped = f"cat {quoted} | {shlex.join(ours)}"
        result = [
            Contender("stream-filter", [*ours, file]),
            Contender("stream-filter --strict", [self.program, "--strict", task.jq, file]),
            Contender("cat FILE | stream-filter", ["sh", "-c", piped]),
            Contender("wc -l FILE", ["wc", "-l", file]),
            Contender("cat FILE | wc -l", ["sh", "-c", f"cat {quoted} | wc -l"]),
        ]
        for peer in self.peers.all():
            if peer.slow:
                result.append(Contender(peer.name, peer.argv(task, part), scale, SLOW_RUNS))
            else:
                result.append(Contender(peer.name, peer.argv(task, file)))
        return result

    def compare(self, task, contenders, file, part):
        """Runs each that gives records once; what each says beside ours on the same file, by name."""
        expected = {}
        for source in (file, part):
            self.measure.once([self.program, task.jq, source])
            expected[source] = fingerprint(self.measure.scratch)
        verdicts = {}
        for contender in list(contenders):
            if "wc -l" in contender.name:
                continue
            source = part if contender.scale != 1.0 else file
            try:
                self.measure.once(contender.argv)
                count, digest = fingerprint(self.measure.scratch)
            except (RuntimeError, ValueError) as error:
                print(f"  {contender.name} left out: {str(error)[-300:]}")
                contenders.remove(contender)
                continue
            same = (count, digest) == expected[source]
            verdicts[contender.name] = f"{count:,} records, {'same' if same else 'DIFFERENT'}"
            print(f"  {contender.name}: {verdicts[contender.name]}", flush=True)
            if not same:
                self.differing.append(f"{contender.name} on {task.title}")
        return verdicts

    def throughput_bounds(self, time):
        def ratio(over, under, limit, at_least):
            text = f"{over} / {under}: {'at least' if at_least else 'at most'} {limit:g}"
            if over not in time or under not in time:
                return Bound(text, None, None)
            value = time[over] / time[under]
            return Bound(text, f"{value:.2f}", value >= limit if at_least else value <= limit)

        self.bounds += [
            ratio("jq", "stream-filter", 40, at_least=True),
            ratio("duckdb", "stream-filter", 4, at_least=True),
            ratio("stream-filter", "wc -l FILE", 4, at_least=False),
            ratio("cat FILE | stream-filter", "cat FILE | wc -l", 1.9, at_least=False),
            ratio("duckdb", "stream-filter --strict", 3, at_least=True),
        ]

    # Latency

    def latency(self, lines, interval_ms, rounds):
        """Lines one at a time through each program, side by side, in alternating rounds."""
        print(f"latency: {rounds} rounds of {lines} lines, one every {interval_ms} ms", flush=True)
        commands = {"cat": ["cat"], "stream-filter": [self.program, REFERENCE.jq]}
        times = {name: [] for name in commands}
        lost = 0
        for _ in range(rounds):
            for name, command in commands.items():
                tool = [self.latency_tool, str(lines), str(interval_ms), *command]
                printed = subprocess.run(tool, capture_output=True, text=True, check=True).stdout.split()
                times[name] += [int(word) / 1e6 for word in printed if word != "late"]
                lost += lines - sum(word != "late" for word in printed)
        q = {name: statistics.quantiles(values, n=100) for name, values in times.items()}
        self.report.section(f"Latency of one line, the input held open, {1000 / interval_ms:g} lines a second")
        head = ["", "p50 ms", "p90", "p99", "max"]
        self.report.table(head, [[n, *(f"{q[n][i]:.3f}" for i in (49, 89, 98)), f"{max(times[n]):.3f}"] for n in commands])
        more, tail = q["stream-filter"][49] - q["cat"][49], q["stream-filter"][98] / q["cat"][98]
        self.bounds += [
            Bound("p50 of a line, stream-filter less cat: at most 0.1 ms", f"{more:.3f} ms", more <= 0.1 and lost == 0),
            Bound("p99 of a line, stream-filter / cat: at most 1.5", f"{tail:.2f}", tail <= 1.5 and lost == 0),
        ]

    # Start and memory

    def start(self, runs):
        print(f"start: {runs} runs each", flush=True)
        line = self.measure.scratch.with_suffix(".line")
        line.write_text('{"status":500}\n')
        commands = {
            "/bin/true": ["/bin/true"],
            "stream-filter --version": [self.program, "--version"],
            "stream-filter, a file of one line": [self.program, REFERENCE.jq, line],
        }
        wall = {name: [] for name in commands}
        for _ in range(runs // 10):
            for name, command in commands.items():
                wall[name] += [run[0] * 1e3 for run in self.measure.once(command, runs=10)]
        line.unlink()
        median = {name: statistics.median(values) for name, values in wall.items()}
        base = median["/bin/true"]
        self.report.section("Start")
        rows = [[n, f"{median[n]:.2f}", f"{min(wall[n]):.2f}", f"{median[n] / base:.2f}"] for n in commands]
        self.report.table(["", "wall ms, median", "least", "time / true"], rows)
        version, one = median["stream-filter --version"] / base, median["stream-filter, a file of one line"]
        self.bounds += [
            Bound("stream-filter --version / true: at most 3", f"{version:.2f}", version <= 3),
            Bound("stream-filter on a file of one line: at most 5 ms", f"{one:.2f} ms", one <= 5),
        ]

    def memory(self, file):
        print("memory", flush=True)
        quoted = shlex.quote(str(file))
        commands = {
            "from the file": [self.program, REFERENCE.jq, file],
            "from a pipe": ["sh", "-c", f"cat {quoted} | {shlex.quote(self.program)} {shlex.quote(REFERENCE.jq)}"],
            "from the file, all passes": [self.program, "true", file],
        }
        peak = {name: self.measure.once(command)[0][2] / 1024 for name, command in commands.items()}
        self.report.section(f"Peak resident memory, {os.path.getsize(file) / 1e9:.2f} GB")
        self.report.table(["", "MiB"], [[name, f"{value:.1f}"] for name, value in peak.items()])
        worst = max(peak.values())
        self.bounds.append(Bound("peak resident memory of stream-filter: under 32 MiB", f"{worst:.1f} MiB", worst < 32))
