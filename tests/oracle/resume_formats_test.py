"""Inputs that are no lines of JSON and grow, read by many runs on one state: what they write together is what one run
writes, dead letters with their lines and offsets included.

  resume_formats_test.py [--seed N] [--count N] [--first N] [--shown N]

  --seed   where the generator starts (default: a fixed one); printed, so that a run can be repeated
  --count  how many random inputs of each format
  --first  the number of the first one
  --shown  how many differences are shown
"""
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import stream_filter
from formats_test import FORMATS, random_content
from twin_run import LIMIT, over_formats

RUNS = 6  # over one input
# Formats that are found by the name of the file, or its first line.
FOUND = {"csv": "input.csv", "tsv": "input.tsv", "logfmt": "input.logfmt", "combined": "input.log"}


class Growing:
    """A file in a folder of its own, and what the program has written of it so far."""

    def __init__(self, program, options, name, folder):
        self._folder = Path(folder)
        self.path = self._folder / name
        self._command = [program, *options, "--state", "state", "--to", "out", "--dead-letter", "dead", "true", name]

    def append(self, content):
        with open(self.path, "ab") as file:
            file.write(content)

    def run(self):
        done = subprocess.run(self._command, cwd=self._folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=10 * LIMIT)
        if done.returncode != 0:
            raise RuntimeError(f"exit status {done.returncode} for {self._command}: {done.stderr.decode(errors='replace')}")

    def written(self):
        names = ["out", "dead"]
        return [(self._folder / name).read_bytes().split(b"\n") if (self._folder / name).exists() else [] for name in names]


def in_one_run(program, options, name, content):
    with tempfile.TemporaryDirectory(prefix="runnel-oracle-") as folder:
        growing = Growing(program, options, name, folder)
        growing.append(content)
        growing.run()
        return growing.written()


def in_many_runs(program, options, name, parts):
    with tempfile.TemporaryDirectory(prefix="runnel-oracle-") as folder:
        growing = Growing(program, options, name, folder)
        for part in parts:
            growing.append(part)
            growing.run()
        return growing.written()


def parts_of(content, rng):
    """Most of them end in the middle of a record."""
    cuts = sorted(rng.randint(0, len(content)) for _ in range(RUNS - 1))
    return [content[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(content)])]


def difference(program, name, number, seed):
    """A sentence, or how many lines were compared."""
    rng = random.Random(f"{seed} {name} {number}")
    options, _ = FORMATS[name]
    content = random_content(name, rng)
    if not content.endswith(b"\n"):
        content += b"\n"
    parts = parts_of(content, rng)
    compared = 0
    for options, file in [(options, "input"), *([([], FOUND[name])] if name in FOUND else [])]:
        one = in_one_run(program, options, file, content)
        many = in_many_runs(program, options, file, parts)
        for what, expected, found in zip(["record", "dead letter"], one, many):
            for at, (wanted, ours) in enumerate(zip(expected, found)):
                if wanted != ours:
                    return f"{file}: {what} {at} is {ours!r}\n  and not {wanted!r}\n  with the parts {parts!r}"
            compared += len(found)
            if len(expected) != len(found):
                return f"{file}: {len(found)} lines of {what}s, and not {len(expected)}\n  with the parts {parts!r}"
    return compared


if __name__ == "__main__":
    program = stream_filter()
    sys.exit(over_formats(__doc__, 4, FORMATS, lambda *case: difference(program, *case)))
