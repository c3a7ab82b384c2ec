"""-o: what is written in other forms than lines of JSON leaves as soon, is as whole, and reads back the same."""
import contextlib
import csv
import fcntl
import io
import json
import os
import pty
import random
import signal
import struct
import subprocess
import termios
import unicodedata

from contract import *

FORMATS = ("json", "csv", "tsv", "table", "logfmt", "text")


def read_until(file, wanted, what):
    content = b""
    end = time.monotonic() + SOON
    while wanted not in content:
        expect(readable(file, max(0.0, end - time.monotonic())), f"{what}: {wanted!r} did not come, but {content!r}")
        piece = os.read(file.fileno(), 1 << 16)
        expect(piece, f"{what}: the end came after {content!r}")
        content += piece
    return content


def a_record_leaves_without_waiting_for_the_next_one(program):
    for form in FORMATS:
        with started(program.passing("-o", form)) as process:
            for n in range(1000, 1020):
                write_all(process.stdin, b'{"n":%d,"text":"x"}\n' % n)
                read_until(process.stdout, b"%d" % n, form)
            process.stdin.close()
            expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, f"{form}: exit status")


def full_disk_is_said(program):
    for form in FORMATS:
        for content in (records(3), records(100_000)):
            with open("/dev/full", "wb") as full:
                done = run(program.passing("-o", form), content, stdout=full)
            expect_equal(done.returncode, 3, f"{form}: exit status")
            expect_equal(done.stderr, f"{program.name}: stdout: No space left on device\n".encode(), f"{form}: stderr")


def a_vanished_reader_ends_it_quietly(program):
    for form in FORMATS:
        with endless(program) as (inputs, _):
            command = program.passing("-o", form, *inputs)
            with started(command, stdin=subprocess.DEVNULL) as process:
                read_exactly(process.stdout, 1000, "the first records")
                process.stdout.close()
                status = wait_for_end(process, A_SECOND, "after its reader closed")
                expect_equal((status, process.stderr.read()), (0, b""), f"{form}: exit status and stderr")


def an_array_is_closed_when_a_signal_ends_it(program):
    for number in (signal.SIGTERM, signal.SIGINT):
        with started(program.passing("-o", "json")) as process:
            write_all(process.stdin, records(3))
            content = read_until(process.stdout, b'"n":2', "the records")
            process.send_signal(number)
            content += read_all(process.stdout)
            expect_equal(wait_for_end(process, SOON, "after the signal"), -number, "exit status")
            expect_equal(len(json.loads(content)), 3, "items of the array")
            expect(content.endswith(b"]\n"), f"the array ends in {content[-10:]!r}")


def an_array_of_nothing_is_one(program):
    done = run(program.dropping("-o", "json"), records(3))
    expect_equal((done.returncode, done.stdout), (0, b"[]\n"), "exit status and stdout")


