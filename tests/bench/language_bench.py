"""stream-filter --select beside jq and jaq: programs that people write, over files where each has work to do."""
import dataclasses
import os

from compare import fingerprint, sequence
from data import warm
from filter_bench import Bound
from measure import Contender

SLOW_RUNS = 3


@dataclasses.dataclass(frozen=True)
class Program:
    name: str
    jq: str
    data: str = "access"  # a key of the files given to LanguageBench
    raw: bool = False  # texts are written as they are
    sql: tuple = ()  # the same for DuckDB: columns, condition


PROGRAMS = [
    Program("select, project", "select(.latency_ms > 100) | {ts, path, latency_ms}",
            sql=("ts, path, latency_ms", "latency_ms > 100")),
    Program("drop nulls", "to_entries | map(select(.value != null)) | from_entries", "apache"),
    Program("rename keys", "with_entries(.key |= ascii_upcase)"),
    Program("group an array", "[.upstreams[].peers[]] | group_by(.state) | map({state: .[0].state, peers: length, "
            "requests: (map(.requests) | add)})", "nginx"),
    Program("build a string", r'"\(.ts) \(.host) \(.method) \(.path): \(.status), \(.bytes) bytes in \(.latency_ms) ms"', raw=True),
    Program("gsub", '{path: (.path | gsub("[0-9]+"; "N")), status}'),
    Program("dates", '{hour: (.ts | .[:19] + "Z" | fromdate | strftime("%a %H:00")), status}'),
    Program("walk", 'walk(if type == "string" then ascii_downcase else . end)'),
    Program("nested arrays", "select(any(.payload.commits[]?; .distinct)) | {repo: .repo.name, "
            'messages: [.payload.commits[] | select(.distinct) | .message | split("\\n")[0]]}', "github"),
    Program("@csv", "[.ts, .host, .status, .bytes, .latency_ms, .path] | @csv", raw=True),
    Program("array of scalars", 'select(any(.tags[]; . == "retry")) | {request_id, tags: (.tags | length)}'),
    Program("del", "del(.user_agent, .geo.city, .tags)"),
    Program("paths", '[paths(type == "number")] | length', "nginx"),
]  # fmt: skip

# How many times as long the others take at least: both processors, one thread.
LEAST = {"jq 1.8": (8, 4), "jaq": (5, 2.5), "duckdb": (3, None)}


class LanguageBench:
    def __init__(self, program, measure, peers, report, files):
        self.program, self.measure, self.report = str(program), measure, report
        self.jq, self.jaq = peers.find("jq18"), peers.find("jaq")
        self.duckdb = next((peer for peer in peers.all() if peer.name == "duckdb"), None)
        self.files = files  # {name: (file for us, a part of it for the slow ones)}; a name may be missing
        self.bounds, self.differing, self.rows = [], [], []

    def run(self, runs, names=None):
        for program in PROGRAMS:
            if names and program.name not in names:
                continue
            if program.data not in self.files:
                print(f"{program.name}: left out, there is no file {program.data}")
                continue
            self.one(program, runs)
        self.report.section("Programs that people write")
        others = [name for name, path in (("jq 1.8", self.jq), ("jaq", self.jaq)) if path]
        head = ["", "MB", "ours s", "MB/s", "one thread s", *(f"{name} s" for name in others),
                *(f"{name} / ours" for name in others), *(f"{name} / one thread" for name in others), "output"]  # fmt: skip
        self.report.table(head, self.rows)
        self.report.section("The programs")
        self.report.put(*(f"- {p.name}, {p.data}: `{p.jq}`" for p in PROGRAMS if not names or p.name in names))

    def one(self, program, runs):
        file, part = self.files[program.data]
        print(f"{program.name}: comparing", flush=True)
        warm(file)
        warm(part)
        contenders = self.contenders(program, file, part)
        output = self.compare(program, contenders, part)
        print(f"{program.name}: timing", flush=True)
        self.measure.rounds(contenders, runs)
        time = {c.name: c.median() for c in contenders}
        ours, one = time["ours"], time["one thread"]
        size = os.path.getsize(file)
        others = [name for name, path in (("jq 1.8", self.jq), ("jaq", self.jaq)) if path]
        row = [program.name, f"{size / 1e6:.0f}", f"{ours:.3f}", f"{size / ours / 1e6:.0f}", f"{one:.3f}"]
        row += [f"{time[name]:.2f}" if name in time else "" for name in others]
        row += [f"{time[name] / under:.1f}" if name in time else "" for under in (ours, one) for name in others]
        self.rows.append([*row, output])
        for name, (both, single) in LEAST.items():
            if name == "duckdb" and not program.sql:
                continue
            for under, text, least in ((ours, "ours", both), (one, "one thread", single)):
                if least:
                    self.bound(f"{program.name}: {name} / {text}: at least {least:g}", time.get(name), under, least)

    def bound(self, text, over, under, least):
        self.bounds.append(Bound(text, None, None) if over is None else Bound(text, f"{over / under:.2f}", over / under >= least))

    def contenders(self, program, file, part):
        scale = os.path.getsize(file) / os.path.getsize(part)
        flags = ["-r"] if program.raw else []
        ours = [self.program, "-s", program.jq, *flags, "true"]
        found = [Contender("ours", [*ours, file]), Contender("one thread", [*ours, "--threads", "1", file])]
        for name, path in (("jq 1.8", self.jq), ("jaq", self.jaq)):
            if path:
                found.append(Contender(name, [path, "-c", *flags, program.jq, part], scale, SLOW_RUNS))
        if program.sql and self.duckdb:
            columns, where = program.sql
            found.append(Contender("duckdb", [*(word.format(file=file, sql=where) for word in self.duckdb.command), columns]))
        return found

    def compare(self, program, contenders, part):
        """Runs each on the part: what ours gives and how many of the others give the same, in words."""
        digest = {
            "jaq": lambda path: sequence(path, program.raw, sort_keys=True),  # it moves keys when one is deleted
            "duckdb": fingerprint,  # gives records in any order
        }
        ours = contenders[0]
        file = str(ours.argv[-1])
        expected = {}
        self.measure.once([*ours.argv[:-1], part])
        for contender in contenders:
            look = digest.get(contender.name, lambda path: sequence(path, program.raw))
            expected[contender.name] = look(self.measure.scratch)
        differing = []
        for contender in list(contenders[1:]):
            try:
                self.measure.once([part if str(word) == file else word for word in contender.argv])
            except RuntimeError as error:
                print(f"  {contender.name} left out: {str(error)[-300:]}")
                contenders.remove(contender)
                continue
            look = digest.get(contender.name, lambda path: sequence(path, program.raw))
            if look(self.measure.scratch) != expected[contender.name]:
                differing.append(contender.name)
        self.differing += [f"{name} on {program.name}" for name in differing]
        count = f"{expected['ours'][0]:,} from a part"
        return f"{count}, {'same' if not differing else 'DIFFERENT from ' + ', '.join(differing)}"
