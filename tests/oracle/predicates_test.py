"""Random programs over random and real records, ours beside libjq's.

  predicates_test.py [--seed N] [--count N] [--records N] [--shown N]

  --seed     where the generator starts (default: a fixed one); printed with the rest, so that a run can be repeated
  --count    how many programs
  --records  how many records in each set
  --shown    how many differences are made smaller and shown
"""
import argparse
import random
import sys
import time

from environment import need_libjq, stream_filter

DEFAULT_COUNT = 2000


def options(count, records=30):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--records", type=int, default=records)
    parser.add_argument("--shown", type=int, default=8)
    return parser.parse_args()


# The same programs in every ordinary run, so that a failure is a change of ours; many_predicates_long_test.py draws new ones.
DEFAULT_SEED = 2026


def generated(seed, count, sets):
    """The programs, by record set: each depends on the seed, its number and the record sets alone."""
    from programs import Generator
    by_set = {id(one): [] for one in sets}
    random_ones, real_ones = sets[:2], sets[2:]
    for i in range(count):
        rng = random.Random(f"{seed}:{i}")
        records = rng.choice(random_ones if rng.random() < 0.7 or not real_ones else real_ones)
        loose = not records.edges and rng.random() < 0.25
        by_set[id(records)].append(Generator(rng, records, loose).program())
    return [(one, by_set[id(one)]) for one in sets]


def report(comparison, shown):
    for name, count in sorted(comparison.counts.items()):
        print(f"{count:9} {name}")
    for name, count in sorted(comparison.explained.items()):
        print(f"{count:9} differences explained by {name}")
    seen, start = set(), time.monotonic()
    for difference in comparison.found:
        if len(seen) == shown or time.monotonic() - start > 60:
            break
        small = comparison.smallest(difference)
        if str(small.expr) not in seen:
            print(f"\nDIFFERENCE\n{small}")
            seen.add(str(small.expr))
    if comparison.found:
        print(f"\n{len(comparison.found)} unexplained differences; the options in the first line repeat them")


def run(count):
    chosen = options(count)
    print(f"--seed {chosen.seed} --count {chosen.count} --records {chosen.records}", flush=True)
    from comparison import Comparison
    from libjq import Libjq
    from ours import StreamFilter
    from records import all_sets
    from vocabulary import VARIABLES
    start = time.monotonic()
    comparison = Comparison(StreamFilter(stream_filter(), VARIABLES), Libjq(VARIABLES))
    for records, exprs in generated(chosen.seed, chosen.count, all_sets(chosen.seed, chosen.records)):
        if exprs:
            comparison.compare(exprs, records)
    report(comparison, chosen.shown)
    print(f"{time.monotonic() - start:.1f} s")
    return 1 if comparison.found else 0


if __name__ == "__main__":
    need_libjq()
    sys.exit(run(DEFAULT_COUNT))
