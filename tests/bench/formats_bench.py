"""stream-filter on formats beside its peers: CSV, logfmt, access logs; JSON in arrays beside lines; what else is read and written."""
import csv
import json
import os
import re
import shlex
import statistics
from pathlib import Path

from compare import fingerprint
from data import warm
from filter_bench import SLOW_PART, SLOW_RUNS, Bound
from measure import Contender

PEER = Path(__file__).with_name("formats_peer.py")
PREDICATE = ".status >= 500"
TOLD, START, FLOOR = "duckdb, told the columns", "duckdb, nothing read", "wc -l FILE"
FILTER = "stream-filter"
LEAST = {"duckdb": 2, TOLD: 2, "xsv": 4, "Miller": 20}
LEAST_PARSE = 10  # times the parse of logfmt and of access logs
MOST_ARRAY = 1.3  # times lines of the same records
EXACT_DIGITS = 15
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
# A request_id in quotes such as "583e810891644562" is a text, but to Miller a number, and to angle-grinder one that is none.
# The nearest to logfmt that Miller has knows no quotes at all.
TYPED_FIELDS = ("ts", "t", "host", "method", "path", "status", "bytes", "latency_ms", "user_agent", "ip", "country", "city")
BARE_FIELDS = ("ts", "t", "host", "method", "status", "bytes", "latency_ms", "ip", "country")
COMBINED_FIELDS = ("remote_addr", "method", "path", "protocol", "status", "time_local")
APACHE_NAMES = dict(zip(COMBINED_FIELDS, ("ip", "method", "url", "protocol", "status", "timestamp")))
WORDS = {"remote_addr": "1", "path": "7", "status": "9"}
CAPTURES = '''if ($1 =~ "^([^ ]+) [^ ]+ ([^ ]+) .([^]]+)] \\"([^ ]+) ([^ ]+) ([^\\"]+)\\" ([0-9]+) ([0-9]+) \\"([^\\"]*)\\" \\"(.*)\\"$") {
  $* = {"remote_addr": "\\1", "remote_user": "\\2", "time_local": "\\3", "method": "\\4", "path": "\\5", "protocol": "\\6",
        "status": int("\\7"), "bytes": int("\\8"), "referer": "\\9"}
} filter $status >= 500'''
PARSE = (
    r'* | parse "* - * [*] \"* * *\" * * \"*\" \"*\"" '
    "as remote_addr, remote_user, time_local, method, path, protocol, status, bytes, referer, user_agent | where status >= 500"
)
FORMS = {"array": "array, a record a line", "one_line": "array, all on one line", "indented": "array, indented"}
# Other formats: the options that read them, and the predicate that holds for the records with status >= 500.
READ = {
    "csv": (["-i", "csv"], PREDICATE),
    "logfmt": (["-i", "logfmt"], PREDICATE),
    "combined": (["-i", "combined"], PREDICATE),
    "rfc5424": (["-i", "syslog"], '.severity == "err"'),
    "rfc3164": (["-i", "syslog"], '.severity == "err"'),
    "journal": (["-i", "journal"], '.PRIORITY == "3"'),
    "zeek": (["-i", "zeek"], PREDICATE),
    "prefixed": (["--extract-json"], PREDICATE),
    "plain": (["-i", r"regex: (?P<status>\d+) \d+$"], PREDICATE),
    "plain, as text": (["-i", "text"], r'.line | test(" 5\\d\\d \\d+$")'),
}
WRITTEN = ("ndjson", "json", "csv", "tsv", "logfmt", "text", "table")
GATES = {
    "none": [],
    "--dedupe .ip": ["--dedupe", ".ip"],
    "--dedupe .request_id": ["--dedupe", ".request_id"],
    "--dedupe .ip --within 1s -t .ts": ["--dedupe", ".ip", "--within", "1s", "-t", ".ts"],
    "--sample 10%": ["--sample", "10%"],
    "--sample 10% --by .ip": ["--sample", "10%", "--by", ".ip"],
    "--rate 2/1s --by .ip -t .ts": ["--rate", "2/1s", "--by", ".ip", "-t", ".ts"],
}


