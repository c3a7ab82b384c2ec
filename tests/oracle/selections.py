"""stream-filter's answers through --select: all outputs of each program, from one process for many programs."""
import json
import subprocess

from answers import MANY, Refused, wrapped_streams
from ours import StreamFilter


class Selections(StreamFilter):
    def answers(self, programs, path, count):
        """For each program a list with an answer for each of the file's `count` lines, or a Refused."""
        found = []
        for at in range(0, len(programs), MANY):
            found += self._of_few(programs[at:at + MANY], path, count)
        return found

    def selected(self, program, path):
        """(JSON texts, numbers of the lines that failed), or a Refused, or the text of what went wrong."""
        self._letters.unlink(missing_ok=True)
        command = [self._program, *self._options, "--threads", "1", "--dead-letter", self._letters, "-s", program, "true", path]
        try:
            run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        except subprocess.TimeoutExpired:
            return "no end after a minute"
        if run.returncode == 2:
            return Refused(run.stderr.decode(errors="replace"))
        if run.returncode != 0:
            return f"exit status {run.returncode}: {run.stderr.decode(errors='replace')[-300:]}"
        failed = set()
        if self._letters.exists():
            failed = {json.loads(letter)["line"] - 1 for letter in self._letters.read_bytes().decode().split("\n")[:-1]}
        return run.stdout.decode().split("\n")[:-1], failed

    def _of_few(self, programs, path, count):
        run = self.selected(wrapped_streams(programs), path)
        if isinstance(run, tuple) and not run[1]:
            lines = run[0]
            assert len(lines) == count, f"{count} records, {len(lines)} answers, for {programs!r}"
            return [list(column) for column in zip(*(json.loads(json.loads(line)) for line in lines))]
        if len(programs) > 1:
            middle = len(programs) // 2
            return self._of_few(programs[:middle], path, count) + self._of_few(programs[middle:], path, count)
        if isinstance(run, Refused):
            return [run]
        return [self._line_by_line(programs[0], path)]

    def _line_by_line(self, program, path):
        """What does not end well, or reaches a bound: an answer for each line, ["bound"] or ["crash",HOW]."""
        found = []
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            run = self.selected(wrapped_streams([program]), self.file_of([line], "one.ndjson"))
            if isinstance(run, str):
                found.append(json.dumps(["crash", run]))
            else:
                found.append('["bound"]' if run[1] else json.loads(json.loads(run[0][0]))[0])
        return found
