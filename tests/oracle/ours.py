"""stream-filter's answers over a file of records.

It writes records and no values. But a dead letter keeps the message of an error, so a program that fails with the text
of its answers gives them all; the run of a plain predicate says what passes.
"""
import json
import subprocess
import tempfile
from pathlib import Path

from answers import MANY, Refused, wrapped


class Passed:
    """What a predicate did to each line: the lines that passed, and the messages of those that failed, by number from 0."""

    def __init__(self, output, failed, status):
        self.output = output  # bytes
        self.failed = failed  # {line: message}
        self.status = status


class StreamFilter:
    def __init__(self, program, variables):
        self._program = program
        self._folder = tempfile.TemporaryDirectory(prefix="runnel-oracle-")
        self._letters = Path(self._folder.name) / "letters"
        self._few = Path(self._folder.name) / "few.ndjson"
        self._options = []
        for name, value in variables.items():
            text = isinstance(value, str)
            self._options += ["--arg" if text else "--argjson", name, value if text else json.dumps(value)]

    def file_of(self, lines, name="few.ndjson"):
        path = Path(self._folder.name) / name
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="")
        return path

    def passes(self, program, path, *options):
        """A Passed, or a Refused."""
        self._letters.unlink(missing_ok=True)
        command = [self._program, *self._options, *options, "--dead-letter", self._letters, "--", program, path]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        if run.returncode == 2:
            return Refused(run.stderr.decode(errors="replace"))
        if run.returncode != 0:
            raise RuntimeError(f"exit status {run.returncode} for {program!r}: {run.stderr.decode(errors='replace')}")
        failed = {}
        if self._letters.exists():
            for letter in self._letters.read_bytes().decode().split("\n")[:-1]:
                letter = json.loads(letter)
                failed[letter["line"] - 1] = letter["reason"]
        return Passed(run.stdout, failed, run.returncode)

    def answers(self, programs, path, count):
        """For each program a list with an answer for each of the file's `count` lines, or a Refused."""
        found = []
        for at in range(0, len(programs), MANY):
            found += self._of_few(programs[at:at + MANY], path, count)
        return found

    def answer(self, program, line):
        given = self.answers([program], self.file_of([line]), 1)[0]
        return given if isinstance(given, Refused) else given[0]

    def _of_few(self, programs, path, count):
        run = self.passes(wrapped(programs) + "|error", path)
        if isinstance(run, Refused):
            if len(programs) == 1:
                return [run]
            middle = len(programs) // 2
            return self._of_few(programs[:middle], path, count) + self._of_few(programs[middle:], path, count)
        assert len(run.failed) == count, f"{count} records, {len(run.failed)} answers, for {programs!r}"
        rows = [json.loads(run.failed[i]) for i in range(count)]
        return [list(column) for column in zip(*rows)]
