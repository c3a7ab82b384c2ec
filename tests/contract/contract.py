"""What the tests of the Unix contract share.

A test is a function that takes a Program; run_tests() calls each for every program that is built. A new program of the
suite is one line in PROGRAMS.
"""
import contextlib
import dataclasses
import fcntl
import gzip
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
    # Arguments before the inputs with which every record leaves at once as it came, one line for one line; and with which
    # nothing is written. None: there are no such arguments.
    passes: tuple | None
    drops: tuple | None
    frame: tuple = (b"", b"")  # what stands before and behind the record in a line of passing()
    behind: tuple = ()  # operands that stand behind the inputs
    one_input: bool = False  # with these arguments it takes no more than one

    @property
    def path(self):
        return str(BIN / self.name)

    def passing(self, *rest):
        if self.passes is None:
            raise DoesNotApply("it hands no record on")
        return [self.path, *self.passes, *rest, *self.behind]

    def dropping(self, *rest):
        if self.drops is None:
            raise DoesNotApply("it always writes something")
        return [self.path, *self.drops, *rest, *self.behind]

    def is_sanitized(self):
        """Whether it is built with a sanitizer, which takes memory of its own."""
        if not os.path.exists(self.path):
            return False
        content = pathlib.Path(self.path).read_bytes()
        return b"__asan_init" in content or b"__tsan_init" in content

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
    Program(  # in an empty table no record has a partner
        "stream-join",
        passes=("--lookup", "--on", "key: 0", "--type", "anti"),
        drops=("--lookup", "--on", "key: 0", "--type", "semi"),
        behind=("/dev/null",),
        one_input=True,
    ),
    Program("stream-stats", passes=None, drops=None),  # stats_test.py and others have its tests
]


class Failed(Exception):
    """A sentence about what was expected and what was found."""


class DoesNotApply(Exception):
    """Why a test says nothing about this program."""


def needs_many_inputs(program):
    if program.one_input:
        raise DoesNotApply("it is called with one input")


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
def reading_fifos(command, count, **options):
    """A process that is given the names of so many FIFOs behind its command, and the ends to write to."""
    options.setdefault("stdin", subprocess.DEVNULL)
    with temporary_folder() as folder, contextlib.ExitStack() as stack:
        names = [str(folder / f"fifo{n}") for n in range(count)]
        for name in names:
            os.mkfifo(name)
        process = stack.enter_context(started([*command, *names], **options))
        yield process, [stack.enter_context(open(name, "wb", buffering=0)) for name in names]


# A process of its own, since a child's peak counts from before its exec, when it is still as large as its parent.
MEASURE = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


def peak_memory(command):
    """The peak of resident memory in MiB, the exit status, and what was said. What it writes goes nowhere."""
    done = run([sys.executable, "-c", MEASURE, *command])
    kilobytes, status = map(int, done.stdout.split())
    return kilobytes / 1024, status, done.stderr


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
    pieces = []
    end = time.monotonic() + SOON
    while readable(file, max(0.0, end - time.monotonic())):
        pieces.append(os.read(file.fileno(), 1 << 20))
        if not pieces[-1]:
            return b"".join(pieces)
    raise Failed(f"no end of output after {sum(map(len, pieces))} bytes")


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


@contextlib.contextmanager
def endless(program):
    """Inputs that hold far more than can be read while a test runs, and the content that they repeat."""
    content = WEB_LOG.read_bytes()
    if not program.one_input:
        yield [str(WEB_LOG)] * 30_000, content
        return
    with temporary_folder() as folder:
        content = b"".join(content.splitlines(keepends=True)[:40]) * 100
        part = gzip.compress(content * 10, 1)
        with open(folder / "endless.gz", "wb") as file:
            file.writelines(part for _ in range(500))
        yield [str(folder / "endless.gz")], content


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
            except DoesNotApply as reason:
                print(f"none    {title}: {reason}", flush=True)
            except Failed as failure:
                failures += 1
                print(f"FAILED  {title}\n        {failure}", flush=True)
            except Exception:
                failures += 1
                print(f"FAILED  {title}\n{traceback.format_exc()}", flush=True)
            else:
                print(f"ok      {title} ({time.monotonic() - begin:.1f} s)", flush=True)
    sys.exit(1 if failures else 0)


def run_tests_of_one_program(*tests):
    """Runs each test, and exits: 0 if all is well."""
    failures = 0
    for test in tests:
        title = test.__name__.replace("_", " ")
        try:
            test()
            print(f"ok      {title}", flush=True)
        except Failed as failure:
            failures += 1
            print(f"FAILED  {title}\n        {failure}", flush=True)
    sys.exit(1 if failures else 0)
