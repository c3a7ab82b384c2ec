"""Runs stream-stats on a case and says where it differs from the twin."""
import contextlib
import json
import math
import re
import subprocess
import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from jsontext import Number
from stats_field import Wanted
from stats_twin import answer
from twin_run import LIMIT, bad_records, with_fewer_lines


@dataclass(frozen=True)
class Case:
    lines: list  # of bytes
    options: tuple
    query: object
    last_newline: bool = True

    def content(self):
        text = b"".join(line + b"\n" for line in self.lines)
        return text if self.last_newline or not text else text[:-1]


class Runner:
    def __init__(self, program):
        self.program = program
        self._folder = tempfile.TemporaryDirectory(prefix="runnel-oracle-")
        self.folder = Path(self._folder.name)

    def run(self, options, content, pieces=None):
        """Status, stdout, stderr. `pieces`: through a pipe, in pieces of these sizes; else from a file."""
        if pieces is None:
            path = self.folder / "in.ndjson"
            path.write_bytes(content)
            done = subprocess.run([self.program, *options, str(path)], capture_output=True, timeout=LIMIT)
            return done.returncode, done.stdout, done.stderr.decode()
        with open(self.folder / "out", "wb+") as out, open(self.folder / "err", "wb+") as err:
            process = subprocess.Popen([self.program, *options], stdin=subprocess.PIPE, stdout=out, stderr=err, bufsize=0)
            at = turn = 0
            with contextlib.suppress(BrokenPipeError):
                while at < len(content):
                    size = pieces[turn % len(pieces)]
                    process.stdin.write(content[at : at + size])
                    at, turn = at + size, turn + 1
            process.stdin.close()
            status = process.wait(timeout=LIMIT)
            out.seek(0)
            err.seek(0)
            return status, out.read(), err.read().decode()


# --- comparing ---------------------------------------------------------------------------------------------------------


def read(stdout):
    return [json.loads(line, parse_int=Number, parse_float=Number) for line in stdout.decode().split("\n")[:-1]]


def same_scalar(want, found):
    if isinstance(want, bool) or want is None:
        return found is want
    if isinstance(want, str):
        return found == want and not isinstance(found, Number)
    if not isinstance(found, Number):
        return False
    if isinstance(want, int):
        return found == str(want)
    return float(found) == want and (want != 0 or math.copysign(1, want) == math.copysign(1, float(found)))


def difference(want, found, place="", ordered=True):
    """In words; None where there is none."""
    if isinstance(want, Wanted):
        problem = want.accepts(found)
        return f"{place}: {shown(found)} {problem}; wanted {want.what}" if problem else None
    if isinstance(want, dict) and isinstance(found, dict):
        in_order = ordered or place.rpartition(" ")[2] != "fields"
        if list(want) != list(found) and (in_order or sorted(want) != sorted(found)):
            return f"{place}: the members are {list(found)}; wanted {list(want)}"
        problems = (difference(want[name], found[name], f"{place} {name}".strip(), ordered) for name in want)
        problem = next(filter(None, problems), None)
        besides = (one.beside(found) for one in want.values() if isinstance(one, Wanted) and one.beside)
        return problem or next((f"{place}: {beside}" for beside in besides if beside), None)
    if isinstance(want, list) and isinstance(found, list) and len(want) == len(found):
        problems = (difference(a, b, f"{place} [{i}]", ordered) for i, (a, b) in enumerate(zip(want, found)))
        return next(filter(None, problems), None)
    if isinstance(want, (dict, list)) or not same_scalar(want, found):
        return f"{place}: {shown(found)}; wanted {shown(want)}"
    return None


def shown(value):
    text = str(value) if isinstance(value, Number) else repr(value)
    return text if len(text) < 400 else text[:400] + "..."


def without_clock(records):
    """Without -t, live input is timed by the clock."""
    for record in records:
        if record.get("time", {}).get("by_clock"):
            del record["time"]
    return records


BY_CLOCK = re.compile(rb'"time":\{"by_clock":.*?\},(?="fields":)')


def differs(runner, case, ways, told=None):
    """In words how the program's answer differs from the twin's, or from its own in another way; None where it does not.
    `ways`: of (more options, sizes of pieces); `told`: what the twin says, where it is known."""
    wanted, bad = told or answer(case.query, case.lines)
    outputs = []
    for extra, pieces in ways:
        status, stdout, stderr = runner.run((*extra, *case.options), case.content(), pieces)
        problem = compared(wanted, bad, status, stdout, stderr)
        if problem:
            return f"{extra}, {pieces or 'a file'}: {problem}"
        outputs.append(BY_CLOCK.sub(b"", stdout))
        if outputs[-1] != outputs[0]:
            at = next(i for i, (a, b) in enumerate(zip(outputs[0], outputs[-1])) if a != b)
            return f"{extra}, {pieces or 'a file'}: other bytes than {ways[0]}: {outputs[-1][at - 60 : at + 60]!r}; {outputs[0][at - 60 : at + 60]!r}"
    return None


def compared(wanted, bad, status, stdout, stderr, ordered=True):
    if status != (4 if bad else 0):
        return f"exit status {status}; wanted {4 if bad else 0}\n{stderr}"
    try:
        found = without_clock(read(stdout))
    except ValueError as error:
        return f"stdout is no JSON: {error}: {stdout[:200]!r}"
    if len(found) != len(wanted):
        return f"{len(found)} profiles; wanted {len(wanted)}"
    if not ordered:
        found = in_order_of_keys(found, wanted)
    for number, (want, one) in enumerate(zip(wanted, found)):
        problem = difference(want, one, f"profile {number}", ordered)
        if problem:
            return problem
    if bad_records(stderr) != bad:
        return f"stderr says {bad_records(stderr)} bad records; wanted {bad}\n{stderr}"
    return None


def in_order_of_keys(found, wanted):
    """Keys come in the order of the parts that were merged."""
    def is_of(want, one):
        return ("by" in want) == ("by" in one) and ("by" not in want or not want["by"].accepts(one["by"]))
    return [next((one for one in found if is_of(want, one)), {}) for want in wanted]


# --- merging -----------------------------------------------------------------------------------------------------------


def of_parts(wanted):
    """What is promised of profiles that were merged of parts: of lateness only that no part has seen more of it."""
    return [{**profile, "time": time_of_parts(profile["time"])} if "time" in profile else profile for profile in wanted]


def time_of_parts(time):
    silence = time["silence"]
    at_most = {name: Wanted(f"{time[name]} at most", partial(is_more, time[name])) for name in ("out_of_order", "lateness_max")}
    return {**time, **at_most, "lateness_p99": Wanted("seconds", partial(is_more, math.inf)),
            "silence": silence and Wanted(silence.what, silence.in_parts)}  # fmt: skip


def is_more(most, found):
    return None if 0 <= float(found) <= most else "is more"


# --- a case made smaller -----------------------------------------------------------------------------------------------


def smaller(case):
    for lines in with_fewer_lines(case.lines):
        yield replace(case, lines=lines)