def width(text):
    """The columns that a terminal gives to text without control characters."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def on_terminal(command, columns, content):
    """What comes out on a terminal that wide, as lines."""
    keys, screen = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, keys)
        env = {**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "xterm"}
        process = stack.enter_context(started(command, stdout=screen, env=env))
        os.close(screen)
        write_all(process.stdin, content)
        process.stdin.close()
        seen = b""
        with contextlib.suppress(OSError):  # the end of a terminal
            while piece := os.read(keys, 1 << 16):
                seen += piece
        expect_equal(wait_for_end(process, SOON, "end of input"), 0, "exit status")
    return seen.decode().replace("\r\n", "\n").splitlines()


def a_table_fits_the_terminal(program):
    kinds = ("x" * 50, "日本語の文字列" * 5, "é" * 40, "\N{GRINNING FACE}" * 20, "", "a b\nc\t\x1b[31m")
    content = b"".join(
        json.dumps({"n": n, "text": kinds[n % len(kinds)], "more": "y" * (n % 60)}, ensure_ascii=False).encode() + b"\n"
        for n in range(300)
    )
    for columns in (80, 40, 20):
        lines = on_terminal(program.passing("-o", "table"), columns, content)
        expect_equal(len(lines), 301, f"lines of a table in {columns} columns")
        for line in lines:
            expect(width(line) <= columns, f"{width(line)} columns on a terminal of {columns}: {line!r}")
            expect(line.isprintable(), f"control characters in {line!r}")


def of_filter(program):
    if program.name != "stream-filter":
        raise DoesNotApply("it writes other records than it reads")


def random_scalar(choice):
    bare = (None, True, False, 0, -1, 12345678901234567890, 1.5, 1e-7)
    pieces = (
        "a", "b", '"', "\\", "\n", "\r", "\r\n", "\t", " ", ",", ";", "1", "-", ".5", "e3", "true", "null", "é", "日本",
        "\N{GRINNING FACE}", "\x01", "\ufeff", "'", "#",
    )
    if choice.random() < 0.4:
        return choice.choice(bare)
    if choice.random() < 0.1:
        return choice.choice(([], {}, [1, "x,y"], {"a": {"b": '"'}}))
    return "".join(choice.choice(pieces) for _ in range(choice.randrange(5)))


def cell_text(value):
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pythons_csv_module_reads_the_same(program):
    of_filter(program)
    choice = random.Random(8)
    names = ["id", "a b", 'say "x"', "x,y", "two\nlines", "日本", "", " "]
    rows = [{name: random_scalar(choice) for name in names} for _ in range(5000)]
    content = b"".join(
        # Members in another order now and then.
        json.dumps(dict(choice.sample(list(row.items()), len(row))) if n % 7 == 3 else row, ensure_ascii=n % 2 == 0,
                   separators=(",", ":")).encode() + b"\n"
        for n, row in enumerate(rows)
    )
    for form, delimiter, more in (("csv", ",", ()), ("tsv", "\t", ()), ("csv", ";", ("--output-delimiter", ";"))):
        done = run(program.passing("-o", form, *more), content)
        expect_equal((done.returncode, done.stderr), (0, b""), f"{form}: exit status and stderr")
        found = list(csv.reader(io.StringIO(done.stdout.decode(), newline=""), delimiter=delimiter, strict=True))
        expect_equal(found[0], names, f"{form}: header")
        expect_equal(len(found), len(rows) + 1, f"{form}: records")
        for row, cells in zip(rows, found[1:]):
            wanted = [cell_text(row[name]) for name in names]
            expect(cells == wanted, f"{form}: {cells!r} instead of {wanted!r}")


def it_reads_what_it_has_written(program):
    of_filter(program)
    choice = random.Random(9)
    cases = (
        ("csv", ("id", "a b", 'say "x"', "x,y", "two\nlines", "日本", " ", "\ufeffz"), (), ()),
        ("csv", ("\ufeffz", "y"), (), ()),
        ("csv", ("id", "a;b"), ("--output-delimiter", ";"), ("--delimiter", ";")),
        ("tsv", ("id", "a\tb"), (), ()),
        ("logfmt", ("id", "日本", "x.y", "\\"), (), ()),
        ("json", ("id", "", "a b"), (), ()),
    )
    for form, names, writing, reading in cases:
        # Numbers, words, strings that look like them, and null; NUL, which Python's module cannot read.
        rows = [
            {name: value + choice.choice(("", "", "\0")) if isinstance(value := random_scalar(choice), str) else value
             for name in names}
            for _ in range(5000)
        ]
        if form != "json":  # what is nested comes back as its text
            rows = [{k: cell_text(v) if isinstance(v, (list, dict)) else v for k, v in row.items()} for row in rows]
        content = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
        written = run(program.passing("-o", form, *writing), content)
        expect_equal((written.returncode, written.stderr), (0, b""), f"{form}: exit status and stderr of writing")
        back = run(program.passing("-i", form, *reading), written.stdout)
        expect_equal((back.returncode, back.stderr), (0, b""), f"{form}: exit status and stderr of reading")
        found = [json.loads(line) for line in back.stdout.splitlines()]
        expect_equal(len(found), len(rows), f"{form}: records")
        for row, other in zip(rows, found):
            expect(list(row.items()) == list(other.items()), f"{form}: {other!r} instead of {row!r}")


def real_records_read_back(program):
    of_filter(program)
    log = WEB_LOG.read_bytes()
    rows = [json.loads(line) for line in log.splitlines()]
    done = run(program.passing("-o", "json"), log)
    expect_equal(json.loads(done.stdout), rows, "the array")
    done = run(program.passing("-o", "csv"), log)
    found = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline=""), strict=True))
    wanted = [{name: cell_text(value) for name, value in row.items()} for row in rows]
    expect(found == wanted, "the CSV of the web log differs from its records")


run_tests(
    a_record_leaves_without_waiting_for_the_next_one,
    full_disk_is_said,
    a_vanished_reader_ends_it_quietly,
    an_array_is_closed_when_a_signal_ends_it,
    an_array_of_nothing_is_one,
    a_table_fits_the_terminal,
    pythons_csv_module_reads_the_same,
    it_reads_what_it_has_written,
    real_records_read_back,
)
