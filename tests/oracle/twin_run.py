"""What the tests share that run a program beside its slow twin: feeding it, reading what it says, making a case small."""
import argparse
import contextlib
import fcntl
import re
import subprocess
import sys
import termios
import time

import jsontext

LIMIT = 10  # seconds for one run

# The same cases in every ordinary run, so that a failure is a change of ours; the long tests draw new ones.
DEFAULT_SEED = 2026


def chosen_cases(description, count):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--shown", type=int, default=5)
    chosen = parser.parse_args()
    print(f"--seed {chosen.seed} --count {chosen.count} --first {chosen.first}", flush=True)
    return chosen


# --- feeding -----------------------------------------------------------------------------------------------------------


def waiting_bytes(pipe):
    return int.from_bytes(fcntl.ioctl(pipe.fileno(), termios.FIONREAD, b"\0" * 4), sys.byteorder)


def wait_until_read(process, pipe):
    end = time.monotonic() + LIMIT
    while process.poll() is None and time.monotonic() < end:
        if waiting_bytes(pipe) == 0:
            return
        time.sleep(0)


def through_pipe(command, content, pieces, folder):
    """Gives a program its input in pieces, each when the one before it was read. Its status, stdout and stderr."""
    with open(folder / "out", "wb+") as out, open(folder / "err", "wb+") as err:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=err, bufsize=0)
        try:
            at = turn = 0
            with contextlib.suppress(BrokenPipeError):
                while at < len(content):
                    size = pieces[turn % len(pieces)]
                    process.stdin.write(content[at:at + size])
                    wait_until_read(process, process.stdin)
                    at, turn = at + size, turn + 1
            process.stdin.close()
            status = process.wait(timeout=LIMIT)
        finally:
            process.kill()
            process.wait()
        out.seek(0)
        err.seek(0)
        return status, out.read(), err.read()


# --- what stderr says --------------------------------------------------------------------------------------------------

BAD_LINE = re.compile(r"^\S+: \S+:\d+:(?:\d+:)? ", re.MULTILINE)
BAD_COUNT = re.compile(r"\((\d+) in all\)")
LATE = re.compile(r"(\d+) records? came late")


def bad_records(stderr):
    found = BAD_COUNT.search(stderr)
    return int(found[1]) if found else len(BAD_LINE.findall(stderr))


def late_records(stderr):
    found = LATE.search(stderr)
    return int(found[1]) if found else 0


DURATION = re.compile(r"([0-9.]+)(ns|us|ms|s|m|h|d|w)")
LENGTHS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9, "d": 86400 * 10**9, "w": 604800 * 10**9}


def nanoseconds(text):
    return round(sum(float(number) * LENGTHS[unit] if "." in number else int(number) * LENGTHS[unit] for number, unit in DURATION.findall(text)))


# --- a case made smaller -----------------------------------------------------------------------------------------------


def shrunk(case, smaller, differs, seconds=20):
    """With fewer records and options, while it still differs. Deterministic, but for running out of time.
    `smaller`: gives cases that are smaller than one."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        less = next((one for one in smaller(case) if time.monotonic() < end and differs(one)), None)
        if less is None:
            return case
        case = less
    return case


def with_fewer_lines(lines):
    size = length = len(lines)
    while length >= 1:
        for at in range(0, size, length):
            yield lines[:at] + lines[at + length:]
        length //= 2


def with_fewer_members(line, kept):
    """`kept`: names of members that stay."""
    try:
        record = jsontext.parsed(line)
    except ValueError:
        return
    if isinstance(record, jsontext.Members):
        for at in range(len(record)):
            if record[at][0] not in kept:
                yield jsontext.text_of(jsontext.Members(record[:at] + record[at + 1:]))


def over_formats(description, count, formats, difference):
    """Runs difference(name, number, seed) for `count` inputs of each format, and says what became of them. It gives the
    number of lines that were compared, or what differs. The exit status: 1 where anything does, or nothing was compared."""
    chosen = chosen_cases(description, count)
    shown = compared = 0
    for name in formats:
        for number in range(chosen.first, chosen.first + chosen.count):
            found = difference(name, number, chosen.seed)
            if isinstance(found, int):
                compared += found
                continue
            shown += 1
            if shown <= chosen.shown:
                print(f"{name}, number {number}: {found}")
    print(f"{shown} inputs differ of {len(formats) * chosen.count}, in which {compared} lines were alike")
    return 1 if shown or compared == 0 else 0