def scalar(value):
    """Cells have no types, so texts that are numbers, and short enough to be exact ones, count as numbers, and null as nothing."""
    if isinstance(value, str) and len(value) <= EXACT_DIGITS and NUMBER.fullmatch(value):
        return float(value)
    return value if value != "" else None


def records(path):
    with open(path, encoding="utf-8", newline="") as lines:
        if lines.read(1) in ("{", ""):
            lines.seek(0)
            return [json.loads(line) for line in lines if line.strip()]
        lines.seek(0)
        return list(csv.DictReader(lines))


def digest(found, names, scratch):
    """(records, hash) of the fields `names` = {ours: theirs}, or of all."""
    with open(scratch, "w", encoding="utf-8") as out:
        for record in found:
            chosen = {ours: record.get(theirs) for ours, theirs in names.items()} if names else record
            out.write(json.dumps({name: scalar(value) for name, value in chosen.items()}) + "\n")
    return fingerprint(scratch)


class FormatsBench:
    def __init__(self, program, measure, peers, report, data):
        self.program, self.measure, self.peers, self.report, self.data = str(program), measure, peers, report, data
        self.bounds, self.differing = [], []
        self.here = {peer.name for peer in peers.all()}

    def ours(self, file, *options, predicate=PREDICATE):
        return [self.program, *options, predicate, file]

    def piped(self, file, *options):
        return ["sh", "-c", f"cat {shlex.quote(str(file))} | {shlex.join([self.program, *options, PREDICATE])}"]

    def ratio(self, times, over, under, limit, at_least, title):
        text = f"{title}: {over} / {under}: {'at least' if at_least else 'at most'} {limit:g}"
        if over not in times or under not in times:
            self.bounds.append(Bound(text, None, None))
            return
        value = times[over] / times[under]
        self.bounds.append(Bound(text, f"{value:.2f}", value >= limit if at_least else value <= limit))

    # --- beside peers ------------------------------------------------------------------------------------------------

    def timed(self, title, file, part, contenders, runs, compared):
        """Compares the records of all, then times them. compared: {name: the fields that are, as digest() takes them}."""
        print(f"{title}: comparing results", flush=True)
        for one in (file, part):
            warm(one)
        verdicts = self.compare(title, contenders, file, part, compared)
        print(f"{title}: timing", flush=True)
        self.measure.rounds(contenders, runs)
        self.report.measured(title, os.path.getsize(file), contenders, verdicts)
        return {c.name: c.least() for c in contenders}

    def compare(self, title, contenders, file, part, compared):
        scratch = self.measure.scratch.with_suffix(".fields")
        ours, verdicts = {}, {}
        words = contenders[0].argv
        for source in (file, part):
            self.measure.once([source if word == file else word for word in words])
            ours[source] = records(self.measure.scratch)
        for contender in list(contenders):
            if contender.name in (START, FLOOR):
                continue
            source = part if contender.scale != 1.0 else file
            names = compared.get(contender.name, {})
            try:
                self.measure.once(contender.argv)
                found = digest(records(self.measure.scratch), names, scratch)
            except (RuntimeError, ValueError) as error:
                print(f"  {contender.name} left out: {str(error)[-300:]}")
                contenders.remove(contender)
                continue
            same = found == digest(ours[source], {name: name for name in names}, scratch)
            verdicts[contender.name] = f"{found[0]:,} records, {'same' if same else 'DIFFERENT'}" + (f" in {len(names)} fields" if names else "")
            print(f"  {contender.name}: {verdicts[contender.name]}", flush=True)
            if not same:
                self.differing.append(f"{contender.name} on {title}")
        scratch.unlink(missing_ok=True)
        return verdicts

    def slow(self, name, command, file, part):
        return Contender(name, [*command, part], os.path.getsize(file) / os.path.getsize(part), SLOW_RUNS)

    def csv(self, source, part, runs):
        for name, title in (("csv", "CSV"), ("quoted", "CSV with all texts in quotes")):
            file, less = self.data.of(source, name), self.data.of(part, name)
            for output in ("csv", "json"):
                heading = f"{title} to {'CSV' if output == 'csv' else 'NDJSON'}"
                compared = {"Miller": {name: name for name in TYPED_FIELDS}} if output == "json" else {}
                times = self.timed(heading, file, less, self.csv_contenders(file, less, output), runs, compared)
                for peer, limit in LEAST.items():
                    if peer != "xsv" or output == "csv":
                        self.ratio(times, peer, FILTER, limit, True, heading)

    def csv_contenders(self, file, part, output):
        options = ["-i", "csv", *(["-o", "csv"] if output == "csv" else [])]
        found = [
            Contender(FILTER, self.ours(file, *options)),
            Contender("stream-filter --threads 1", self.ours(file, "--threads", "1", *options)),
            Contender("cat FILE | stream-filter", self.piped(file, *options)),
            Contender(FLOOR, ["wc", "-l", file]),
        ]
        duckdb = [("duckdb", "duckdb", "found"), (TOLD, "duckdb", "told"), (START, "duckdb", "start")]
        for name, engine, task in [*duckdb, ("polars", "polars", "found"), ("chdb", "chdb", "found")]:
            if engine in self.here:
                found.append(Contender(name, [str(self.peers.python), str(PEER), engine, file, output, task]))
        if output == "csv" and (xsv := self.peers.find("xsv")):
            found.append(Contender("xsv", [xsv, "search", "-s", "status", "^5", file]))
        if mlr := self.peers.find("mlr"):
            command = [mlr, "--icsv", "--ocsv" if output == "csv" else "--ojsonl", "filter", "$status >= 500"]
            found.append(self.slow("Miller", command, file, part))
        return found

    def logfmt(self, source, part, runs):
        title, file, less = "logfmt", self.data.of(source, "logfmt"), self.data.of(part, "logfmt")
        contenders, compared = self.our_lines(file, "logfmt"), {}
        if mlr := self.peers.find("mlr"):
            contenders.append(self.slow("Miller", [mlr, "--idkvp", "--ifs", " ", "--ojsonl", "filter", "$status >= 500"], file, less))
            compared["Miller"] = {name: name for name in BARE_FIELDS}
        if agrind := self.peers.find("agrind"):
            contenders.append(self.slow("angle-grinder", [agrind, "-o", "json", "* | logfmt | where status >= 500", "-f"], file, less))
            compared["angle-grinder"] = {name: name for name in TYPED_FIELDS}
        times = self.timed(title, file, less, contenders, runs, compared)
        for peer in ("Miller", "angle-grinder"):
            self.ratio(times, peer, FILTER, LEAST_PARSE, True, title)

    def combined(self, source, part, runs):
        title, file, less = "combined", self.data.of(source, "combined"), self.data.of(part, "combined")
        contenders, compared = self.our_lines(file, "combined"), {}
        regex, words, parse, alias = "Miller, a regex", "Miller, split at blanks", "angle-grinder, parse", "angle-grinder, apache"
        if mlr := self.peers.find("mlr"):
            contenders.append(self.slow(regex, [mlr, "--inidx", "--ifs", "\x01", "--ojsonl", "put", CAPTURES], file, less))
            contenders.append(self.slow(words, [mlr, "--inidx", "--ifs", " ", "--ojsonl", "filter", "$9 >= 500"], file, less))
            compared |= {regex: {name: name for name in COMBINED_FIELDS}, words: WORDS}
        if agrind := self.peers.find("agrind"):
            contenders.append(self.slow(parse, [agrind, "-o", "json", PARSE, "-f"], file, less))
            contenders.append(self.slow(alias, [agrind, "-o", "json", "* | apache | where status >= 500", "-f"], file, less))
            compared |= {parse: {name: name for name in COMBINED_FIELDS}, alias: APACHE_NAMES}
        times = self.timed(title, file, less, contenders, runs, compared)
        for peer in (regex, words, parse, alias):
            self.ratio(times, peer, FILTER, LEAST_PARSE, True, title)

    def our_lines(self, file, form):
        return [
            Contender(FILTER, self.ours(file, "-i", form)),
            Contender("stream-filter --threads 1", self.ours(file, "--threads", "1", "-i", form)),
            Contender("cat FILE | stream-filter", self.piped(file, "-i", form)),
            Contender(FLOOR, ["wc", "-l", file]),
        ]

    # --- JSON in arrays beside lines ---------------------------------------------------------------------------------

    def json(self, source, runs):
        files = {"lines": source, **{title: self.data.of(source, name) for name, title in FORMS.items()}}
        contenders, groups = [], {"": [], "--threads 1": [], "cat FILE |": []}
        for title, file in files.items():
            warm(file)
            form = [] if file == source else ["-i", "json"]
            for how, group in groups.items():
                argv = self.piped(file, *form) if "cat" in how else self.ours(file, *form, *how.split())
                group.append(Contender(f"{title}, {how}" if how else title, argv))
        for group in groups.values():
            contenders += group
        title = "JSON in arrays beside lines"
        verdicts = self.compare_json(contenders)
        print(f"{title}: timing", flush=True)
        self.measure.rounds(contenders, runs)
        self.report.measured(title, os.path.getsize(source), contenders, verdicts)
        self.report.put("", "MB/s as if each had the size of the lines. Beside the lines, read in the same way:", "")
        rows = []
        for group in groups.values():
            lines, *arrays = group
            for array in arrays:
                wall, cpu = array.least() / lines.least(), min(array.cpu) / min(lines.cpu)
                rows.append([array.name, f"{wall:.2f}", f"{cpu:.2f}", ""])
                if lines.name == "lines":
                    self.ratio({array.name: array.least(), "lines": lines.least()}, array.name, "lines", MOST_ARRAY, False, "JSON")
        self.report.table(["", "wall", "user+sys", ""], rows)

    def compare_json(self, contenders):
        """Indented records lose their spaces and their zeros behind the point, so they are compared as values; the others as bytes."""
        verdicts = {}
        for number, contender in enumerate(contenders):
            self.measure.once(contender.argv)
            text, found = self.measure.scratch.read_bytes(), fingerprint(self.measure.scratch)
            if number == 0:
                expected, values = text, found
            bytes_same, same = text == expected, found == values
            if not same or not (bytes_same or "indented" in contender.name):
                self.differing.append(contender.name)
            verdicts[contender.name] = f"{found[0]:,} records, " + ("same bytes" if bytes_same else "same" if same else "DIFFERENT")
        return verdicts

    # --- alone -------------------------------------------------------------------------------------------------------

    def alone(self, source, runs):
        """What else is read and written, and gates: no peers, figures to compare with each other."""
        self.measure.once([self.program, "--count", PREDICATE, source])
        matching = int(self.measure.scratch.read_text())
        self.measure.once([self.program, "--count", "true", source])
        everything = int(self.measure.scratch.read_text())

        rows = []
        for name, (options, predicate) in READ.items():
            file = self.data.of(source, name.split(",")[0])
            shown = " ".join(options).partition(":")[0]
            shown = f"{shown}, {name}" if name.startswith("rfc") else shown
            rows.append((shown, file, self.ours(file, *options, predicate=predicate), matching))
        self.table("Read, and written as NDJSON", rows, runs)

        heads = ("csv", "tsv", "table")  # have a line of headings
        rows = [(f"-o {name}", source, self.ours(source, "-o", name, predicate="true"), everything + (name in heads)) for name in WRITTEN]
        self.table("Read as NDJSON, all records written", rows, runs)

        rows = [(name, source, self.ours(source, *options, predicate="true"), None) for name, options in GATES.items()]
        self.table("Gates, NDJSON", rows, runs)

    def table(self, title, rows, runs):
        print(f"{title}: timing", flush=True)
        contenders, shown = [], []
        for name, file, argv, expected in rows:
            warm(file)
            contender = Contender(name, argv)
            self.measure.once(argv)
            lines = self.measure.scratch.read_bytes().count(b"\n")
            if expected is not None and lines != expected:
                self.differing.append(f"{name}: {lines} lines, not {expected}")
            contenders.append((contender, file, lines))
        self.measure.rounds([contender for contender, _, _ in contenders], runs)
        for contender, file, lines in contenders:
            size = os.path.getsize(file)
            shown.append([contender.name, f"{size / 1e6:.0f}", f"{contender.least():.3f}", f"{statistics.median(contender.cpu):.2f}",
                          f"{size / contender.least() / 1e6:,.0f}", f"{contender.peak / 1024:.1f}", f"{lines:,}", ""])  # fmt: skip
        self.report.section(title)
        self.report.table(["", "MB", "wall s, least", "user+sys s", "MB/s", "peak MiB", "lines", ""], shown)
