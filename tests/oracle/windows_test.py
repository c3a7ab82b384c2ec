"""Random streams through stream-window, beside its slow twin.

  windows_test.py [--seed N] [--count N] [--first N] [--shown N]

  --seed   where the generator starts (default: a fixed one); printed, so that a run can be repeated
  --count  how many cases
  --first  the number of the first case
  --shown  how many differences are made smaller and shown
"""
import random
import sys
import time
from collections import Counter

from environment import stream_window
from twin_run import chosen_cases, shrunk


def ways(number, rng):
    """From a file as it comes; some also with one or four threads, or cut into odd reads."""
    from window_run import Way
    found = [Way()]
    if number % 4 == 1:
        found = [Way(("--threads", "1")), Way(("--threads", "4"))]
    if number % 8 == 3:
        found.append(Way(("--threads", rng.choice("14")), tuple(rng.choice([1, 7, 20, 64, 500]) for _ in range(rng.randint(1, 4)))))
    return found


def count_kinds(counts, case, wanted):
    counts["cases"] += 1
    counts["records"] += len(case.lines)
    counts["records that are bad"] += len(wanted.bad)
    counts["records that are late"] += len(wanted.late)
    counts["records in gaps"] += wanted.in_gaps
    counts["records under $other"] += wanted.under_other
    counts["results"] += len(wanted.lines)
    for line in wanted.lines:
        names = dict(line)
        for name, what in (("final", "early results"), ("revision", "revisions"), ("retracted", "retractions")):
            counts[what] += name in names


def run(count):
    chosen = chosen_cases(__doc__, count)
    from window_random import Generator
    from window_run import Runner, shell_command, smaller
    from window_twin import answer
    start, counts, differing = time.monotonic(), Counter(), []
    runner = Runner(stream_window())
    for number in range(chosen.first, chosen.first + chosen.count):
        rng = random.Random(f"{chosen.seed}:{number}")
        case = Generator(rng).case()
        wanted = answer(case.query(), case.lines)
        count_kinds(counts, case, wanted)
        for way in ways(number, rng):
            counts["runs"] += 1
            if way.difference(runner, case) is not None:
                differing.append((number, case, way))
    for name, found in counts.items():
        print(f"{found:9} {name}")
    begin = time.monotonic()
    for number, case, way in differing[:chosen.shown]:
        if time.monotonic() - begin < 120:
            small = shrunk(case, smaller, lambda less: way.difference(runner, less) is not None)
            print(f"\nDIFFERENCE in case {number}: {way.difference(runner, small)}\n{shell_command(small, way.extra, way.pieces)}")
    if differing:
        print(f"\n{len(differing)} runs differ; the options in the first line repeat them")
    print(f"{time.monotonic() - start:.1f} s")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(run(2500))
