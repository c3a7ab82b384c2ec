"""One line in, one line out, while the input stays open: from pipes, FIFOs, sockets and terminals."""
import contextlib
import os
import pty
import socket
import statistics
import subprocess
import time

from contract import *


def expect_answer(program, output, content, what):
    """What passing() writes for these lines comes, and soon."""
    wanted = program.written(content)
    expect_equal(read_exactly(output, len(wanted), what), wanted, what)


def one_line_in_one_line_out(program):
    with started(program.passing()) as process:
        times = []
        for n in range(200):
            line = b'{"n":%d}\n' % n
            begin = time.monotonic()
            write_all(process.stdin, line)
            expect_answer(program, process.stdout, line, f"line {n}")
            times.append(time.monotonic() - begin)
        middle = statistics.median(times)
        expect(middle < 0.1, f"a line took {middle * 1000:.1f} ms (median)")
        process.stdin.close()
        expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, "exit status")


def lines_in_pieces(program):
    with started(program.passing()) as process:
        for n in range(20):
            for piece in (b'{"n"', b":", b'%d,"t":"\xc3' % n, b'\xa4"', b"}"):
                write_all(process.stdin, piece)
                wait_until_taken(process.stdin)
            expect(not readable(process.stdout, 0.01), "a record came out before its newline came in")
            write_all(process.stdin, b'\n{"half')
            line = b'{"n":%d,"t":"\xc3\xa4"}\n' % n
            expect_answer(program, process.stdout, line, "a line with half of the next behind it")
            write_all(process.stdin, b'":1}\n')
            expect_answer(program, process.stdout, b'{"half":1}\n', "the other half")


def a_bad_line_is_said_at_once(program):
    with started(program.passing()) as process:
        write_all(process.stdin, b"broken\n")
        message = f"{program.name}: stdin:1:1:".encode()
        expect_equal(read_exactly(process.stderr, len(message), "the message"), message, "message")
        write_all(process.stdin, b"1\n")
        expect_answer(program, process.stdout, b"1\n", "the record behind it")


def a_burst_then_silence(program):
    """More than a batch at once: nothing is held back when the burst is over."""
    burst = records(50_000)
    with started(program.passing("--threads", "4")) as process:
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                write_all(process.stdin, burst)
                time.sleep(SOON)
            os._exit(0)
        try:
            expect_answer(program, process.stdout, burst, "the burst")
        finally:
            os.kill(pid, 9)
            os.waitpid(pid, 0)


def many_fifos_are_read_together(program):
    needs_many_inputs(program)
    with temporary_folder() as folder:
        names = [str(folder / f"fifo{n}") for n in range(5)]
        for name in names:
            os.mkfifo(name)
        with started(program.passing(*names), stdin=subprocess.DEVNULL) as process, contextlib.ExitStack() as stack:
            writers = [stack.enter_context(open(name, "wb", buffering=0)) for name in names]
            for turn in (4, 0, 2, 2, 1, 3, 0, 4):
                line = b'{"from":%d}\n' % turn
                write_all(writers[turn], line)
                expect_answer(program, process.stdout, line, f"FIFO {turn}")
            for writer in writers[:-1]:
                writer.close()
            write_all(writers[-1], b"1\n")
            expect_answer(program, process.stdout, b"1\n", "the last FIFO")
            writers[-1].close()
            expect_equal(wait_for_end(process, A_SECOND, "end of all"), 0, "exit status")


def a_fifo_whose_writer_comes_late(program):
    needs_many_inputs(program)
    with temporary_folder() as folder:
        early, late = str(folder / "early"), str(folder / "late")
        os.mkfifo(early)
        os.mkfifo(late)
        with started(program.passing(late, early), stdin=subprocess.DEVNULL) as process:
            with open(early, "wb", buffering=0) as writer:
                write_all(writer, b"1\n")
                expect_answer(program, process.stdout, b"1\n", "the early FIFO")
            time.sleep(0.05)
            expect(process.poll() is None, "it did not wait for a writer")
            with open(late, "wb", buffering=0) as writer:
                write_all(writer, b"2\n")
                expect_answer(program, process.stdout, b"2\n", "the late FIFO")
            expect_equal(wait_for_end(process, A_SECOND, "end of both"), 0, "exit status")


def a_file_and_a_pipe(program):
    """The pipe is not kept waiting for the file, nor the file for the pipe."""
    needs_many_inputs(program)
    with temporary_folder() as folder:
        (folder / "file").write_bytes(records(10))
        with started(program.passing(str(folder / "file"), "-")) as process:
            expect_answer(program, process.stdout, records(10), "the file")
            write_all(process.stdin, b"1\n")
            expect_answer(program, process.stdout, b"1\n", "the pipe")


def a_socket_as_stdin_and_stdout(program):
    ours, theirs = socket.socketpair()
    with ours, started(program.passing(), stdin=theirs, stdout=theirs) as process:
        theirs.close()
        for n in range(20):
            line = b'{"n":%d}\n' % n
            ours.sendall(line)
            expect_answer(program, ours, line, "a line")
        ours.shutdown(socket.SHUT_WR)
        expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, "exit status")


def a_terminal_as_stdin(program):
    ours, theirs = pty.openpty()
    with open(ours, "r+b", buffering=0) as terminal, started(program.passing(), stdin=theirs) as process:
        os.close(theirs)
        for n in range(3):
            line = b'{"n":%d}\n' % n
            write_all(terminal, line)
            expect_answer(program, process.stdout, line, "a line")
        write_all(terminal, b"\x04")  # Ctrl-D
        expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, "exit status")


run_tests(
    one_line_in_one_line_out,
    lines_in_pieces,
    a_bad_line_is_said_at_once,
    a_burst_then_silence,
    many_fifos_are_read_together,
    a_fifo_whose_writer_comes_late,
    a_file_and_a_pipe,
    a_socket_as_stdin_and_stdout,
    a_terminal_as_stdin,
)
