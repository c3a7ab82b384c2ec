"""Inputs that are no lines of JSON, through stream-filter, beside slow twins of their parsers: real files, and random ones
from a file, a pipe that is cut into odd reads, and by one thread or four.

  formats_test.py [--seed N] [--count N] [--first N] [--shown N]

  --seed   where the generator starts (default: a fixed one); printed, so that a run can be repeated
  --count  how many random inputs of each format
  --first  the number of the first one
  --shown  how many differences are shown
"""
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import format_access_log
import format_csv
import format_journal
import format_json
import format_logfmt
import format_syslog
import format_zeek
import jsontext
from environment import SHARED_DATA, stream_filter
from format_lines import BAD, extract_reader, joined_lines, ndjson_records, physical_lines, read_records, regex_reader, text_record
from format_random import Generator
from twin_run import LIMIT, chosen_cases, through_pipe

LINES = 100  # of a random input
REGEX = r"(?P<level>[A-Z]+) .*?(?P<took>\d+)ms"
START = r"^\d\d:"


def by_line(read):
    return lambda content: read_records(physical_lines(content), read)


def joined(read):
    return lambda content: read_records(joined_lines(content, START), read)


# By name: the options, and the twin.
FORMATS = {
    "text": (["-i", "text"], by_line(text_record)),
    "logfmt": (["-i", "logfmt"], by_line(format_logfmt.reader())),
    "logfmt, no types": (["-i", "logfmt", "--no-infer"], by_line(format_logfmt.reader(infer=False))),
    "common": (["-i", "common"], by_line(format_access_log.common)),
    "combined": (["-i", "combined"], by_line(format_access_log.combined)),
    "syslog": (["-i", "syslog"], by_line(format_syslog.read)),
    "journal": (["-i", "journal"], format_journal.records),
    "zeek": (["-i", "zeek"], format_zeek.records),
    "regex": (["-i", f"regex:{REGEX}"], by_line(regex_reader(REGEX))),
    "extract": (["--extract-json"], by_line(extract_reader())),
    "extract with text": (["--extract-json=text"], by_line(extract_reader("text"))),
    "csv": (["-i", "csv"], format_csv.reader()),
    "csv, no types": (["-i", "csv", "--no-infer"], format_csv.reader(infer=False)),
    "csv with semicolons": (["-i", "csv", "--delimiter", ";"], format_csv.reader(";")),
    "tsv": (["-i", "tsv"], format_csv.reader("\t")),
    "json": (["-i", "json"], format_json.records),
    "multiline": (["-i", "text", "--multiline", START], joined(text_record)),
}

REAL_FILES = [
    ("combined", "web/apache_access.log"),
    ("text", "web/apache_access.log"),
    ("logfmt", "logs/traefik_debug.logfmt"),
    ("logfmt", "logs/angle-grinder/test_logfmt.log"),
    ("regex", "logs/angle-grinder/test_parse.log"),
    ("extract", "logs/angle-grinder/test_partial_json.log"),
    ("extract with text", "logs/angle-grinder/test_partial_json.log"),
    ("extract", "logs/angle-grinder/long_lines.log"),
    ("text", "logs/angle-grinder/filter_test.log"),
    ("text", "logs/angle-grinder/test_nested_logfmt.log"),
    ("json", "logs/angle-grinder/angle_grinder_releases.json"),
    ("json", "json/twitter.json"),
    ("json", "web/apache_access.ndjson"),
    ("syslog", "web/apache_access.log"),
    ("logfmt", "web/apache_access.log"),
]
FLOWS = [f"flows/sensor_2024-04-20_{log}.ndjson" for log in ("conn", "dns", "http", "ssl")]


class Runner:
    def __init__(self):
        self._program = stream_filter()
        self._folder = tempfile.TemporaryDirectory(prefix="runnel-oracle-")
        self._input = Path(self._folder.name) / "input"
        self._letters = Path(self._folder.name) / "letters"

    def run(self, options, content, pieces=None):
        """The records that came out, and the reasons of those that were bad."""
        self._letters.unlink(missing_ok=True)
        command = [self._program, *options, "--dead-letter", self._letters, "true"]
        if pieces is None:
            self._input.write_bytes(content)
            done = subprocess.run([*command, self._input], stdin=subprocess.DEVNULL, capture_output=True, timeout=10 * LIMIT)
            status, stdout, stderr = done.returncode, done.stdout, done.stderr
        else:
            status, stdout, stderr = through_pipe(command, content, pieces, Path(self._folder.name))
        if status != 0:
            raise RuntimeError(f"exit status {status} for {options}: {stderr.decode(errors='replace')}")
        letters = self._letters.read_bytes().split(b"\n")[:-1] if self._letters.exists() else []
        return stdout.decode().split("\n")[:-1], [json.loads(letter)["reason"] for letter in letters]


