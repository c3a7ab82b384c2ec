"""Dead letters of inputs in every format, run again: where each record of an input has failed, --redrive gives what the
input gives, bad records included.

  redrive_formats_test.py [--seed N] [--count N] [--first N] [--shown N]

  --seed   where the generator starts (default: a fixed one); printed, so that a run can be repeated
  --count  how many random inputs of each format
  --first  the number of the first one
  --shown  how many differences are shown
"""
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import stream_filter
from formats_test import FORMATS, random_content
from twin_run import LIMIT, over_formats


def run(program, folder, dead, *arguments):
    """What was written, and the letters."""
    command = [program, "--dead-letter", dead, *arguments]
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=10 * LIMIT)
    if done.returncode != 0:
        raise RuntimeError(f"exit status {done.returncode} for {command}: {done.stderr.decode(errors='replace')}")
    path = Path(folder, dead)
    return done.stdout.split(b"\n"), [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def place(letter):
    """Where the record was read first, what it was, and what was wrong with it."""
    origin = letter.get("origin", letter)
    return letter["reason"], origin["source"], letter.get("record"), letter.get("record_base64"), letter.get("header")


def difference(program, name, number, seed):
    """A sentence, or how many lines were compared."""
    rng = random.Random(f"{seed} {name} {number}")
    options, _ = FORMATS[name]
    with tempfile.TemporaryDirectory(prefix="runnel-oracle-") as folder:
        Path(folder, "input").write_bytes(random_content(name, rng))
        wanted, wanted_bad = run(program, folder, "bad", *options, "true", "input")
        run(program, folder, "all", *options, 'error("no")', "input")
        compared = 0
        ways = [("as before", options)]
        if options[0] == "-i" and "--delimiter" not in options:
            ways.append(("by the letters", options[2:]))  # what -i says stands in them, too
        for how, given in ways:
            found, bad = run(program, folder, f"again {how}", *given, "--redrive", "all", "true")
            compared += len(found) + len(bad)
            for what, ours, theirs in [("records", found, wanted), ("bad ones", list(map(place, bad)), list(map(place, wanted_bad)))]:
                for at, (one, other) in enumerate(zip(ours, theirs)):
                    if one != other:
                        return f"{how}: {what}: {at} is {one!r}\n  and not {other!r}"
                if len(ours) != len(theirs):
                    return f"{how}: {len(ours)} {what}, and not {len(theirs)}"
    return compared


if __name__ == "__main__":
    program = stream_filter()
    sys.exit(over_formats(__doc__, 6, FORMATS, lambda *case: difference(program, *case)))
