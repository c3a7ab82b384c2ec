"""System calls that write fail, one at a time: short writes, a full disk, a broken disk, signals. The run says what
failed and ends with 3, or goes on where it may; the run after it goes on, and all outputs are those of one run that
nobody disturbed. Calls are made to fail by a library that is preloaded (inject.c).

inject_test.py [--only SCENARIO] [--call CALL:N:EFFECT] [--keep]
"""
import argparse
import collections
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from scenarios import SCENARIOS, comparable
from streams import Log

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("RUNNEL_BIN", TOP / "build" / "bin"))
LIBRARY = os.environ.get("RUNNEL_INJECT", "")
SKIPPED = 77

CHOSEN = ("else", "csv-out", "tumbling", "full", "every")
EFFECTS = {
    "write": ("short", "EINTR", "EIO", "ENOSPC"),
    "datasync": ("EIO", "ENOSPC"),  # of outputs
    "sync": ("EIO", "ENOSPC"),  # of the state and its folder
    "rename": ("EIO", "ENOSPC"),
    "truncate": ("EIO", "ENOSPC"),
    "open": ("EINTR", "EIO", "ENOSPC"),
}
NUMBERS = ("1", "2", "3", "4", "5", "7", "12", "20", "3+")
HARMLESS = ("short", "EINTR")  # nobody is to notice them
ENDS = ("datasync", "truncate")  # a run cannot go on where these fail; a write may be one of the state


class Failed(Exception):
    """A sentence about what was expected and what was found."""


class Trial:
    """A log of a scenario, what is to become of it, and runs that are hindered."""

    def __init__(self, scenario, folder):
        self.scenario = scenario
        self.folder = folder
        rng = random.Random(scenario.name)
        self.inputs = []
        for side in range(scenario.sides):
            log = Log(folder / f"log{side}", scenario.form, rng)
            log.append(1_200_000)
            log.finish()
            self.inputs.append(str(log.path))
        self.undisturbed = folder / "undisturbed"
        self.undisturbed.mkdir()
        done = self.run(self.command(self.undisturbed))
        if done.returncode != 0:
            raise Failed(f"undisturbed it ended with {done.returncode}: {done.stderr.decode()}")

    def command(self, folder, *more):
        return [*self.scenario.arguments(BIN, folder), *more, *self.inputs]

    @staticmethod
    def run(command, **more):
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60, env={**os.environ, **more}
        )

    def hinder(self, call, number, effect):
        """Whether it has happened at all, and with which status the run ended."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=self.folder))
        told = self.folder / "told"
        told.unlink(missing_ok=True)
        state = ("--state", str(folder / "state"), "--checkpoint-interval", "1ms")
        # What resumes cuts outputs back, and so is hindered where a run before it was not.
        first = self.run(self.command(folder, *state)) if call == "truncate" else None
        hindered = self.run(
            self.command(folder, *state),
            LD_PRELOAD=LIBRARY, INJECT=f"{call}:{number}:{effect}", INJECT_FOLDER=str(folder), INJECT_TOLD=str(told),
        )
        said = hindered.stderr.decode()
        if not told.exists():
            shutil.rmtree(folder)
            return False, hindered.returncode
        if first is not None and first.returncode != 0:
            raise Failed(f"the run before ended with {first.returncode}: {first.stderr.decode()}")
        self.check_end(hindered.returncode, said, call, effect)
        last = self.run(self.command(folder, *state, "--on-eof", "flush"))
        if last.returncode != 0:
            raise Failed(f"the next run ended with {last.returncode}: {last.stderr.decode()} (before: {said})")
        for flag in self.scenario.outputs:
            name = flag.strip("-")
            found, wanted = (
                comparable(self.scenario, flag, (place / name).read_bytes()) for place in (folder, self.undisturbed)
            )
            if found != wanted:
                at = len(os.path.commonprefix([found, wanted]))
                raise Failed(
                    f"{flag} has {len(found)} bytes in place of {len(wanted)} and differs from byte {at} "
                    f"(the run ended with {hindered.returncode}: {said})"
                )
        shutil.rmtree(folder)
        return True, hindered.returncode

    @staticmethod
    def check_end(status, said, call, effect):
        if effect in HARMLESS:
            if (status, said) != (0, ""):
                raise Failed(f"it ended with {status} and said {said!r}")
            return
        # A checkpoint that fails may be followed by one that does not, and need not be said then.
        if status == 0 and call not in ENDS:
            return
        reason = {"EIO": "Input/output error", "ENOSPC": "No space left on device"}[effect]
        if status != 3 or reason not in said:
            raise Failed(f"it ended with {status} and said {said!r}, where {reason!r} was to be said with 3")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", help="the name of one scenario")
    parser.add_argument("--call", help="CALL:N:EFFECT, as inject.c reads it")
    parser.add_argument("--keep", action="store_true", help="do not remove what was written")
    given = parser.parse_args()
    if not LIBRARY:
        print("RUNNEL_INJECT does not name the library that makes calls fail")
        return SKIPPED
    if b"__asan_init" in (BIN / "stream-filter").read_bytes():
        print("nothing can be preloaded into programs that are built with a sanitizer")
        return SKIPPED
    trials = [tuple(given.call.split(":"))] if given.call else [
        (call, number, effect)
        for call, effects in EFFECTS.items()
        for number in NUMBERS
        for effect in effects
        if not (number.endswith("+") and effect == "EINTR")  # a call that is interrupted for ever is made for ever
    ]
    begin, counts, failed = time.monotonic(), collections.Counter(), 0
    for scenario in SCENARIOS:
        if scenario.name not in ((given.only,) if given.only else CHOSEN):
            continue
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"inject-{scenario.name}-"))
        trial = Trial(scenario, folder)
        for call, number, effect in trials:
            try:
                happened, status = trial.hinder(call, number, effect)
                counts[status if happened else "nothing"] += 1
            except (Failed, subprocess.TimeoutExpired) as failure:
                failed += 1
                print(f"FAILED --only {scenario.name} --call {call}:{number}:{effect}: {failure}", flush=True)
        if not given.keep:
            shutil.rmtree(folder)
    print(
        f"{counts[0] + counts[3] + failed} calls failed: {counts[0]} runs went on, {counts[3]} ended with 3; "
        f"{failed} were not as they should be; {counts['nothing']} calls never came; {time.monotonic() - begin:.0f} s"
    )
    return 1 if failed or counts[0] + counts[3] == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
