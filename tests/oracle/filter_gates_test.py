"""Random records through --dedupe, --sample and --rate, beside a slow twin.

  filter_gates_test.py [--seed N] [--count N] [--first N] [--shown N]

  --seed   where the generator starts (default: a fixed one); printed, so that a run can be repeated
  --count  how many cases
  --first  the number of the first case
  --shown  how many differences are made smaller and shown
"""
import contextlib
import json
import random
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from environment import stream_filter
from twin_run import LIMIT, chosen_cases, shrunk, through_pipe, with_fewer_lines

SECOND = 10**9

# As they are given, and what they give for a record.
PREDICATES = {"true": lambda r: True, ".p": lambda r: bool(r.get("p")), ".p != 1": lambda r: type(r.get("p")) is not int}


def items_of(record):
    from filter_gates_twin import Failed
    if record.get("ks") is None:
        raise Failed
    return record["ks"]


DEDUPES = {
    ".k": lambda r: [r.get("k")],
    "[.k, .h]": lambda r: [[r.get("k"), r.get("h")]],
    ".k, .h": lambda r: [r.get("k"), r.get("h")],
    ".ks[]": items_of,  # fails where there are none
    "{k}": lambda r: [{"k": r.get("k")}],
    "empty": lambda r: [],
}
BODIES = {
    "k": lambda r: [r.get("k")],
    "h, key: .k": lambda r: [r.get("h"), r.get("k")],
    ".h // empty": lambda r: [r.get("h")],  # nothing is null
    "n: (.ks | length)": lambda r: [len(r.get("ks") or [])],
    "all: (first(.ks[]))": lambda r: items_of(r)[:1] or [None],
}


def plus_one(record):
    from filter_gates_twin import Failed
    if not isinstance(record.get("v"), int):
        raise Failed
    return [str(record["v"] + 1)]


SELECTS = {
    ".v + 1": plus_one,  # fails where it is text
    "[.p, .v] | map(tojson)[]": lambda r: [json.dumps(json.dumps(r.get(name))) for name in "pv"],
    "select(.p) | .v": lambda r: [json.dumps(r.get("v"))] if r.get("p") else [],
}


@dataclass
class Case:
    predicate: str
    lines: list  # texts
    invert: bool = False
    dedupe: str | None = None
    within: int | None = None  # seconds
    refresh: bool = False
    sample: str | None = None
    seed: int | None = None
    rate: tuple | None = None  # N, seconds
    by: str | None = None
    time: bool = False
    delay: int | None = None
    select: str | None = None
    most: int | None = None
    count: bool = False
    strict: bool = False

    def options(self):
        options = [self.predicate]
        for flag, value in (("--dedupe", self.dedupe), ("--sample", self.sample), ("--seed", self.seed), ("--by", self.by),
                            ("--select", self.select), ("-m", self.most)):  # fmt: skip
            if value is not None:
                options += [flag, str(value)]
        if self.within is not None:
            options += ["--within", f"{self.within}s"]
        if self.rate is not None:
            options += ["--rate", f"{self.rate[0]}/{self.rate[1]}s"]
        if self.time:
            options += ["-t", ".t"]
        if self.delay is not None:
            options += ["--watermark-delay", f"{self.delay}s"]
        options += ["-v"] * self.invert + ["--refresh"] * self.refresh + ["--count"] * self.count + ["--strict"] * self.strict
        return options

    def query(self, chosen):
        from filter_gates_twin import Failed, Query

        def time_of(record):
            if not isinstance(record.get("t"), int):
                raise Failed
            return record["t"] * SECOND

        return Query(
            predicate=PREDICATES[self.predicate],
            invert=self.invert,
            dedupe=DEDUPES.get(self.dedupe),
            within=None if self.within is None else self.within * SECOND,
            refresh=self.refresh,
            sample=None if self.sample is None else chosen(self),
            sample_by_key=self.by is not None,
            rate=None if self.rate is None else (self.rate[0], self.rate[1] * SECOND),
            by=BODIES.get(self.by),
            time=time_of if self.time else None,
            delay=(5 if self.delay is None else self.delay) * SECOND,
            select=SELECTS.get(self.select),
            most=self.most,
        )

    def records(self):
        return [(line, None if line == "nope" else json.loads(line)) for line in self.lines]


