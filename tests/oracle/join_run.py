"""Runs stream-join on a case and says where it differs from the twin; makes a case that differs as small as it can be."""
import contextlib
import gzip
import json
import os
import re
import shlex
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

import jsontext
from join_case import INFINITE
from join_query import LEFT, RIGHT
from join_twin import answer, answer_to_events
from twin_run import LIMIT, bad_records, late_records, nanoseconds, waiting_bytes, with_fewer_lines, with_fewer_members
from window_texts import read_time
from window_times import time_text


@dataclass
class Outcome:
    status: int
    lines: list  # of stdout, texts
    stderr: str
    late: list  # lines of the file of --late PATH
    dead: list  # (number of the input, of the line)


@dataclass
class Way:
    """How a case is run."""

    extra: tuple = ()
    left: str = "file"  # or "stdin", "gz"
    # Live: pieces of the inputs in the order in which they are fed, each taken before the next is given.
    pieces: tuple | None = None  # [(number of the input, bytes, or None for its end)]
    at_once: tuple | None = None  # sizes of the pieces in which all inputs are fed at the same time


class Runner:
    def __init__(self, program):
        self.program = program
        self._folder = tempfile.TemporaryDirectory(prefix="runnel-oracle-")
        self.folder = Path(self._folder.name)

    def run(self, case, way):
        late, dead = self.folder / "late", self.folder / "dead"
        for path in (late, dead):
            path.unlink(missing_ok=True)
        command = [self.program, *way.extra]
        if case.late == "path":
            command += ["--late", str(late)]
        if case.dead_letters:
            command += ["--dead-letter", str(dead)]
        command += case.options()
        names = [str(self.folder / f"in{i}.ndjson") for i in range(len(case.inputs))]
        contents = [content(lines) for lines in case.inputs]
        if way.pieces is not None or way.at_once is not None:
            status, stdout, stderr = self._live(command, names, contents, way)
        else:
            status, stdout, stderr = self._from_files(command, names, contents, way.left)
        return Outcome(status, stdout.decode().split("\n")[:-1], stderr.decode(), lines_of(late), letters(dead, names))

    def _from_files(self, command, names, contents, left):
        for i, (name, text) in enumerate(zip(names, contents)):
            Path(name).unlink(missing_ok=True)
            Path(name).write_bytes(gzip.compress(text, 1) if left == "gz" and i == 0 else text)
        if left == "gz":
            os.rename(names[0], names[0] + ".gz")
            names = [names[0] + ".gz", *names[1:]]
        with open(names[0], "rb") as first:
            operands = names if left != "stdin" else names[1:] if len(names) == 2 else ["-", *names[1:]]
            done = subprocess.run([*command, *operands], capture_output=True, stdin=first if left == "stdin" else subprocess.DEVNULL, timeout=LIMIT)
        return done.returncode, done.stdout, done.stderr

    def _live(self, command, names, contents, way):
        for name in names:
            Path(name).unlink(missing_ok=True)
            os.mkfifo(name)
        with open(self.folder / "out", "wb+") as out, open(self.folder / "err", "wb+") as err:
            process = subprocess.Popen([*command, *names], stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            try:
                pipes = [open(name, "wb", buffering=0) for name in names]
                if way.pieces is not None:
                    feed_in_turn(process, pipes, way.pieces)
                else:
                    feed_at_once(pipes, contents, way.at_once)
                status = process.wait(timeout=LIMIT)
            finally:
                process.kill()
                process.wait()
            out.seek(0)
            err.seek(0)
            return status, out.read(), err.read()


def content(lines):
    return "".join(line + "\n" for line in lines).encode()


def lines_of(path):
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []


def letters(path, names):
    found = [json.loads(line) for line in lines_of(path)]
    number_of = {name: i for i, name in enumerate(names)} | {"stdin": 0, names[0] + ".gz": 0}
    return sorted((number_of[letter["source"]], letter["line"]) for letter in found)


def feed_in_turn(process, pipes, pieces):
    """Each piece is taken, and all that it leads to is done, before the next is given."""
    with contextlib.suppress(BrokenPipeError):
        wait_until_done(process)
        for number, piece in pieces:
            if piece is None:
                pipes[number].close()
                wait_until_done(process)
            else:
                pipes[number].write(piece)
                wait_until_done(process, pipes[number])
    for pipe in pipes:
        pipe.close()


def wait_until_done(process, pipe=None):
    """A write wakes the thread that waits for it before it returns: when all threads sleep and the pipe is empty, all is done."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        if process.poll() is not None or (pipe is None or waiting_bytes(pipe) == 0) and all_sleep(process.pid):
            return
        time.sleep(0)


def all_sleep(pid):
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/stat", "rb") as stat:
                if stat.read().rsplit(b")", 1)[1].split()[0] != b"S":
                    return False
    except (FileNotFoundError, ProcessLookupError):
        return False
    return True


def feed_at_once(pipes, contents, sizes):
    def feed(pipe, text):
        at = turn = 0
        with contextlib.suppress(BrokenPipeError):
            while at < len(text):
                size = sizes[turn % len(sizes)]
                pipe.write(text[at:at + size])
                at, turn = at + size, turn + 1
        pipe.close()

    threads = [threading.Thread(target=feed, args=pair) for pair in zip(pipes, contents)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)


def events_of(pieces, count):
    """The lines that pieces make, in the order in which they are whole: what answer_to_events() takes."""
    rest, events = [b""] * count, []
    for number, piece in pieces:
        if piece is None:
            events += [(number, rest[number].decode())] if rest[number] else []
            events.append((number, None))
            continue
        *lines, rest[number] = (rest[number] + piece).split(b"\n")
        events += [(number, line.decode()) for line in lines]
    return events


# --- comparing ---------------------------------------------------------------------------------------------------------


def twin_answer(case, way):
    if way.pieces is not None:
        return answer_to_events(case.query(), len(case.inputs), events_of(way.pieces, len(case.inputs)))
    return answer(case.query(), case.inputs)


def compared_text(line):
    """Of records with blanks in them, and of what -s makes, only the values are compared, numbers as they were written."""
    try:
        return jsontext.text_of(jsontext.parsed(line))
    except ValueError:
        return line


def expected_status(case, wanted):
    kept = case.dead_letters or not wanted.bad
    return 0 if kept and (case.late != "report" or not wanted.late) and not wanted.failed else 4


def difference(case, way, wanted, outcome):
    """In words; None where there is none."""
    if case.emit_watermarks:
        outcome, problem = without_watermarks(outcome, wanted)
        if problem:
            return problem
    text = compared_text if case.blanks or case.text.form == "select" else str
    lines, found_lines = list(map(text, wanted.lines)), list(map(text, outcome.lines))
    if way.at_once:
        lines.sort()
        found_lines.sort()
    for number, (want, found) in enumerate(zip(lines, found_lines), 1):
        if want != found:
            return f"line {number} of stdout\n  twin:    {want}\n  program: {found}"
    if len(lines) != len(found_lines):
        place = min(len(lines), len(found_lines))
        who, more = ("twin", lines) if len(lines) > place else ("program", found_lines)
        return f"{len(lines)} lines of the twin, {len(found_lines)} of the program; the first that only the {who} has:\n  {more[place]}"
    checks = [
        ("exit status", expected_status(case, wanted), outcome.status),
        ("dead letters, by input and line", sorted(wanted.bad), outcome.dead) if case.dead_letters else None,
        ("late records in PATH", wanted.late, outcome.late) if case.late == "path" else None,
        ("stderr", said_of(case, wanted), said(case, outcome.stderr)),
        ("--summary", *summaries(case, wanted, outcome.stderr)) if "--summary" in way.extra else None,
    ]
    for check in filter(None, checks):
        if check[1] != check[2]:
            return f"{check[0]}\n  twin:    {check[1]}\n  program: {check[2]}\n  its stderr: {outcome.stderr}"
    return None


WATERMARK = re.compile(r'\{"\$watermark":"([^"]*)"\}')


def without_watermarks(outcome, wanted):
    """The records, and what is wrong with the watermark lines among them: each must be later than the one before, and no
    record behind it may be of an earlier time; of a pair the left one's time counts."""
    records, reached = [], -INFINITE
    for number, line in enumerate(outcome.lines, 1):
        if found := WATERMARK.fullmatch(line):
            moment = read_time(found[1], "", None)
            if moment <= reached:
                return outcome, f"line {number} of stdout: a watermark that is not later than the one before\n  program: {line}"
            reached = moment
            continue
        if len(records) < len(wanted.times) and wanted.times[len(records)][0] < reached:
            return outcome, f"line {number} of stdout is older than the watermark {time_text(reached)}\n  program: {line}"
        records.append(line)
    return replace(outcome, lines=records), None


# --- what stderr says --------------------------------------------------------------------------------------------------


def said_of(case, wanted):
    """What stderr must tell: a dictionary like that of said()."""
    facts = {}
    if wanted.bad and not case.dead_letters:
        facts["bad"] = len(wanted.bad)
    if wanted.late and case.late == "report":
        facts["late"] = len(wanted.late)
        if not case.watermarks:
            facts["largest lateness"] = wanted.largest_lateness
    if wanted.failed:
        facts["failed"] = wanted.failed
    if wanted.repeated_keys:
        facts["repeated keys"] = wanted.repeated_keys
    return facts


BEHIND = re.compile(r"up to (\S+) behind the newest")
FAILED = re.compile(r"--select failed (once|(\d+) times)")
REPEATED = re.compile(r"(\d+) keys? occurs? more than once")


def said(case, stderr):
    facts = {}
    if bad := bad_records(stderr):
        facts["bad"] = bad
    if late := late_records(stderr):
        facts["late"] = late
        behind = BEHIND.search(stderr)
        if behind and not case.watermarks:
            facts["largest lateness"] = nanoseconds(behind[1])
    if found := FAILED.search(stderr):
        facts["failed"] = int(found[2] or 1)
    if found := REPEATED.search(stderr):
        facts["repeated keys"] = int(found[1])
    return facts


SUMMARY = re.compile(r"^([a-z][a-z /]*[a-z]): +([\d,]+)$", re.MULTILINE)


def summaries(case, wanted, stderr):
    """What --summary must count, and what it counts."""
    found = {name: int(number.replace(",", "")) for name, number in SUMMARY.findall(stderr)}
    facts = {"bad": len(wanted.bad)}
    if case.kind != "lookup":
        facts |= {"late": len(wanted.late), "evicted": 0}
    if case.kind == "interleave":
        facts["records"] = wanted.records[LEFT]
    else:
        facts |= {"left records": wanted.records[LEFT], "null keys": sum(wanted.null_keys)}
        facts |= {"left matched": wanted.matched[LEFT], "left unmatched": wanted.unmatched[LEFT]}
    if case.kind == "lookup":
        facts |= {"reloads": 0, "table rows": wanted.matched[RIGHT] + wanted.unmatched[RIGHT]}
    if case.type not in ("semi", "anti") and case.kind != "interleave":  # there the first partner is enough
        facts["pairs"] = wanted.pairs
        if case.kind != "lookup" or case.type in ("right", "full"):  # else nobody asks which rows were found
            facts |= {"right matched": wanted.matched[RIGHT], "right unmatched": wanted.unmatched[RIGHT]}
    held = found.get("records at most")
    if case.kind == "within" and case.type in ("inner", "left", "right", "full"):
        facts["records at most"] = held if held is not None and wanted.held_after <= held <= wanted.held_within else (
            wanted.held_after, wanted.held_within)  # fmt: skip
    return facts, {name: found.get(name) for name in facts}


# --- a case made smaller -----------------------------------------------------------------------------------------------


def smaller(case):
    for number, lines in enumerate(case.inputs):
        for less in with_fewer_lines(lines):
            yield replace(case, inputs=replaced(case.inputs, number, less))
    yield from case.simpler()
    for number, lines in enumerate(case.inputs):
        for at, line in enumerate(lines):
            for less in with_fewer_members(line, {"t", "u", "n"}):
                yield replace(case, inputs=replaced(case.inputs, number, [*lines[:at], less, *lines[at + 1:]]))


def replaced(inputs, number, lines):
    return (*inputs[:number], lines, *inputs[number + 1:])


def shell_command(case, way):
    """What one types to see it."""
    words = list(way.extra) + (["--late", "LATE"] if case.late == "path" else []) + (["--dead-letter", "DEAD"] if case.dead_letters else [])
    inputs = [f"<(printf '%s\\n' {' '.join(map(shlex.quote, lines))})" if lines else "/dev/null" for lines in case.inputs]
    files = "".join(f"cat > in{i} {text.replace('<(', '< <(') if '(' in text else text}\n" for i, text in enumerate(inputs))
    command = shlex.join(["stream-join", *words, *case.options(), *(f"in{i}" for i in range(len(inputs)))])
    cut = f"  # fed in this order: {way.pieces}" if way.pieces is not None else "  # at once, through FIFOs" if way.at_once else ""
    return files + command + cut


def differs(runner, case, way):
    """In words how the program's answer differs from the twin's; None where it does not."""
    try:
        outcome = runner.run(case, way)
    except subprocess.TimeoutExpired:
        return f"it did not end within {LIMIT} s"
    return difference(case, way, twin_answer(case, way), outcome)
