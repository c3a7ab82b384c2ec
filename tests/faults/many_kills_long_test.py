"""kill_test.py with a thousand kills."""
import sys

import kill_test

if __name__ == "__main__":
    sys.exit(kill_test.main(1000))