class Generator:
    def __init__(self, rng):
        self.rng = rng

    def maybe(self, chance, make):
        return make() if self.rng.random() < chance else None

    def case(self):
        rng = self.rng
        case = Case(rng.choice(list(PREDICATES)), [], invert=rng.random() < 0.1)
        while case.dedupe is None and case.sample is None and case.rate is None:
            case.dedupe = self.maybe(0.6, lambda: rng.choice(list(DEDUPES)))
            case.sample = self.maybe(0.3, lambda: rng.choice(["0.5", "30%", "80%", "0", "1"]))
            case.rate = self.maybe(0.5, lambda: (rng.randint(1, 4), rng.choice([1, 3, 10, 40])))
        case.time = rng.random() < 0.8
        # By the clock a run takes no time to speak of.
        if case.dedupe is not None:
            case.within = self.maybe(0.8, lambda: rng.choice([0, 1, 5, 20]) if case.time else 3600)
            case.refresh = case.within is not None and rng.random() < 0.5
        if case.rate is not None and not case.time:
            case.rate = (case.rate[0], 3600)
        if case.sample is not None:
            case.seed = self.maybe(0.3, lambda: rng.randint(0, 99))
        if case.sample is not None or case.rate is not None:
            case.by = self.maybe(0.7, lambda: rng.choice(list(BODIES)))
        case.delay = self.maybe(0.7, lambda: rng.choice([0, 2, 10, 50])) if case.time else None
        case.select = self.maybe(0.3, lambda: rng.choice(list(SELECTS)))
        case.most = self.maybe(0.1, lambda: rng.randint(0, 20))
        case.count = rng.random() < 0.1
        # What --sample drops by key alone is not checked in full, no more than what does not match.
        unchecked = case.sample is not None and case.by is not None and case.dedupe is None
        case.strict = rng.random() < (0.5 if unchecked else 0.2)
        case.lines = self.lines(case.time, 0.02 if case.strict or not unchecked else 0)
        return case

    def lines(self, timed, not_json):
        rng = self.rng
        keys = rng.sample(["1", "1.0", '"1"', "null", "2", "2.5", '"a"', '"\\u0061"', "true", '"b\\n"', "[1]", '{"x":1,"y":2}', '{"y":2,"x":1}'],
                          rng.randint(1, 6))  # fmt: skip
        disorder, now, lines = rng.choice([0, 0, 5, 30]), rng.randint(-20, 2000), []
        for _ in range(rng.choice([5, 40, 200])):
            now += rng.choice([0, 0, 1, 2, 7])
            if rng.random() < not_json:
                lines.append("nope")
                continue
            members = []
            if not timed or rng.random() < 0.97:
                members.append(f'"t":{now - rng.randint(0, disorder) + (60 if disorder and rng.random() < 0.01 else 0)}')
            if rng.random() < 0.95:
                members.append(f'"k":{rng.choice(keys)}')
            if rng.random() < 0.5:
                members.append(f'"h":{rng.choice(["1", "null", "3"])}')
            if rng.random() < 0.9:
                members.append(f'"ks":[{",".join(rng.sample(["1", "2", "1.0"], rng.randint(0, 2)))}]')
            members.append(f'"p":{rng.choice(["1", "true", "true", "false"])}')
            members.append(f'"v":{rng.choice(["1", "2", "3", chr(34) + "x" + chr(34)])}')
            rng.shuffle(members)
            lines.append("{" + ",".join(members) + "}")
        return lines


@dataclass
class Outcome:
    status: int
    passed: list
    refused: list
    bad: list
    stderr: str


class Runner:
    def __init__(self, program):
        self.program = program
        self._folder = tempfile.TemporaryDirectory(prefix="runnel-oracle-")
        self.folder = Path(self._folder.name)
        self.chosen = {}

    def run(self, case, *extra, pieces=None):
        content = "".join(line + "\n" for line in case.lines).encode()
        refused, dead = self.folder / "refused", self.folder / "dead"
        command = [self.program, *case.options(), *extra, "--summary", "--else", refused, "--dead-letter", dead]
        if pieces:
            status, stdout, stderr = through_pipe(command, content, pieces, self.folder)
        else:
            path = self.folder / "in.ndjson"
            path.write_bytes(content)
            done = subprocess.run([*command, path], capture_output=True, stdin=subprocess.DEVNULL, timeout=LIMIT)
            status, stdout, stderr = done.returncode, done.stdout, done.stderr
        return Outcome(status, stdout.decode().splitlines(), refused.read_text(encoding="utf-8").splitlines(),
                       [json.loads(letter)["line"] for letter in dead.read_text(encoding="utf-8").splitlines()], stderr.decode())  # fmt: skip

    def choice(self, case):
        """Of --sample: asks the program about each key once, or about so many records, in another program's stream."""
        from filter_gates_twin import keys_of
        query = replace(case, sample=None).query(None)
        if case.by is None:
            records = ["{}"] * len(case.lines)
            texts = range(len(records))
        else:
            by_key = {}
            for line, record in reversed(case.records()):
                with contextlib.suppress(Exception):
                    by_key.setdefault(keys_of(replace(query, dedupe=None), record)["by"], line)
            texts, records = list(by_key), list(by_key.values())
        options = ["--sample", case.sample, *([] if case.seed is None else ["--seed", str(case.seed)])]
        options += [] if case.by is None else ["--by", case.by]
        asked = "".join(record + "\n" for record in records)
        done = subprocess.run([self.program, *options, "true", "-s", "input_line_number"], input=asked.encode(), capture_output=True,
                              timeout=LIMIT, check=True)  # fmt: skip
        kept = {int(number) - 1 for number in done.stdout.split()}
        return {text: i in kept for i, text in enumerate(texts)}.__getitem__


