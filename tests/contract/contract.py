"""What the tests of the Unix contract share.

A test is a function that takes a Program; run_tests() calls each for every program that is built. A new program of the
suite is one line in PROGRAMS.
"""
import contextlib
import dataclasses
import fcntl
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import termios
import time
import traceback

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("RUNNEL_BIN", TOP / "build" / "bin"))
DATA = pathlib.Path(os.environ.get("RUNNEL_DATA", TOP / "tests" / "data"))
WEB_LOG = DATA / "web" / "apache_access.ndjson"

# What must come at all comes within this time, however busy the machine is.
SOON = 20.0
# A second as the contract means it, with room for a busy machine.
A_SECOND = 2.5


@dataclasses.dataclass(frozen=True)
class Program:
    name: str
    passes: tuple  # arguments before the inputs with which every record leaves at once as it came, one line for one line
    drops: tuple  # arguments with which nothing is written
    frame: tuple = (b"", b"")  # what stands before and behind the record in a line of passing()

    @property
    def path(self):
        return str(BIN / self.name)

    def passing(self, *rest):
        return [self.path, *self.passes, *rest]

    def dropping(self, *rest):
        return [self.path, *self.drops, *rest]

    def written(self, content):
        """What passing() writes for records that are compact and whole lines."""
        before, behind = self.frame
        return b"".join(before + line + behind + b"\n" for line in content.splitlines())


PROGRAMS = [
    Program("stream-filter", passes=("true",), drops=("false",)),
    Program(
        "stream-window",
        passes=("-t", "0", "count:1", "record: first(.)"),
        drops=("-t", "0", "--offset", "1s", "1s/2s", "count"),  # every record lies in the gap between two windows
        frame=(b'{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:00Z","record":', b"}"),
    ),
]


class Failed(Exception):
    """A sentence about what was expected and what was found."""


def expect(condition, what):
    if not condition:
        raise Failed(what)


def expect_equal(found, wanted, what):
    if found == wanted:
        return
    place = ""
    if isinstance(found, (bytes, str)) and isinstance(wanted, type(found)):
        at = len(os.path.commonprefix([found, wanted]))
        place = f" (they differ from position {at}: {found[at:at + 60]!r} instead of {wanted[at:at + 60]!r})"
        found, wanted = f"{len(found)} long", f"{len(wanted)} long"
    raise Failed(f"{what}: found {found}, expected {wanted}{place}")


def run(command, stdin=b"", **options):
    """Runs to the end. `stdin` is what it reads, or where from; what it writes is kept, as bytes."""
    options["input" if isinstance(stdin, bytes) else "stdin"] = stdin
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    return subprocess.run(command, timeout=60, **options)


@contextlib.contextmanager
def started(command, **options):
    """A Popen with pipes, killed at the end if it still runs."""
    for name in ("stdin", "stdout", "stderr"):
        options.setdefault(name, subprocess.PIPE)
    process = subprocess.Popen(command, bufsize=0, **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


@contextlib.contextmanager
def temporary_folder():
    folder = tempfile.mkdtemp(prefix="contract-")
    try:
        yield pathlib.Path(folder)
    finally:
        shutil.rmtree(folder)


def readable(file, seconds):
    return bool(select.select([file], [], [], seconds)[0])


def read_exactly(file, size, what):
    """`size` bytes from a pipe, which must come soon."""
    content = b""
    end = time.monotonic() + SOON
    while len(content) < size:
        if not readable(file, max(0.0, end - time.monotonic())):
            raise Failed(f"{what}: only {len(content)} of {size} bytes came")
        piece = os.read(file.fileno(), size - len(content))
        if not piece:
            raise Failed(f"{what}: the end came after {len(content)} of {size} bytes")
        content += piece
    return content


def read_all(file):
    """What comes until the end, which must come soon."""
    content = b""
    end = time.monotonic() + SOON
    while readable(file, max(0.0, end - time.monotonic())):
        piece = os.read(file.fileno(), 1 << 20)
        if not piece:
            return content
        content += piece
    raise Failed(f"no end of output after {len(content)} bytes")


def write_all(file, content):
    view = memoryview(content)
    while view:
        view = view[os.write(file.fileno(), view):]


def bytes_waiting(file):
    """How much of what was written to a pipe has not been read yet."""
    return int.from_bytes(fcntl.ioctl(file.fileno(), termios.FIONREAD, b"\0" * 4), sys.byteorder)


def wait_until_taken(file):
    end = time.monotonic() + SOON
    while bytes_waiting(file) > 0:
        expect(time.monotonic() < end, "what was written was not read")
        time.sleep(0)


def wait_for_end(process, seconds, what):
    """The exit status (negative: the signal), which must be there within `seconds`."""
    begin = time.monotonic()
    try:
        return process.wait(timeout=SOON)
    except subprocess.TimeoutExpired:
        raise Failed(f"{what}: it still runs after {SOON} s") from None
    finally:
        took = time.monotonic() - begin
        if process.returncode is not None:
            expect(took <= seconds, f"{what}: it ended after {took:.1f} s, not within {seconds} s")


def records(count, text="x"):
    return b"".join(b'{"n":%d,"text":"%s"}\n' % (n, text.encode()) for n in range(count))


def run_tests(*tests):
    """Runs each test with each program that is built, and exits: 0 if all is well."""
    programs = [program for program in PROGRAMS if os.access(program.path, os.X_OK)]
    if not programs:
        sys.exit(f"none of the programs is in {BIN}")
    failures = 0
    for program in programs:
        for test in tests:
            title = f"{program.name}: {test.__name__.replace('_', ' ')}"
            begin = time.monotonic()
            try:
                test(program)
            except Failed as failure:
                failures += 1
                print(f"FAILED  {title}\n        {failure}", flush=True)
            except Exception:
                failures += 1
                print(f"FAILED  {title}\n{traceback.format_exc()}", flush=True)
            else:
                print(f"ok      {title} ({time.monotonic() - begin:.1f} s)", flush=True)
    sys.exit(1 if failures else 0)
