"""What the tests of stream-join share: its commands, its inputs, the lines that it writes."""
import json

from contract import *


def joining(program, *arguments, delay="0s"):
    return [program.path, "-t", ".t", "--watermark-delay", delay, *arguments]


def at(seconds, number, **fields):
    return json.dumps({"t": seconds, "id": number, **fields}, separators=(",", ":")).encode() + b"\n"


def pair(left, right):
    """The line for two, of which one may be None."""
    if left is None:
        return b'{"right":' + right.strip() + b"}\n"
    return left.strip()[:-1] + b',"right":' + (right.strip() if right else b"null") + b"}\n"


def expect_lines(process, wanted, what):
    expect_equal(read_exactly(process.stdout, len(wanted), what), wanted, what)


def expect_silence(process, seconds, what):
    expect(not readable(process.stdout, seconds), f"{what}: a line came")


def expect_end(process, what, status=0, rest=b""):
    expect_equal(read_all(process.stdout), rest, f"{what}: the rest")
    expect_equal(wait_for_end(process, A_SECOND, what), status, f"{what}: exit status")


def as_set(content):
    return sorted(content.splitlines())


def stream(records, shift=0, **fields):
    """Lines without newlines, one a millisecond from `shift` milliseconds on, each with an id of its own."""
    rest = b"".join(b',"%s":"%s"' % (name.encode(), text) for name, text in fields.items())
    return [b'{"t":%d.%03d,"id":%d%s}' % ((n + shift) // 1000, (n + shift) % 1000, n, rest) for n in range(records)]


def two_streams(records):
    """Each id once on either side, the right one 7 ms later."""
    return stream(records, text=b"x" * 60), stream(records, 7, ok=b"x" * 60)


def all_pairs(left, right):
    return sorted(pair(*two)[:-1] for two in zip(left, right))


def whole(lines):
    return b"".join(line + b"\n" for line in lines)
