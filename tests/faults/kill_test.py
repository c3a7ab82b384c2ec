"""kill -9 at random moments: the outputs of all runs together are those of one run that nobody disturbed, byte for byte,
though the inputs grow and are rotated meanwhile, between runs and under their feet.

kill_test.py [--kills N] [--seed N] [--only NAME] [--keep]
"""
import argparse
import collections
import contextlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from scenarios import SCENARIOS, comparable
from streams import Log

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("RUNNEL_BIN", TOP / "build" / "bin"))
KILLS = 60
LONGEST = 60.0  # seconds within which a run that is not disturbed has ended

# What an undisturbed run of the programs is not: a sentence, and what is needed to see it again.
Fault = type("Fault", (Exception,), {})


class Writer:
    """Writes to the logs and rotates them, in a thread of its own while a program reads them."""

    def __init__(self, logs, state, rng, note):
        self.logs = logs
        self.state = state
        self.rng = rng
        self.note = note
        self.stop = threading.Event()

    def step(self, size):
        """One thing that happens to one log."""
        log = self.rng.choice(self.logs)
        luck = self.rng.random()
        # What was rotated away before there was a state is nobody's.
        if luck < 0.13 and self.state.exists():
            self.rotate(log, 2 if luck < 0.03 else 1)
        else:
            log.append(self.rng.randrange(1, size))

    def rotate(self, log, times):
        for _ in range(times):
            log.append(self.rng.randrange(1, 20_000))
            log.rotate()
        self.note(f"{log.path.name} rotated {times} times")

    def compress(self):
        log = self.rng.choice(self.logs)
        files = log.rotated()
        if files:
            file = self.rng.choice(files)
            self.note(f"compressed {file.name}")
            log.compress(file)

    @contextlib.contextmanager
    def at_work(self):
        """A thread that goes on writing a little at a time."""
        self.stop.clear()
        thread = threading.Thread(target=self._work)
        thread.start()
        try:
            yield
        finally:
            self.stop.set()
            thread.join()

    def _work(self):
        while not self.stop.wait(self.rng.choice((0, 0.001, 0.005, 0.02))):
            self.step(15_000)


