"""Random programs of the whole language over random and real records: all outputs of ours, in order, beside libjq's.

  language_test.py [--seed N] [--count N] [--records N] [--shown N]      as predicates_test.py has them
"""
import json
import random
import sys
import time

from environment import need_libjq, stream_filter
from predicates_test import options, report

DEFAULT_COUNT = 3000
RECORDS = 8


def language_comparison():
    from answers import MOST_OUTPUTS, Refused, wrapped_streams
    from comparison import Comparison, Difference
    from jsontext import parsed, same_value, text_of
    from libjq import Libjq
    from selections import Selections
    from vocabulary import VARIABLES

    class LanguageComparison(Comparison):
        def __init__(self):
            super().__init__(Selections(stream_filter(), VARIABLES), Libjq(VARIABLES, wrapped_streams))

        def predicate(self, expr, path, lines, ours):
            """The program by itself, which may take shorter ways: it writes all outputs of the records on which it does not fail."""
            if "__loc__" in str(expr):
                return  # it stands in another line
            run = self.ours.selected(str(expr), path)
            if not isinstance(run, tuple):
                self.found.append(Difference(expr, lines[0], f"by itself: {run}", "accepted as part of an array"))
                return
            answers = [parsed(answer) for answer in ours]
            if any(len(answer) == MOST_OUTPUTS for answer in answers):
                return
            failed = {i for i, answer in enumerate(answers) if answer and answer[-1][0] != "v"}
            expected = [value for i, answer in enumerate(answers) if i not in failed for _, value in answer]
            written = [parsed(text) for text in run[0]]
            if failed != run[1]:
                i = (failed ^ run[1]).pop()
                self.found.append(Difference(expr, lines[i], f"by itself it {'fails' if i in run[1] else 'does not fail'}", ours[i]))
            elif not same_value(written, expected):
                i = next((i for i, (w, e) in enumerate(zip(written, expected)) if not same_value(w, e)), -1)
                self.found.append(Difference(expr, lines[0], f"by itself: {text_of(written[i:i + 1])}", text_of(expected[i:i + 1])))
            self.counts["programs run by themselves"] += 1

        def values(self, expr, lines, ours, theirs):
            super().values(expr, lines, ours, theirs)
            kinds = [[kind for kind, *_ in json.loads(answer)] for answer in theirs]
            self.counts["no output"] += sum(not kind for kind in kinds)
            self.counts["errors"] += sum("e" in kind for kind in kinds)
            self.counts["several outputs"] += sum(len(kind) > 1 for kind in kinds)

    return LanguageComparison()


def generated(seed, count, sets):
    """The programs, by record set."""
    from generators import LanguageGenerator
    by_set = {id(one): [] for one in sets}
    plain, edges, *real = sets
    for i in range(count):
        rng = random.Random(f"{seed}:{i}")
        chance = rng.random()
        records = plain if chance < 0.7 or not real else edges if chance < 0.75 else rng.choice(real)
        by_set[id(records)].append(LanguageGenerator(rng, records).program())
    return [(one, by_set[id(one)]) for one in sets]


def run(count):
    chosen = options(count, RECORDS)
    print(f"--seed {chosen.seed} --count {chosen.count} --records {chosen.records}", flush=True)
    from records import all_sets
    start = time.monotonic()
    comparison = language_comparison()
    for records, exprs in generated(chosen.seed, chosen.count, all_sets(chosen.seed, chosen.records)):
        if exprs:
            comparison.compare(exprs, records)
    report(comparison, chosen.shown)
    print(f"{time.monotonic() - start:.1f} s")
    return 1 if comparison.found else 0


if __name__ == "__main__":
    need_libjq()
    sys.exit(run(DEFAULT_COUNT))
