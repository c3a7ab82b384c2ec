"""stats_test.py with many more cases, and others in each run: the seed is printed."""
import random
import sys

from stats_test import run

if __name__ == "__main__":
    if "--seed" not in sys.argv:
        sys.argv += ["--seed", str(random.SystemRandom().randrange(10**6))]
    sys.exit(run(20_000))