@dataclass
class Way:
    extra: tuple = ()
    pieces: tuple | None = None

    def difference(self, runner, case):
        """In words; None where there is none."""
        from filter_gates_twin import answer
        wanted = answer(case.query(runner.choice), case.records())
        outcome = runner.run(case, *self.extra, pieces=self.pieces)
        lines = [str(wanted.count)] if case.count else wanted.passed
        for what, right, given in (("passed", lines, outcome.passed), ("bad lines", wanted.bad, outcome.bad),
                                   ("--else", wanted.refused, outcome.refused)):  # fmt: skip
            if right != given:
                at = next((i for i, (a, b) in enumerate(zip(right, given)) if a != b), min(len(right), len(given)))
                return f"{what}, from number {at + 1}: {right[at:at + 3]} is right, and {given[at:at + 3]} was written"
        for name, right in (("repeats", wanted.repeats), ("not sampled", wanted.not_chosen), ("over rate", wanted.too_often)):
            shown = re.search(rf"^{name}: +(\d+)$", outcome.stderr, re.MULTILINE)
            if (int(shown[1]) if shown else 0) != right:
                return f"--summary has {shown and shown[0]!r}, and {right} is right"
        return None if outcome.status == 0 else f"the status is {outcome.status}: {outcome.stderr}"


def ways(number, rng):
    found = [Way()]
    if number % 4 == 1:
        found = [Way(("--threads", "1")), Way(("--threads", "4"))]
    if number % 6 == 3:
        found.append(Way(("--threads", rng.choice("14")), tuple(rng.choice([1, 7, 20, 64, 500]) for _ in range(rng.randint(1, 4)))))
    return found


def smaller(case):
    yield from (replace(case, lines=lines) for lines in with_fewer_lines(case.lines))
    for name in ("select", "most", "dedupe", "sample", "rate"):
        less = replace(case, **{name: None})
        if less.dedupe is None:
            less = replace(less, within=None, refresh=False)
        less = replace(less, seed=less.seed if less.sample else None, by=less.by if less.sample or less.rate else None)
        if less != case and (less.dedupe or less.sample or less.rate):
            yield less


def shell_command(case, way):
    words = ["stream-filter", *case.options(), *way.extra]
    return "\n".join(["cat > in <<'END'", *case.lines, "END", shlex.join(words) + (f" in  # in pieces of {way.pieces}" if way.pieces else " in")])


def run(count):
    chosen = chosen_cases(__doc__, count)
    from filter_gates_twin import answer
    start, counts, differing = time.monotonic(), Counter(), []
    runner = Runner(stream_filter())
    for number in range(chosen.first, chosen.first + chosen.count):
        rng = random.Random(f"{chosen.seed}:{number}")
        case = Generator(rng).case()
        wanted = answer(case.query(runner.choice), case.records())
        counts["cases"] += 1
        counts["records"] += len(case.lines)
        counts["records that passed"] += wanted.count
        counts["records that are bad"] += len(wanted.bad)
        counts["repeats"] += wanted.repeats
        counts["records that were not sampled"] += wanted.not_chosen
        counts["records over the rate"] += wanted.too_often
        for way in ways(number, rng):
            counts["runs"] += 1
            if way.difference(runner, case) is not None:
                differing.append((number, case, way))
    for name, found in counts.items():
        print(f"{found:9} {name}")
    for number, case, way in differing[:chosen.shown]:
        small = shrunk(case, smaller, lambda less: way.difference(runner, less) is not None)
        print(f"\nDIFFERENCE in case {number}: {way.difference(runner, small)}\n{shell_command(small, way)}")
    if differing:
        print(f"\n{len(differing)} runs differ; the options in the first line repeat them")
    print(f"{time.monotonic() - start:.1f} s")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(run(600))
