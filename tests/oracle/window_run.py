"""Runs stream-window on a case and says where it differs from the twin; makes a case that differs as small as it can be."""
import json
import math
import re
import shlex
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import jsontext
from twin_run import LIMIT, bad_records, late_records, nanoseconds, through_pipe, with_fewer_lines, with_fewer_members
from window_texts import read_time
from window_times import time_text
from window_twin import answer
from window_values import is_number, text_of


@dataclass
class Outcome:
    status: int
    lines: list  # of stdout, texts
    stderr: str
    late: list | None  # lines of the file of --late PATH
    dead: list | None  # numbers of lines


class Runner:
    def __init__(self, program):
        self.program = program
        self._folder = tempfile.TemporaryDirectory(prefix="runnel-oracle-")
        self.folder = Path(self._folder.name)
        self.input = self.folder / "in.ndjson"

    def run(self, case, *extra, pieces=None):
        """`pieces`: the input comes through a pipe, cut into reads of so many bytes, in turn."""
        content = "".join(line + "\n" for line in case.lines).encode()
        late, dead = self.folder / "late", self.folder / "dead"
        for path in (late, dead):
            path.unlink(missing_ok=True)
        command = [self.program, *extra]
        if case.late == "path":
            command += ["--late", str(late)]
        if case.dead_letters:
            command += ["--dead-letter", str(dead)]
        command += case.options()
        if pieces:
            status, stdout, stderr = through_pipe(command, content, pieces, self.folder)
        else:
            self.input.write_bytes(content)
            done = subprocess.run([*command, self.input], capture_output=True, stdin=subprocess.DEVNULL, timeout=LIMIT)
            status, stdout, stderr = done.returncode, done.stdout, done.stderr
        return Outcome(
            status,
            stdout.decode().split("\n")[:-1],
            stderr.decode(),
            late.read_text(encoding="utf-8").split("\n")[:-1] if late.exists() else None,
            [json.loads(letter)["line"] for letter in dead.read_text(encoding="utf-8").split("\n")[:-1]] if dead.exists() else None,
        )


# --- comparing ---------------------------------------------------------------------------------------------------------


