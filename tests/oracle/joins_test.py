"""Random streams through stream-join, beside its slow twin.

  joins_test.py [--seed N] [--count N] [--first N] [--shown N]

  --seed   where the generator starts (default: a fixed one); printed, so that a run can be repeated
  --count  how many cases
  --first  the number of the first case
  --shown  how many differences are made smaller and shown
"""
import random
import sys
import time
from collections import Counter
from dataclasses import replace

from environment import stream_join
from twin_run import chosen_cases, shrunk


def ways(number, case, rng):
    """From files, with one thread and with four; some also from stdin or compressed; some live, fed in any order, or at once."""
    from join_run import Way
    found = [Way(("--threads", "1")), Way(("--threads", "4", "--summary"), rng.choice(["file", "file", "stdin", "gz"]))]
    if case.kind != "lookup" and number % 4 == 0:
        found.append(Way(("--threads", rng.choice("14")), pieces=pieces(case.inputs, rng)))
    elif case.kind != "lookup" and number % 8 == 1:
        found.append(Way(("--threads", rng.choice("14")), at_once=tuple(rng.choice([1, 7, 20, 64, 500]) for _ in range(rng.randint(1, 4)))))
    return found


def pieces(inputs, rng):
    """Both in turns, or in long runs; cut anywhere; each ends at once when all of it was given, or when all ends."""
    from join_run import content
    left = [content(lines) for lines in inputs]
    if rng.random() < 0.3:
        left = [text.removesuffix(b"\n") for text in left]
    sizes, runs, ends_at_once = rng.choice([[7, 30], [60, 100, 130], [200, 1000]]), rng.choice([1, 1, 3]), rng.random() < 0.6
    found, turn = [], 0
    while any(left):
        turn = rng.choice([i for i, text in enumerate(left) if text])
        for _ in range(rng.randint(1, runs)):
            size = rng.choice(sizes)
            if left[turn]:
                found.append((turn, left[turn][:size]))
                left[turn] = left[turn][size:]
        if ends_at_once and not left[turn]:
            found.append((turn, None))
    ended = [number for number, piece in found if piece is None]
    return tuple(found + [(i, None) for i in range(len(inputs)) if i not in ended])


def in_any_order(case):
    """The same case with delays that make its answer one of the records alone, whichever comes first."""
    from join_case import INFINITE
    patient = lambda side: replace(side, delay=INFINITE)
    return replace(case, left=patient(case.left), right=patient(case.right), watermarks=False, emit_watermarks=0, late="report")


def count_kinds(counts, case, wanted):
    counts["cases"] += 1
    counts[f"of {case.kind}"] += 1
    counts["records"] += sum(wanted.records)
    counts["records that are bad"] += len(wanted.bad)
    counts["records that are late"] += len(wanted.late)
    counts["null keys"] += sum(wanted.null_keys)
    counts["pairs"] += wanted.pairs
    counts["records without a partner"] += sum(wanted.unmatched)
    counts["pairs of which -s made nothing"] += wanted.failed
    counts["lines of output"] += len(wanted.lines)


def run(count):
    chosen = chosen_cases(__doc__, count)
    from join_random import Generator
    from join_run import Runner, differs, shell_command, smaller, twin_answer
    start, counts, differing = time.monotonic(), Counter(), []
    runner = Runner(stream_join())
    for number in range(chosen.first, chosen.first + chosen.count):
        rng = random.Random(f"{chosen.seed}:{number}")
        case = Generator(rng).case()
        found = ways(number, case, rng)
        count_kinds(counts, case, twin_answer(case, found[0]))
        for way in found:
            counts["runs"] += 1
            counts["runs with live inputs"] += way.pieces is not None or way.at_once is not None
            ran = in_any_order(case) if way.at_once else case
            if differs(runner, ran, way) is not None:
                differing.append((number, ran, way))
    for name, size in sorted(counts.items(), key=lambda pair: pair[0].startswith("of ")):
        print(f"{size:9} {name}")
    begin = time.monotonic()
    for number, case, way in differing[:chosen.shown]:
        if time.monotonic() - begin < 120:
            small = case if way.pieces is not None else shrunk(case, smaller, lambda less: differs(runner, less, way) is not None)
            print(f"\nDIFFERENCE in case {number}: {differs(runner, small, way)}\n{shell_command(small, way)}")
    if differing:
        print(f"\n{dict(Counter(case.kind for _, case, _ in differing))}")
        print(f"{len(differing)} runs differ; the options in the first line repeat them")
    print(f"{time.monotonic() - start:.1f} s")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(run(1200))