class Ordeal:
    """One scenario: runs that are killed, then one that is not, then one that never was."""

    def __init__(self, scenario, seed, folder):
        self.scenario = scenario
        self.seed = seed
        self.folder = folder
        self.rng = random.Random(f"{seed} {scenario.name}")
        self.counts = collections.Counter()
        self.story = []
        writes = random.Random(self.rng.random())
        names = self.rng.choice(("numbers", "dates"))
        self.logs = [Log(folder / f"log{side}", scenario.form, writes, names) for side in range(scenario.sides)]
        self.writer = Writer(self.logs, folder / "state", writes, self.story.append)
        self.inputs = [str(log.path) for log in self.logs]
        for log in self.logs:
            log.append(5000)
        if scenario.table:
            self.inputs.append(str(folder / "table"))
            rows = (f'{{"host":"h{n}","name":"n{n}"}}\n' for n in range(5))
            (folder / "table").write_text("".join(rows))

    def command(self, *more):
        return [
            *self.scenario.arguments(BIN, self.folder),
            "--state", str(self.folder / "state"),
            "--checkpoint-interval", self.rng.choice(("1ms", "5ms", "20ms", "50ms")),
            "--threads", self.rng.choice("124"),
            *more,
        ]

    def disturb(self):
        """One run, and what happens meanwhile and after it."""
        follows = self.scenario.follows and self.rng.random() < 0.5
        beside = self.rng.random() < (0.9 if follows else 0.4)
        if not follows and self.rng.random() < 0.8:
            for log in self.logs:
                log.append(self.rng.randrange(100_000, 600_000))
        command = self.command("-F") if follows else self.command()
        # Mostly within the time that a run needs, at times before it has begun.
        seconds = self.rng.uniform(0, 0.25 if follows else 0.06)
        self.story.append(f"{' '.join(command[-5:])}, killed after {seconds * 1000:.0f} ms")
        with self.writer.at_work() if beside else contextlib.nullcontext():
            self.run_for(command, seconds, signal.SIGTERM if self.rng.random() < 0.1 else signal.SIGKILL)
        for _ in range(self.rng.randrange(3)):
            self.writer.step(30_000)
        if self.rng.random() < 0.2:
            self.writer.compress()

    def run_for(self, command, seconds, number):
        with open(self.folder / "said", "wb") as said:
            process = subprocess.Popen([*command, *self.inputs], stdin=subprocess.DEVNULL, stderr=said)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(number)
        status = process.wait(LONGEST)
        self.counts["killed" if status == -signal.SIGKILL else "stopped" if status == -number else "ended"] += 1
        said = (self.folder / "said").read_text(errors="replace")
        self.story.append(f"    -> {status} {said.strip()}")
        if status not in (0, -number):
            raise Fault(f"a run ended with {status}: {said}")

    def finish(self):
        for log in self.logs:
            log.append(50_000)
            log.finish()
        command = [*self.command("--on-eof", "flush"), *self.inputs]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=LONGEST)
        self.story.append(f"{' '.join(command)}\n    -> {done.returncode} {done.stderr.decode(errors='replace')}")
        if done.returncode != 0:
            raise Fault(f"the last run ended with {done.returncode}: {done.stderr.decode(errors='replace')}")

    def compare(self):
        wanted = self.folder / "undisturbed"
        wanted.mkdir()
        if self.scenario.sides == 1:
            inputs = self.logs[0].write_files(wanted, "log0") + self.inputs[1:]
        else:
            inputs = [log.write_whole(wanted, log.path.name) for log in self.logs]
        if self.scenario.table:
            inputs = [self.logs[0].write_whole(wanted, "log0")] + self.inputs[1:]
        command = [*self.scenario.arguments(BIN, wanted), *inputs]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=LONGEST)
        if done.returncode != 0:
            raise Fault(f"undisturbed it ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
        for flag in self.scenario.outputs:
            name = flag.strip("-")
            self.compare_output(flag, (self.folder / name).read_bytes(), (wanted / name).read_bytes())

    def compare_output(self, flag, found, wanted):
        found, wanted = (comparable(self.scenario, flag, content) for content in (found, wanted))
        if found == wanted:
            return
        at = len(os.path.commonprefix([found, wanted]))
        begin = found.rfind(b"\n", 0, at) + 1
        raise Fault(
            f"{flag} has {len(found)} bytes in place of {len(wanted)}, and differs from byte {at}:\n"
            f"  found  {found[begin:begin + 200]!r}\n  wanted {wanted[begin:begin + 200]!r}"
        )

    def go(self, kills):
        while self.counts["killed"] < kills:
            self.disturb()
        self.finish()
        self.compare()


def endure(scenario, seed, kills, keep):
    """Whether it came through, and how many runs were killed, stopped, or came to their end."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"kill-{scenario.name}-"))
    ordeal = Ordeal(scenario, seed, folder)
    passed = False
    try:
        ordeal.go(kills)
        passed = True
    except (Fault, subprocess.TimeoutExpired) as fault:
        print(f"FAILED --only {scenario.name} --seed {seed}: {fault}", flush=True)
        print("".join(f"    {line}\n" for line in ordeal.story), end="")
    finally:
        if keep and not passed:
            print(f"    kept in {folder}")
        else:
            shutil.rmtree(folder)
    return passed, ordeal.counts


def main(kills=KILLS):
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=kills, help="in all scenarios together")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--only", help="the name of one scenario")
    parser.add_argument("--keep", action="store_true", help="do not remove what a scenario that failed has written")
    given = parser.parse_args()
    scenarios = [s for s in SCENARIOS if given.only in (None, s.name)]
    share = -(-given.kills // len(scenarios))
    print(f"seed {given.seed}", flush=True)
    begin, total, failed = time.monotonic(), collections.Counter(), 0
    for scenario in scenarios:
        passed, counts = endure(scenario, given.seed, share, given.keep)
        total += counts
        failed += not passed
    print(
        f"{total['killed']} runs killed, {total['stopped']} stopped by SIGTERM, {total['ended']} came to their end "
        f"before; {failed} of {len(scenarios)} scenarios failed; {time.monotonic() - begin:.0f} s"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