def same(wanted, found):
    """`found`: from jsontext.parsed(). Integers to the last digit, other numbers within 1e-9."""
    if is_number(wanted):
        if not isinstance(found, jsontext.Number):
            return False
        if isinstance(wanted, int):
            return wanted == (int(found) if found.lstrip("-").isdigit() else float(found))
        return math.isclose(wanted, float(found), rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(wanted, dict):
        return isinstance(found, jsontext.Members) and list(wanted) == [name for name, _ in found] and all(
            same(wanted[name], value) for name, value in found)  # fmt: skip
    if isinstance(wanted, (list, tuple)):
        return type(found) is list and len(wanted) == len(found) and all(map(same, wanted, found))
    return type(wanted) is type(found) and wanted == found


def same_line(wanted, text, keys):
    """Members in their order; keys as they were written."""
    try:
        found = jsontext.parsed(text)
    except ValueError:
        return False
    if not isinstance(found, jsontext.Members) or [name for name, _ in found] != [name for name, _ in wanted]:
        return False
    return all(
        text_of(value) == jsontext.text_of(member) if name in keys else same(value, member)
        for (name, value), (_, member) in zip(wanted, found)
    )


def line_text(wanted):
    return text_of(dict(wanted))


def expected_status(case, wanted):
    kept = case.dead_letters or not wanted.bad
    return 0 if kept and (case.late != "report" or not wanted.late) and not wanted.not_computed else 4


def difference(case, wanted, outcome):
    """In words; None where there is none."""
    keys = {name for _, name, _ in case.keys}
    if case.emit_watermarks:
        outcome, problem = without_watermarks(outcome, wanted)
        if problem:
            return problem
    for number, (want, found) in enumerate(zip(wanted.lines, outcome.lines), 1):
        if not same_line(want, found, keys):
            return f"line {number} of stdout\n  twin:    {line_text(want)}\n  program: {found}"
    if len(wanted.lines) != len(outcome.lines):
        place = min(len(wanted.lines), len(outcome.lines))
        more = line_text(wanted.lines[place]) if len(wanted.lines) > place else outcome.lines[place]
        who = "twin" if len(wanted.lines) > place else "program"
        return f"{len(wanted.lines)} lines of the twin, {len(outcome.lines)} of the program; the first that only the {who} has:\n  {more}"
    checks = [
        ("exit status", expected_status(case, wanted), outcome.status),
        ("dead letters, by line", wanted.bad or [], outcome.dead or []) if case.dead_letters else None,
        ("late records in PATH", [case.lines[n - 1] for n in wanted.late], outcome.late or []) if case.late == "path" else None,
        ("stderr", said_of(case, wanted), said(outcome.stderr)),
    ]
    for check in filter(None, checks):
        if check[1] != check[2]:
            return f"{check[0]}\n  twin:    {check[1]}\n  program: {check[2]}\n  its stderr: {outcome.stderr}"
    return None


WATERMARK = re.compile(r'\{"\$watermark":"([^"]*)"\}')


def without_watermarks(outcome, wanted):
    """The results, and what is wrong with the watermark lines among them: each must be later than the one before, and no
    result that comes behind it may begin earlier (but for a session to which a record is added that is older than all that
    was to be expected)."""
    results, reached = [], -math.inf
    for number, line in enumerate(outcome.lines, 1):
        if found := WATERMARK.fullmatch(line):
            time = read_time(found[1], "", None)
            if time <= reached:
                return outcome, f"line {number} of stdout: a watermark that is not later than the one before\n  program: {line}"
            reached = time
            continue
        results.append(line)
        start = jsontext.parsed(line)[0][1]
        if reached > -math.inf and not wanted.rescued and read_time(start, "", None) < reached:
            return outcome, f"line {number} of stdout begins before the watermark {time_text(reached)}\n  program: {line}"
    return replace(outcome, lines=results), None


def said_of(case, wanted):
    """What stderr must tell: a dictionary like that of said()."""
    facts = {}
    if wanted.bad and not case.dead_letters:
        facts["bad"] = len(wanted.bad)
    if wanted.late and case.late == "report":
        facts["late"] = len(wanted.late)
        if not case.watermarks:
            facts["largest lateness"] = wanted.largest_lateness
    if wanted.under_other:
        facts["under $other"] = wanted.under_other
    if wanted.not_computed:
        facts["not computed"] = wanted.not_computed
    return facts


DELAY = re.compile(r"--watermark-delay[ =](\S+)")
NOT_COMPUTED = re.compile(r"an expression over the results failed (once|(\d+) times)")
UNDER_OTHER = re.compile(r"(\d+) records? .*\$other")


def said(stderr):
    facts = {}
    if bad := bad_records(stderr):
        facts["bad"] = bad
    if late := late_records(stderr):
        facts["late"] = late
        if delay := DELAY.search(stderr):
            facts["largest lateness"] = nanoseconds(delay[1])
    if found := UNDER_OTHER.search(stderr):
        facts["under $other"] = int(found[1])
    if found := NOT_COMPUTED.search(stderr):
        facts["not computed"] = int(found[2] or 1)
    return facts


# --- a case made smaller -----------------------------------------------------------------------------------------------


def smaller(case):
    for lines in with_fewer_lines(case.lines):
        yield replace(case, lines=lines)
    yield from case.simpler()
    for number, line in enumerate(case.lines):
        for less in with_fewer_members(line, {"t"}):
            yield replace(case, lines=[*case.lines[:number], less, *case.lines[number + 1:]])


def shell_command(case, extra=(), pieces=None):
    """What one types to see it."""
    words = list(extra) + (["--late", "LATE"] if case.late == "path" else []) + (["--dead-letter", "DEAD"] if case.dead_letters else [])
    program = shlex.join(["stream-window", *words, *case.options()])
    if not case.lines:
        return f"{program} </dev/null"
    lines = " \\\n    ".join(map(shlex.quote, case.lines))
    cut = f"  # in reads of {pieces} bytes" if pieces else ""
    return f"printf '%s\\n' {lines} |\n  {program}{cut}"


@dataclass
class Way:
    """How a case is run."""

    extra: tuple = ()
    pieces: tuple | None = None

    def difference(self, runner, case):
        try:
            outcome = runner.run(case, *self.extra, pieces=self.pieces)
        except subprocess.TimeoutExpired:
            return f"it did not end within {LIMIT} s"
        return difference(case, answer(case.query(), case.lines), outcome)
