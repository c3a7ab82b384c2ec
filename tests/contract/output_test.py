"""Writing: an output that is closed, full, slow, non-blocking or in small pieces loses nothing, or says so."""
import contextlib
import os
import socket
import subprocess
import time

from contract import *

INPUT = records(3)
LARGE = records(100_000)  # far more than a pipe holds


def closing(*descriptors):
    def close():
        for descriptor in descriptors:
            os.close(descriptor)

    return close


def closed_stdout_is_said(program):
    done = run(program.passing(), INPUT, stdout=None, preexec_fn=closing(1))
    expect_equal(done.returncode, 3, "exit status")
    expect_equal(done.stderr, f"{program.name}: stdout: Bad file descriptor\n".encode(), "stderr")


def closed_stdout_does_not_matter_if_nothing_is_written(program):
    done = run(program.dropping(), INPUT, stdout=None, preexec_fn=closing(1))
    expect_equal((done.returncode, done.stderr), (0, b""), "exit status and stderr")


def closed_stderr_does_not_matter(program):
    done = run(program.passing(), INPUT + b"broken\n", stderr=None, preexec_fn=closing(2))
    expect_equal((done.returncode, done.stdout), (4, program.written(INPUT)), "exit status and stdout")


def messages_do_not_get_into_files_where_descriptors_are_closed(program):
    with temporary_folder() as folder:
        source, out = folder / "in", folder / "out"
        source.write_bytes(INPUT + b"broken\n")
        done = run(program.passing(source, "--to", out), None, stdout=None, stderr=None, preexec_fn=closing(0, 1, 2))
        expect_equal((done.returncode, out.read_bytes()), (4, program.written(INPUT)), "exit status and output file")


def full_disk_is_said(program):
    for content in (INPUT, LARGE):
        with open("/dev/full", "wb") as full:
            done = run(program.passing(), content, stdout=full)
        expect_equal(done.returncode, 3, "exit status")
        expect_equal(done.stderr, f"{program.name}: stdout: No space left on device\n".encode(), "stderr")


def full_disk_ends_the_run_while_input_stays_open(program):
    with open("/dev/full", "wb") as full, started(program.passing(), stdout=full) as process:
        write_all(process.stdin, INPUT)
        expect_equal(wait_for_end(process, A_SECOND, "after a failed write"), 3, "exit status")


def full_disk_is_said_for_help(program):
    for flag in ("-h", "--help", "--version"):
        with open("/dev/full", "wb") as full:
            done = run([program.path, flag], stdout=full)
        expect(done.returncode == 3 and b"No space left" in done.stderr, f"{flag}: {done.returncode} {done.stderr}")


def slow_reader_gets_everything(program):
    with started(program.passing("--threads", "4"), stdin=subprocess.PIPE) as process:
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                process.stdout.close()
                write_all(process.stdin, LARGE)
            os._exit(0)
        process.stdin.close()
        content = b""
        for _ in range(5):  # the writer waits for the reader: all buffers are full now and then
            time.sleep(0.1)
            content += read_exactly(process.stdout, 50_000, "slow reading")
        content += read_all(process.stdout)
        os.waitpid(pid, 0)
        expect_equal(content, program.written(LARGE), "stdout")
        expect_equal(wait_for_end(process, SOON, "after the last byte"), 0, "exit status")


def non_blocking_output_loses_nothing(program):
    with temporary_folder() as folder:
        (folder / "in").write_bytes(LARGE)
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        with started(program.passing(folder / "in"), stdout=write_end, stdin=subprocess.DEVNULL) as process:
            time.sleep(0.2)  # the pipe is full by now
            expect(not os.get_blocking(write_end), "it has changed O_NONBLOCK of its stdout")
            os.close(write_end)
            with open(read_end, "rb", buffering=0) as reader:
                expect_equal(read_all(reader), program.written(LARGE), "stdout")
            expect_equal(wait_for_end(process, SOON, "after the last byte"), 0, "exit status")


def short_writes_lose_nothing(program):
    """A non-blocking socket with a small buffer takes part of what it is given."""
    with temporary_folder() as folder:
        (folder / "in").write_bytes(LARGE)
        ours, theirs = socket.socketpair()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        theirs.setblocking(False)
        with ours, started(program.passing(folder / "in"), stdout=theirs, stdin=subprocess.DEVNULL) as process:
            theirs.close()
            expect_equal(read_all(ours), program.written(LARGE), "stdout")
            expect_equal(wait_for_end(process, SOON, "after the last byte"), 0, "exit status")


def non_blocking_stderr_loses_no_message(program):
    needs_many_inputs(program)
    name = "x" * 200
    with temporary_folder() as folder:
        (folder / name).write_bytes(b"broken\n" * 11)
        inputs = [str(folder / name)] * 3 + [str(folder / name / "missing")] * 1000
        wanted = run(program.passing(*inputs))
        expect(len(wanted.stderr) > 200_000, "the messages are to fill a pipe")
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        with started(program.passing(*inputs), stderr=write_end, stdin=subprocess.DEVNULL) as process:
            os.close(write_end)
            time.sleep(0.3)
            with open(read_end, "rb", buffering=0) as reader:
                expect_equal(read_all(reader), wanted.stderr, "stderr")
            expect_equal(wait_for_end(process, SOON, "after the last byte"), wanted.returncode, "exit status")


def only_the_named_files_are_left(program):
    with temporary_folder() as folder:
        (folder / "in").write_bytes(LARGE + b"broken\n")
        options = ["--to", "out.gz", "--dead-letter", "dead"]
        done = run(program.passing("in", *options), cwd=folder, env={**os.environ, "TMPDIR": str(folder)})
        expect_equal(done.returncode, 0, "exit status")
        expect_equal(sorted(os.listdir(folder)), ["dead", "in", "out.gz"], "files")


def failed_program_touches_no_output(program):
    with temporary_folder() as folder:
        (folder / "out").write_bytes(b"kept\n")
        done = run(program.passing("--to", str(folder / "out"), "--no-such-flag"))
        expect_equal((done.returncode, (folder / "out").read_bytes()), (2, b"kept\n"), "exit status and file")


run_tests(
    closed_stdout_is_said,
    closed_stdout_does_not_matter_if_nothing_is_written,
    closed_stderr_does_not_matter,
    messages_do_not_get_into_files_where_descriptors_are_closed,
    full_disk_is_said,
    full_disk_ends_the_run_while_input_stays_open,
    full_disk_is_said_for_help,
    slow_reader_gets_everything,
    non_blocking_output_loses_nothing,
    short_writes_lose_nothing,
    non_blocking_stderr_loses_no_message,
    only_the_named_files_are_left,
    failed_program_touches_no_output,
)
