"""A log that is written to as fast as asked, and rotated in every way that is usual.

Lines leave in pieces that end anywhere. Event time goes on by the clock. What was written is counted, so that whoever
reads it all can be held to it.
"""
import os
import shutil
import time

HOSTS = 16
KEPT = 8  # rotated files; older ones are deleted
CUT = 37  # bytes of the last line of a piece that leave with the next one


class RotatingLog:
    def __init__(self, path, lines_a_second):
        self.path, self.speed = path, lines_a_second
        self.file = open(path, "ab", buffering=0)
        self.rest = b""  # of a line whose beginning is written
        self.lines = self.shown = self.shown_sum = 0  # shown: without those of level debug
        self.paused = 0.0  # seconds in which nothing was due
        self.begun = time.monotonic()

    def due(self):
        """How many lines should be there by now and are not, at most a fifth of a second's."""
        wanted = int((time.monotonic() - self.begun - self.paused) * self.speed)
        return min(wanted - self.lines, self.speed // 5)

    def write(self, count):
        now = time.time()
        made = []
        for number in range(self.lines, self.lines + count):
            level = "debug" if number % 5 == 0 else "info"
            if level == "info":
                self.shown += 1
                self.shown_sum += number
            made.append(f'{{"t":{now:.6f},"id":{number},"host":"h{number % HOSTS}","level":"{level}","msg":"request {number} was served"}}\n')
        self.lines += count
        content = self.rest + "".join(made).encode()
        cut = len(content) - CUT if self.lines % 3 else len(content)
        self.file.write(content[:cut])
        self.rest = content[cut:]

    def end_line(self):
        self.file.write(self.rest)
        self.rest = b""

    def shift(self):
        """app.log.1 becomes app.log.2, and so on."""
        for number in range(KEPT, 0, -1):
            older = f"{self.path}.{number}"
            if os.path.exists(older):
                os.replace(older, f"{self.path}.{number + 1}") if number < KEPT else os.unlink(older)

    def rename(self):
        self.end_line()
        self.shift()
        os.replace(self.path, f"{self.path}.1")
        self.file.close()
        self.file = open(self.path, "ab", buffering=0)

    def rename_twice(self):
        """So fast that the file between is never seen by the name of the log."""
        self.rename()
        self.write(50)
        self.rename()

    def rename_and_write_on(self):
        """The writer notices late: its last lines are added to the old file when the new one is there."""
        self.end_line()
        self.shift()
        os.replace(self.path, f"{self.path}.1")
        new = open(self.path, "ab", buffering=0)
        self.write(100)
        self.end_line()
        self.file.close()
        self.file = new

    def copy_truncate(self):
        """Loses what was not read before: to be called when all was."""
        self.end_line()
        self.shift()
        shutil.copyfile(self.path, f"{self.path}.1")
        os.truncate(self.path, 0)

    def pause(self, wait):
        """Nothing is due while it lasts."""
        begin = time.monotonic()
        wait()
        self.paused += time.monotonic() - begin
