"""SIGINT and SIGTERM: a pipe is read to its end for at most two seconds, files are left, what was read is written, and
the program ends by that signal. A second signal ends it at once."""
import contextlib
import os
import signal
import subprocess
import time

from contract import *

BOTH = (signal.SIGTERM, signal.SIGINT)
DRAIN = 2.0  # seconds for which a pipe is read on


def is_whole_lines(content):
    return content == b"" or content.endswith(b"\n")


def a_pipe_is_read_to_its_end(program):
    """As in a chain whose programs all get the signal: what the one before has written is on its way."""
    before, after = records(100), records(1000, "after the signal")
    for number in BOTH:
        with started(program.passing()) as process:
            write_all(process.stdin, before)
            read_exactly(process.stdout, len(program.written(before)), "records before the signal")
            process.send_signal(number)
            time.sleep(0.05)
            write_all(process.stdin, after)
            process.stdin.close()
            expect_equal(read_all(process.stdout), program.written(after), "records after the signal")
            expect_equal(wait_for_end(process, DRAIN + A_SECOND, "end of input"), -number, "ended by signal")
            expect_equal(process.stderr.read(), b"", "stderr")


def a_pipe_that_stays_open_is_read_for_two_seconds(program):
    with contextlib.ExitStack() as stack:
        both = [(number, stack.enter_context(started(program.passing()))) for number in BOTH]
        for number, process in both:
            write_all(process.stdin, records(1) + b'{"half":')
            read_exactly(process.stdout, len(program.written(records(1))), "the first record")
            process.send_signal(number)
        begin = time.monotonic()
        time.sleep(0.3)
        for number, process in both:
            expect(process.poll() is None, "it ended before the pipe had time to drain")
            write_all(process.stdin, b"1}\n")
        for number, process in both:
            expect_equal(read_all(process.stdout), program.written(b'{"half":1}\n'), "output")
            expect_equal(wait_for_end(process, DRAIN + A_SECOND, "a pipe that stays open"), -number, "ended by signal")
        expect(time.monotonic() - begin > DRAIN * 0.7, "it ended before the pipe had time to drain")


def a_fifo_without_a_writer_does_not_hold_it(program):
    with temporary_folder() as folder:
        os.mkfifo(folder / "fifo")
        with started(program.passing(str(folder / "fifo"))) as process:
            time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            expect_equal(wait_for_end(process, DRAIN + A_SECOND, "no writer"), -signal.SIGTERM, "ended by signal")


def an_output_without_a_reader_does_not_hold_it(program):
    with temporary_folder() as folder:
        os.mkfifo(folder / "fifo")
        with started(program.passing("--to", str(folder / "fifo"))) as process:
            time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            expect_equal(wait_for_end(process, A_SECOND, "no reader"), -signal.SIGTERM, "ended by signal")


def files_are_left(program):
    for number in BOTH:
        with endless(program) as (inputs, log), started(program.passing(*inputs), stdin=subprocess.DEVNULL) as process:
            content = read_exactly(process.stdout, 1_000_000, "the first records")
            process.send_signal(number)
            content += read_all(process.stdout)
            expect_equal(wait_for_end(process, A_SECOND, "reading files"), -number, "ended by signal")
            expect(is_whole_lines(content), f"the output ends with {content[-40:]}")
            log = program.written(log)
            expect(content == (log * (len(content) // len(log) + 1))[: len(content)], "the output is not the input's head")


def named_outputs_are_finished(program):
    with temporary_folder() as folder:
        command = program.passing("--to", str(folder / "out.gz"))
        with started(command) as process:
            write_all(process.stdin, records(1000))
            wait_until_taken(process.stdin)
            process.send_signal(signal.SIGTERM)
            process.stdin.close()
            expect_equal(wait_for_end(process, DRAIN + A_SECOND, "end of input"), -signal.SIGTERM, "ended by signal")
        unpacked = run(["gzip", "-dc", str(folder / "out.gz")])
        expect_equal((unpacked.returncode, unpacked.stdout), (0, program.written(records(1000))), "gzip's status and the content")


def a_second_signal_ends_at_once(program):
    for number in BOTH:
        with started(program.passing()) as process:
            write_all(process.stdin, records(1))
            read_exactly(process.stdout, len(program.written(records(1))), "the first record")
            process.send_signal(number)
            time.sleep(0.25)  # later than what counts as the same request, as timeout(1) sends it
            process.send_signal(number)
            expect_equal(wait_for_end(process, 1.0, "the second signal"), -number, "ended by signal")


def a_second_signal_ends_one_that_waits_for_its_reader(program):
    with endless(program) as (inputs, _), started(program.passing(*inputs), stdin=subprocess.DEVNULL) as process:
        read_exactly(process.stdout, 1000, "the first records")
        time.sleep(0.1)  # the pipe is full
        process.send_signal(signal.SIGTERM)
        time.sleep(0.25)
        expect(process.poll() is None, "what was read was not written")
        process.send_signal(signal.SIGTERM)
        expect_equal(wait_for_end(process, 1.0, "the second signal"), -signal.SIGTERM, "ended by signal")


def an_ignored_signal_stays_ignored(program):
    """A shell without job control starts background jobs so, and nohup does."""

    def ignore():
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    with started(program.passing(), preexec_fn=ignore) as process:
        write_all(process.stdin, records(1))
        read_exactly(process.stdout, len(program.written(records(1))), "the first record")
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
        write_all(process.stdin, records(1))
        read_exactly(process.stdout, len(program.written(records(1))), "a record after the signal")
        process.stdin.close()
        expect_equal(wait_for_end(process, SOON, "end of input"), 0, "exit status")


def a_chain_ends_together_and_loses_nothing(program):
    """Ctrl-C reaches every program of a pipeline at the same time."""
    of_chain = lambda content: program.written(program.written(content))
    count, first_out = 20_000, len(of_chain(records(1)))
    with started(program.passing()) as first, started(program.passing(), stdin=first.stdout) as second:
        write_all(first.stdin, records(1))
        read_exactly(second.stdout, first_out, "the first record")
        for process in (second, first):
            process.send_signal(signal.SIGINT)
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                write_all(first.stdin, records(count))
            os._exit(0)
        first.stdin.close()
        first.stdout.close()
        expect_equal(read_all(second.stdout), of_chain(records(count)), "output of the chain")
        os.waitpid(pid, 0)
        for process in (first, second):
            expect_equal(wait_for_end(process, SOON, "the chain"), -signal.SIGINT, "ended by signal")


run_tests(
    a_pipe_is_read_to_its_end,
    a_pipe_that_stays_open_is_read_for_two_seconds,
    a_fifo_without_a_writer_does_not_hold_it,
    an_output_without_a_reader_does_not_hold_it,
    files_are_left,
    named_outputs_are_finished,
    a_second_signal_ends_at_once,
    a_second_signal_ends_one_that_waits_for_its_reader,
    an_ignored_signal_stays_ignored,
    a_chain_ends_together_and_loses_nothing,
)
