"""Reading and writing numbers: what a decimal text is as a double, and how that double is written, are libjq's.

Nothing is explained away here, as the records hold doubles' own texts and every program computes with doubles.
"""
import argparse
import random
import struct
import sys

from environment import need_libjq, stream_filter

PROGRAMS = [".*1.0", ".*1.0|tostring", ".*1.0|tojson|length", "-(.*1.0)", ".*1.0+0.5", ".*1.0/3", ".*1.0 == 0.1", ".*1.0 < 1e10",
            "[.*1.0, 1.5] | tojson", "\"\\(. * 1.0)\" | tonumber | .*1.0", ".*1.0 | floor", ".*1.0 | sqrt", "@text \"\\(.*1.0/7)\""]


def texts(rng, count):
    """Decimal texts of at most 17 digits, which libjq reads without rounding twice."""
    for _ in range(count):
        kind = rng.randrange(5)
        if kind == 0:
            value = struct.unpack("<d", rng.randbytes(8))[0]
            if value == value and value not in (float("inf"), float("-inf")):
                yield repr(value)
        elif kind == 1:
            yield f"{rng.choice(['', '-'])}{rng.randrange(10 ** rng.randint(1, 16))}"
        elif kind == 2:
            yield f"{rng.choice(['', '-'])}{rng.randrange(1000)}.{rng.randrange(10 ** rng.randint(1, 10))}"
        elif kind == 3:
            yield f"{rng.randint(1, 9)}.{rng.randrange(10 ** 8)}{rng.choice('eE')}{rng.choice(['', '+', '-'])}{rng.randrange(330)}"
        else:
            yield rng.choice(["0", "-0", "0.0", "1.0", "1e0", "1E400", "-1e400", "1e-400", "5e-324", "1.7976931348623157e308",
                              "2.2250738585072014e-308", "1e15", "1e16", "1e17", "1e18", "1e-4", "1e-5", "1e-6", "100e-2"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10 ** 6))
    parser.add_argument("--count", type=int, default=5000)
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}", flush=True)
    from answers import same
    from libjq import Libjq
    from ours import StreamFilter
    ours, libjq = StreamFilter(stream_filter(), {}), Libjq({})
    lines = list(texts(random.Random(chosen.seed), chosen.count))
    mine = ours.answers(PROGRAMS, ours.file_of(lines), len(lines))
    theirs = libjq.answers(PROGRAMS, lines)
    failures = 0
    for program, our_answers, jq_answers in zip(PROGRAMS, mine, theirs):
        for line, answer, wanted in zip(lines, our_answers, jq_answers):
            if not same(answer, wanted):
                failures += 1
                if failures <= 10:
                    print(f"DIFFERENCE\n  program: {program}\n  record:  {line}\n  ours:    {answer}\n  libjq:   {wanted}")
    print(f"{len(PROGRAMS)} programs over {len(lines)} numbers, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    need_libjq()
    sys.exit(main())
