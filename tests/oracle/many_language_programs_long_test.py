"""language_test.py with many more programs, and others in each run: the seed is printed."""
import random
import sys

from environment import need_libjq
from language_test import run

if __name__ == "__main__":
    need_libjq()
    if "--seed" not in sys.argv:
        sys.argv += ["--seed", str(random.SystemRandom().randrange(10**6))]
    sys.exit(run(40_000))
