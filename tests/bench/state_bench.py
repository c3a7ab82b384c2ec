"""What following a file and keeping a state cost: latency of a followed line, stalls and throughput of checkpoints, -F beside a read."""
import hashlib
import os
import re
import shlex
import subprocess

from data import warm
from filter_bench import REFERENCE
from line_latency import LineLatency
from measure import Contender

QUIET_FILES = 1000
POLL = "10ms"
BY_HOST = "n: count, bytes: sum(.bytes), p99: p99(.latency_ms)"
BY_KEY = "n: count, total: sum(.n)"
AT_THE_ENDS = 2  # checkpoints of a run before its first record and after its last, which hold nothing
INTERVAL = 10  # seconds between two checkpoints unless it is said otherwise
OFTEN = "500ms"  # what is measured
PASSES = 4  # how often a file is read in a run


class StateBench(LineLatency):
    """Files that are followed, states and outputs are in the folder."""

    def __init__(self, programs, measure, report, latency_tool, folder):
        super().__init__(programs, measure, report, latency_tool, folder, "state")

    def bound(self, text, shown, met, checkpoints=1):
        """Where there was no checkpoint nothing was measured."""
        super().bound(text, shown if checkpoints > 0 else None, met)

    # --- latency -----------------------------------------------------------------------------------------------------

    def follow(self, lines, interval_ms, rounds):
        quiet = self.folder / "quiet"
        quiet.mkdir()
        for number in range(QUIET_FILES):
            (quiet / f"{number}.log").write_text('{"status":200}\n')
        log = self.folder / "followed.log"
        ours = lambda *more: {"command": self.program("filter", "-F", REFERENCE.jq, *more)}
        among = f"-F, beside {QUIET_FILES:,} quiet files"
        contenders = {
            "tail -F": {"command": ["tail", "-F", str(log)]},
            "stream-filter -F": ours(log),
            among: ours(f"{quiet}/*.log", log),
            f"-F --poll-interval {POLL}": ours("--poll-interval", POLL, log),
        }
        quantiles, lost = self.compared("A line that is added to a followed file", contenders, lines, interval_ms, rounds)
        for name in ("stream-filter -F", among):
            p99 = quantiles[name][98]
            self.bound(f"{name}: p99 of a line at most 5 ms", f"{p99:.3f} ms", p99 <= 5 and lost[name] == 0)
        p99 = quantiles[f"-F --poll-interval {POLL}"][98]
        self.bound(f"-F --poll-interval {POLL}: p99 of a line at most that and 5 ms", f"{p99:.3f} ms", p99 <= 15)

    def chain(self, lines, interval_ms, rounds):
        """Each line crosses a multiple of --every, so that the profile of the line before leaves."""
        log, table = self.folder / "followed.log", self.folder / "hosts.ndjson"
        table.write_text('{"host":"web-03.prod","owner":"ann"}\n')
        four = [
            self.program("filter", "-F", REFERENCE.jq, log),
            self.program("join", "--lookup", "--on", "host", "--type", "left", "-", table),
            self.program("window", "count:1", "ts: first(.ts), status: first(.status)"),
            self.program("stats", "-t", ".ts", "--every", "1ms", "--since-last", "--of", "status"),
        ]
        piped = lambda commands: {"command": ["sh", "-c", " | ".join(map(shlex.join, commands))]}
        contenders = {
            "cat | cat | cat | cat": piped([["cat"]] * 4) | {"followed": False},
            "tail -F | cat | cat | cat": piped([["tail", "-F", str(log)], *[["cat"]] * 3]),
            "filter -F | join | window | stats": piped(four) | {"after": 1},
        }
        quantiles, lost = self.compared("A line through four programs", contenders, lines, interval_ms, rounds)
        ours, cats = (quantiles[name][98] for name in ("filter -F | join | window | stats", "tail -F | cat | cat | cat"))
        missing = lost["filter -F | join | window | stats"]
        self.bound("four programs, p99 of a line: at most 20 ms", f"{ours:.3f} ms; four of tail and cat {cats:.3f}", ours <= 20 and missing == 0)

    # --- checkpoints -------------------------------------------------------------------------------------------------

    def remove(self, *names):
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def metrics(self, command):
        """Of a run that keeps a new state."""
        self.remove("state", "out", "metrics.prom")
        subprocess.run([*command, "--metrics", str(self.folder / "metrics.prom")], check=True, stderr=subprocess.DEVNULL)
        return self.figures()

    def figures(self):
        text = (self.folder / "metrics.prom").read_text()
        return {name: float(value) for name, value in re.findall(r"^(runnel_\w+)\{[^}]*\} (\S+)$", text, re.M)}

    def with_state(self, words, interval):
        return [*words, "--state", str(self.folder / "state"), "--checkpoint-interval", interval]

    def to_file(self, *words):
        return self.program(*words, "--to", self.folder / "out")

    def stalls(self, file, keys, rounds):
        """A million keys are held while the file is read again and again."""
        print("checkpoints: stalls", flush=True)
        inputs = [file] * 2 * PASSES
        commands = {
            f"stream-window, {keys:,} keys": self.to_file("window", "-t", ".ts", "--by", "key", "1h", BY_KEY, *inputs),
            f"stream-filter --dedupe, {keys:,} keys": self.to_file("filter", "true", "--dedupe", ".key", *inputs),
        }
        rows = []
        for name, words in commands.items():
            found = [self.metrics(self.with_state(words, "100ms")) for _ in range(rounds)]
            stalls = sorted(run["runnel_checkpoint_stall_seconds"] * 1e3 for run in found)
            checkpoints = int(sum(run["runnel_checkpoints_total"] - AT_THE_ENDS for run in found))
            last = found[-1]
            rows.append([name, str(checkpoints), f"{last['runnel_last_checkpoint_bytes'] / 1e6:.1f}",
                         f"{last['runnel_last_checkpoint_duration_seconds'] * 1e3:.0f}", f"{stalls[0]:.2f}", f"{stalls[-1]:.2f}"])  # fmt: skip
            self.bound(f"{name}: a checkpoint stalls for less than 50 ms", f"{stalls[-1]:.2f} ms", stalls[-1] < 50, checkpoints)
        self.report.section("Stalls of checkpoints")
        self.report.table(["", "checkpoints", "state MB", "the last took ms", "longest stall ms, best run", "worst run"], rows)

    def throughput(self, file, keyed, keys, runs):
        print("checkpoints: throughput", flush=True)
        files, keyed_files = [file] * 2 * PASSES, [keyed] * 2 * PASSES
        cases = {
            "window, 16 keys": self.to_file("window", "-t", ".ts", "--by", "few", "1h", BY_KEY, *keyed_files),
            f"window, {keys:,} keys": self.to_file("window", "-t", ".ts", "--by", "key", "1h", BY_KEY, *keyed_files),
            "filter": self.to_file("filter", REFERENCE.jq, *files),
            "stats": self.to_file("stats", "--of", "latency_ms, bytes", *files),
        }
        rows = [self.cost(name, words, runs) for name, words in cases.items()]
        self.report.section(f"Throughput with checkpoints every {OFTEN}, the file {2 * PASSES} times in a row")
        head = ["", "without, least s", "with", "checkpoints", "with / without", f"one each {INTERVAL} s costs", "results"]
        self.report.table(head, rows)

    def at_default(self, file, keyed, keys, seconds, rounds):
        """With the default interval, for so long that there are checkpoints in each run."""
        print(f"checkpoints every {INTERVAL} s", flush=True)
        cases = {
            f"window, {keys:,} keys": (self.to_file("window", "-t", ".ts", "--by", "key", "1h", BY_KEY), keyed),
            "filter": (self.to_file("filter", REFERENCE.jq), file),
        }
        rows = []
        for name, (words, source) in cases.items():
            pass_seconds = self.measure.once([*words, *[source] * PASSES])[0][0] / PASSES
            words += [source] * round(seconds / pass_seconds)
            kept = [*self.with_state(words, f"{INTERVAL}s"), "--on-eof", "flush", "--metrics", str(self.folder / "metrics.prom")]
            contenders = self.alternating(words, kept, rounds)
            checkpoints = int(self.figures()["runnel_checkpoints_total"]) - AT_THE_ENDS
            without, with_state = (contender.least() for contender in contenders)
            ratio = with_state / without
            rows.append([name, str(len(words) - words.index(source)), f"{without:.2f}", f"{with_state:.2f}", str(checkpoints), f"{ratio:.3f}"])
            self.bound(f"{name}: with checkpoints every {INTERVAL} s / without, least: at most 1.03", f"{ratio:.3f}", ratio <= 1.03, checkpoints)
        self.report.section(f"Throughput with checkpoints every {INTERVAL} s")
        self.report.table(["", "times the file", "without, least s", "with", "checkpoints", "with / without"], rows)

    def alternating(self, words, kept, rounds):
        clean = f"rm -f {shlex.quote(str(self.folder / 'state'))} {shlex.quote(str(self.folder / 'out'))}; exec "
        contenders = [Contender("without", ["sh", "-c", clean + shlex.join(map(str, words))]), Contender("with", ["sh", "-c", clean + shlex.join(map(str, kept))])]
        self.measure.rounds(contenders, rounds)
        return contenders

    def cost(self, name, words, runs):
        """Both write the same: at the end all that is held."""
        kept = [*self.with_state(words, OFTEN), "--on-eof", "flush"]
        checkpoints = int(self.metrics(kept)["runnel_checkpoints_total"]) - AT_THE_ENDS
        digests = [self.digest(without) for without in (kept, words)]
        same = len(set(digests)) == 1
        if not same:
            self.differing.append(name)
        print(f"  {name}", flush=True)
        contenders = self.alternating(words, kept, runs)
        without, with_state = (contender.least() for contender in contenders)
        each = (with_state - without) / max(checkpoints, 1)
        share = each / INTERVAL
        self.bound(f"{name}: a checkpoint every {INTERVAL} s costs at most 3 %", f"{share:.2%}", share <= 0.03, checkpoints)
        return [name, f"{without:.3f}", f"{with_state:.3f}", str(checkpoints), f"{with_state / without:.3f}",
                f"{each * 1e3:.0f} ms, {share:.2%}", "same" if same else "DIFFERENT"]  # fmt: skip

    def digest(self, command):
        """Of what it writes."""
        self.remove("state", "out")
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        return hashlib.sha256((self.folder / "out").read_bytes()).hexdigest()

    # --- -F beside a plain read, and the programs of another build ---------------------------------------------------

    def plain(self, file, runs):
        """-m ends the run that follows, at the last record that passes."""
        warm(file)
        count = subprocess.run(self.program("filter", "--count", REFERENCE.jq, file), check=True, capture_output=True, text=True).stdout.strip()
        words = [REFERENCE.jq, "-m", count, str(file)]
        contenders = [Contender("stream-filter", self.program("filter", *words)), Contender("stream-filter -F", self.program("filter", "-F", *words))]
        print("-F beside a plain read", flush=True)
        self.measure.rounds(contenders, runs)
        self.report.measured(f"`{REFERENCE.jq}`, until the last record that passes", os.path.getsize(file), contenders, {})
        ratio = contenders[1].least() / contenders[0].least()
        self.bound("stream-filter -F / stream-filter on a file that is there, least: at most 1.05", f"{ratio:.3f}", ratio <= 1.05)

    def before(self, other, file, runs):
        """Runs that neither follow nor keep a state."""
        commands = {
            "filter": ["filter", REFERENCE.jq],
            "filter --strict": ["filter", "--strict", REFERENCE.jq],
            "window": ["window", "-t", ".ts", "--by", "host", "1m", BY_HOST],
        }
        rows = []
        for name, words in commands.items():
            now = Contender(name, self.program(*words, file))
            then = Contender(f"{name} before", [str(other / f"stream-{words[0]}"), *words[1:], str(file)])
            print(f"{name}, and before", flush=True)
            self.measure.rounds([now, then], runs)
            ratio = now.least() / then.least()
            rows.append([name, f"{now.least():.3f}", f"{then.least():.3f}", f"{now.median():.3f}", f"{then.median():.3f}", f"{ratio:.3f}"])
            self.bound(f"{name}, no -F and no state, now / before, least: at most 1.02", f"{ratio:.3f}", ratio <= 1.02)
        self.report.section(f"Beside the programs of the release before, {os.path.getsize(file) / 1e9:.2f} GB")
        self.report.table(["", "now, least s", "before", "now, median", "before", "now / before, least"], rows)
