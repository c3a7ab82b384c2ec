"""Memory is constant in the length of the input, and a small multiple of its longest line."""
import os
import subprocess

from contract import *

MIB = 1 << 20
BASE = 32 * MIB
PER_LINE_BYTE = 7


def peak(command, stdin=subprocess.DEVNULL):
    """The peak of resident memory of a run, in bytes, and its exit status. What it writes goes nowhere."""
    process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * 1024, process.returncode


def expect_within(used, bound, what):
    expect(used <= bound, f"{what}: {used / MIB:.1f} MiB, more than {bound / MIB:.1f} MiB")


def make(path, pieces):
    with open(path, "wb") as file:
        for piece in pieces:
            file.write(piece)
    return str(path)


def cat(path):
    return subprocess.Popen(["cat", path], stdout=subprocess.PIPE)


def check(command, path, bound, what, *options, status=0):
    """The same for a file and for a pipe. `command`: of options and inputs."""
    used, ended = peak(command(*options, path))
    expect_equal(ended, status, f"{what}: exit status")
    expect_within(used, bound, what)
    with cat(path) as source:
        used, ended = peak(command(*options, "-"), source.stdout)
    expect_equal(ended, status, f"{what}, from a pipe: exit status")
    expect_within(used, bound, f"{what}, from a pipe")


def a_large_file(program):
    log = WEB_LOG.read_bytes()
    with temporary_folder() as folder:
        path = make(folder / "large", (log for _ in range(300_000_000 // len(log))))
        check(program.dropping, path, BASE, "300 MB of which nothing passes")
        check(program.passing, path, BASE, "300 MB that pass")
        check(program.passing, path, BASE, "300 MB that pass, with 8 threads", "--threads", "8")


def a_long_line(program):
    mib = b"x" * MIB
    with temporary_folder() as folder:
        pieces = [b'{"a":1}\n{"a":"', *[mib] * 40, b'"}\n{"a":2}\n']
        path = make(folder / "long", pieces)
        check(program.passing, path, BASE + PER_LINE_BYTE * 40 * MIB, "a line of 40 MiB")


def a_line_too_long(program):
    mib = b"x" * MIB
    with temporary_folder() as folder:
        path = make(folder / "endless", [mib] * 200)
        check(program.passing, path, BASE + PER_LINE_BYTE * MIB, "200 MiB without a newline", "--max-line", "1M", status=4)


def many_bad_lines(program):
    with temporary_folder() as folder:
        path = make(folder / "bad", (b'{"a":\n' * 100_000 for _ in range(50)))
        check(program.passing, path, BASE, "5 million bad lines", "--threads", "8", status=4)
        check(program.passing, path, BASE, "5 million dead letters", "--dead-letter", "/dev/null")
        check(program.passing, path, BASE, "5 million wrapped lines", "--on-error", "wrap", "--threads", "8")


def short_lines(program):
    """An entry a record must not make a batch of small records large."""
    with temporary_folder() as folder:
        path = make(folder / "short", (b"1\n" * 500_000 for _ in range(20)))
        check(program.passing, path, BASE, "10 million lines of one byte", "--threads", "8")


if any(program.is_sanitized() for program in PROGRAMS):
    print("skipped: built with a sanitizer, which takes memory of its own")
    raise SystemExit(77)
run_tests(a_large_file, a_long_line, a_line_too_long, many_bad_lines, short_lines)
