"""What the tests of stream-stats share."""
import json

from contract import PROGRAMS, expect_equal, run_tests


def stats(program, *arguments):
    return [program.path, *arguments]


def the_profile(content, what):
    lines = content.splitlines()
    expect_equal(len(lines), 1, f"{what}: profiles")
    return json.loads(lines[0])


def run_stats_tests(*tests):
    PROGRAMS[:] = [program for program in PROGRAMS if program.name == "stream-stats"]
    run_tests(*tests)
