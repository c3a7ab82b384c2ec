"""Four programs in a row follow a log that is rotated under load: nothing is lost or read twice, and nothing grows.

soak_test.py [SECONDS]    default 15, of which the last seven are silent
"""
import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time

from chain import Chain, Use
from rotating_log import HOSTS, RotatingLog

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("RUNNEL_BIN", TOP / "build" / "bin"))
LINES_A_SECOND = 20_000
TICK = 0.005
SILENCE = 7.0  # longer than a rotated file is kept open
LAG = 10 * LINES_A_SECOND  # so many lines behind, on a machine that is busy, and the writer waits
GROWN_MIB = 1.0  # at most, from the first quarter to the last, once warm
A_WHILE = 60.0


class Soak:
    def __init__(self, folder, seconds):
        self.seconds = seconds
        self.chance = random.Random(1)
        table = folder / "hosts.ndjson"
        table.write_text("".join(f'{{"host":"h{n}","owner":"team-{n % 4}"}}\n' for n in range(HOSTS)))
        self.log = RotatingLog(folder / "app.log", LINES_A_SECOND)
        self.chain = Chain(PROGRAMS, folder, self.log.path, table)
        self.failures, self.rotations = [], {}

    def expect(self, holds, what):
        if not holds:
            self.failures.append(what)

    def run(self):
        self.begin()
        self.load()
        read = self.chain.wait_until_read(self.log.lines, A_WHILE)
        self.expect(read == self.log.lines, f"{self.log.lines} lines were written, {read} were read")
        self.rest()
        for name, status in self.chain.stop().items():
            wanted = -signal.SIGTERM if name == "stream-filter" else 0
            self.expect(status == wanted, f"{name}: exit status {status}, not {wanted}")

    def begin(self):
        """A few lines, until all programs are at work."""
        self.log.write(LINES_A_SECOND // 20)
        self.log.end_line()
        self.log.pause(lambda: (self.chain.wait_until_read(self.log.lines, A_WHILE), time.sleep(1)))
        ended = [name for name, process in self.chain.processes.items() if process.poll() is not None]
        if ended:
            raise RuntimeError(f"ended at once: {', '.join(ended)}")
        self.chain.sample()

    def load(self):
        end = self.chain.begun + self.seconds - SILENCE
        next_sample, next_rotation = 0.0, time.monotonic() + 1
        while (now := time.monotonic()) < end:
            if (due := self.log.due()) > 0:
                self.log.write(due)
            if now >= next_sample:
                next_sample = now + 0.5
                self.chain.sample()
                self.wait_if_behind()
            if now >= next_rotation:
                next_rotation = now + self.chance.uniform(1.5, 4)
                self.rotate(self.chance.choice(("rename", "rename", "rename_twice", "rename_and_write_on", "copy_truncate")))
            time.sleep(TICK)
        self.log.end_line()
        self.loaded = {name: list(samples) for name, samples in self.chain.samples.items()}

    def rotate(self, how):
        self.rotations[how] = self.rotations.get(how, 0) + 1
        if how == "copy_truncate":
            self.log.end_line()
            self.log.pause(lambda: self.chain.wait_until_read(self.log.lines, A_WHILE))
        getattr(self.log, how)()

    def wait_if_behind(self):
        read = self.chain.records_read()
        if read is not None and self.log.lines - read > LAG:
            self.log.pause(lambda: self.chain.wait_until_read(self.log.lines, A_WHILE))

    def rest(self):
        """Until the files that were rotated away are closed."""
        time.sleep(SILENCE)
        self.chain.sample()

    def judge(self):
        written = (self.log.shown, self.log.shown_sum)
        for where, counted in zip(("the windows", "the last profile"), self.chain.counted()):
            self.expect(counted == written, f"{where}: {counted[0]} records of sum {counted[1]}, not {written[0]} of {written[1]}")
        print(f"{self.log.lines:,} lines in {self.seconds:.0f} s; rotations: {self.rotations}; the writer waited {self.log.paused:.1f} s")
        print("                RSS MiB, first quarter, last   KiB a minute   descriptors: first half, second, at rest")
        for name, samples in self.loaded.items():
            use = Use.of(samples, warm_up=self.seconds / 4)
            at_rest = self.chain.samples[name][-1].descriptors
            print(f"{name:15} {use.first:22.2f} {use.last:7.2f} {use.slope:14.1f} {use.descriptors_early:14} {use.descriptors_late:8} {at_rest:8}")
            self.expect(use.last - use.first <= GROWN_MIB, f"{name}: grew from {use.first:.2f} to {use.last:.2f} MiB")
            self.expect(at_rest <= samples[0].descriptors + 1, f"{name}: {at_rest} descriptors at rest, {samples[0].descriptors} at first")
            self.expect(use.descriptors_late <= use.descriptors_early + 4, f"{name}: up to {use.descriptors_late} descriptors")


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 15.0
    folder = pathlib.Path(tempfile.mkdtemp(prefix="soak-"))
    soak = Soak(folder, seconds)
    try:
        soak.run()
        soak.judge()
    finally:
        soak.chain.kill()
        print(soak.chain.messages(), end="")
    for failure in soak.failures:
        print(f"FAILED  {failure}")
    if soak.failures:
        print(f"        all of it is in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
