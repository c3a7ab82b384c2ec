"""predicates_test.py with many more programs."""
import sys

from environment import need_libjq
from predicates_test import run

if __name__ == "__main__":
    need_libjq()
    sys.exit(run(50_000))
