"""Random streams through stream-stats, beside its slow twin: from files and pipes, with one thread and four, and merged of parts.

  stats_test.py [--seed N] [--count N] [--first N] [--shown N]

  --seed   where the generator starts (default: a fixed one); printed, so that a run can be repeated
  --count  how many cases
  --first  the number of the first case
  --shown  how many differences are made smaller and shown
"""
import random
import shlex
import sys
import time
from collections import Counter

from environment import stream_stats
from twin_run import chosen_cases, shrunk


def ways(number, rng):
    """(more options, sizes of the pieces of a pipe): all must write the same bytes."""
    found = [((), None)]
    if number % 4 in (1, 2):
        found = [(("--threads", "1"), None), (("--threads", "4"), None)]
    if number % 4 == 3:
        found.append((("--threads", rng.choice("14")), tuple(rng.choice([1, 7, 20, 64, 500, 5000]) for _ in range(rng.randint(1, 4)))))
    return found


def parts_of(case, rng, count):
    """The lines dealt out to so many streams, each in order."""
    parts = [[] for _ in range(count)]
    for line in case.lines:
        rng.choice(parts).append(line)
    return [b"".join(line + b"\n" for line in part) for part in parts]


def merge_problem(runner, case, rng, told=None):
    """What the profiles of parts come to, merged in any order, two of them first."""
    from stats_run import compared, of_parts
    from stats_twin import answer
    parts, lines = parts_of(case, rng, rng.randint(1, 4)), []
    rng.shuffle(parts)
    for part in parts:
        status, line, stderr = runner.run(("--partial", *without_top(case.options)), part)
        if status not in (0, 4):
            return f"--partial: exit status {status}\n{stderr}"
        lines.append(line)
    if len(lines) > 2:
        status, merged, stderr = runner.run(("--merge", "--partial"), lines[0] + lines[1])
        if status != 0:
            return f"--merge --partial: exit status {status}\n{stderr}"
        lines = [*lines[2:], merged]
    status, stdout, stderr = runner.run(("--merge", "--top", str(case.query.top)), b"".join(lines))
    wanted, _ = told or answer(case.query, case.lines)
    return compared(of_parts(wanted), 0, status, stdout, stderr, ordered=False)


def without_top(options):
    """That is said when it is merged."""
    at = options.index("--top") if "--top" in options else len(options)
    return options[:at] + options[at + 2 :]


def can_merge(case):
    """--every has no meaning there, and which keys and fields are beyond a limit depends on the order."""
    return not {"--every", "--limit-keys", "--max-fields"} & set(case.options)


def cases(chosen):
    from stats_random import Generator, many_values, map_of_ids
    for number in range(chosen.first, chosen.first + chosen.count):
        rng = random.Random(f"{chosen.seed}:{number}")
        if number % 200 == 50:
            case = many_values(rng, 15000)
        elif number % 200 == 150:
            case = map_of_ids(rng, 2000)
        else:
            case = Generator(rng).case()
        yield number, rng, case


def problems_of(runner, number, rng, case, counts):
    """[(what differs, how to ask it again of a smaller case)]"""
    from stats_run import differs
    from stats_twin import answer
    told, chosen_ways, found = answer(case.query, case.lines), ways(number, rng), []
    problem = differs(runner, case, chosen_ways, told)
    if problem:
        found.append((problem, lambda less: differs(runner, less, chosen_ways)))
    if (number % 3 == 0 or len(case.lines) > 1000) and can_merge(case):
        counts["merged of parts"] += 1
        seed = rng.random()
        problem = merge_problem(runner, case, random.Random(seed), told)
        if problem:
            found.append((f"merged of parts: {problem}", lambda less: merge_problem(runner, less, random.Random(seed))))
    return found


def run(count):
    chosen = chosen_cases(__doc__, count)
    from stats_run import Runner, smaller
    start, counts, differing = time.monotonic(), Counter(), []
    runner = Runner(stream_stats())
    for number, rng, case in cases(chosen):
        counts["cases"] += 1
        counts["records"] += len(case.lines)
        for option in case.options:
            counts[f"with {option}"] += option.startswith("-")
        differing += [(number, case, *one) for one in problems_of(runner, number, rng, case, counts)]
    for name, many in counts.items():
        if many:
            print(f"{many:9} {name}")
    for number, case, problem, again in differing[: chosen.shown]:
        small = shrunk(case, smaller, lambda less: again(less) is not None)
        print(f"\nDIFFERENCE in case {number}: {again(small) or problem}")
        lines = " \\\n    ".join(shlex.quote(line.decode("utf-8", "backslashreplace")) for line in small.lines[:20])
        cut = "" if len(small.lines) <= 20 else "  # the first 20 lines"
        print(f"printf '%s\\n' {lines} |\n  {shlex.join(['stream-stats', *small.options])}{cut}")
    if differing:
        print(f"\n{len(differing)} cases differ; the options in the first line repeat them")
    print(f"{time.monotonic() - start:.1f} s")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(run(270))