def difference(wanted, found, bad):
    """None, or a sentence."""
    good = [jsontext.text_of(record) for record in wanted if record is not BAD]
    texts = [jsontext.text_of(jsontext.parsed(line)) for line in found]
    for at, (ours, twins) in enumerate(zip(texts, good)):
        if ours != twins:
            return f"record {at} is {ours}\n  and not {twins}"
    if len(texts) != len(good):
        more, which = (texts, "more") if len(texts) > len(good) else (good, "fewer")
        return f"{len(texts)} records and not {len(good)}; the first of those {which}: {more[min(len(texts), len(good))]}"
    none = sum(record is BAD for record in wanted)
    return None if len(bad) == none else f"{len(bad)} bad records and not {none}: {bad[:3]}"


def random_content(name, rng):
    generator = Generator(rng)
    if name == "journal":
        return generator.journal(LINES // 4)
    if name == "zeek":
        return generator.zeek(LINES // 2)
    if name == "multiline":
        return generator.traces(LINES)
    if name.startswith("csv") or name == "tsv":
        return generator.table({"tsv": "\t", "csv with semicolons": ";"}.get(name, ","), LINES)
    if name == "json":
        return generator.values(LINES)
    line = {
        "common": lambda: generator.access_log(combined=False),
        "combined": lambda: generator.access_log(combined=True),
        "syslog": generator.syslog,
        "regex": lambda: f"{rng.choice(['INFO', 'warn', 'ERROR'])} took {generator.word()}{rng.choice(['ms', '12ms', ''])}",
    }.get(name, generator.with_json if name.startswith("extract") else generator.logfmt)
    return generator.content(line, LINES)


class Comparison:
    def __init__(self, shown):
        self._runner, self._shown, self.differing, self.compared, self.bad = Runner(), shown, 0, 0, 0

    def compare(self, what, options, content, wanted, pieces=None):
        found, bad = self._runner.run(options, content, pieces)
        self.compared += len(wanted)
        self.bad += len(bad)
        wrong = difference(wanted, found, bad)
        if wrong is None:
            return
        self.differing += 1
        if self.differing <= self._shown:
            print(f"{what} ({' '.join(options)}{f', in reads of {pieces}' if pieces else ''}): {wrong}")


def compare_random(comparison, chosen):
    for name, (options, twin) in FORMATS.items():
        for number in range(chosen.first, chosen.first + chosen.count):
            rng = random.Random(f"{chosen.seed}:{name}:{number}")
            content = random_content(name, rng)
            what, wanted = f"{name} {number}", twin(content)
            comparison.compare(what, options, content, wanted)
            if number % 4 == 1:
                comparison.compare(what, [*options, "--threads", rng.choice("14")], content, wanted)
            if number % 8 == 3:
                comparison.compare(what, options, content, wanted, [rng.choice([1, 7, 20, 500, 5000]) for _ in range(3)])


def compare_real(comparison):
    if not SHARED_DATA.is_dir():
        print("left out: the real files, since the shared data is absent")
        return
    for name, path in REAL_FILES:
        content, (options, twin) = (SHARED_DATA / path).read_bytes(), FORMATS[name]
        comparison.compare(f"{name} {path}", options, content, twin(content))
    combined = (SHARED_DATA / "web/apache_access.log").read_bytes()
    records = ndjson_records((SHARED_DATA / "web/apache_access.ndjson").read_bytes())
    comparison.compare("combined, beside the records made of it", ["-i", "combined"], combined, records)
    compare_flows(comparison)
    for path in sorted(SHARED_DATA.glob("**/*.csv")):
        content, delimiter = path.read_bytes(), ";" if "skab" in path.parts else ","
        options = ["-i", "csv", "--no-infer", "--delimiter", delimiter]
        comparison.compare(path.name, options, content, format_csv.by_python(content, delimiter))


def compare_flows(comparison):
    """Zeek's records, written as Zeek would, and messages of syslog that it saw."""
    for path in FLOWS:
        content = format_zeek.written(ndjson_records((SHARED_DATA / path).read_bytes()))
        comparison.compare(f"zeek {path}", ["-i", "zeek"], content, format_zeek.records(content))
    seen = ndjson_records((SHARED_DATA / "flows/wrccdc_syslog.ndjson").read_bytes())
    lines = "".join("<13>" + dict(record)["message"].replace("\n", " ") + "\n" for record in seen).encode()
    options, twin = FORMATS["syslog"]
    comparison.compare("syslog, messages of wrccdc_syslog", options, lines, twin(lines))


def main():
    chosen = chosen_cases(__doc__, 12)
    comparison = Comparison(chosen.shown)
    compare_real(comparison)
    compare_random(comparison, chosen)
    print(f"{comparison.compared} records compared, {comparison.bad} of them bad; {comparison.differing} inputs differ")
    sys.exit(1 if comparison.differing else 0)


if __name__ == "__main__":
    main()
