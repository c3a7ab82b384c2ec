"""A reader that goes away, as head does, ends the program within a second, quietly and with 0, also under pipefail."""
import contextlib
import os
import subprocess
import time

from contract import *

def end_is_quiet(process, what):
    status = wait_for_end(process, A_SECOND, what)
    expect_equal((status, process.stderr.read()), (0, b""), "exit status and stderr")


def while_output_flows(program):
    with endless(program) as (inputs, _), started(program.passing(*inputs), stdin=subprocess.DEVNULL) as process:
        read_exactly(process.stdout, 1000, "the first records")
        process.stdout.close()
        end_is_quiet(process, "after its reader closed")


def while_output_flows_and_sigpipe_is_ignored(program):
    """Python ignores SIGPIPE; restore_signals=False hands that on."""
    with endless(program) as (inputs, _), started(program.passing(*inputs), stdin=subprocess.DEVNULL, restore_signals=False) as process:
        read_exactly(process.stdout, 1000, "the first records")
        process.stdout.close()
        end_is_quiet(process, "after its reader closed")


def while_input_waits(program):
    with started(program.passing()) as process:
        write_all(process.stdin, records(1))
        read_exactly(process.stdout, len(program.written(records(1))), "the first record")
        process.stdout.close()
        end_is_quiet(process, "after its reader closed")


def while_nothing_was_ever_written_and_input_waits(program):
    with started(program.dropping()) as process:
        write_all(process.stdin, records(1))
        wait_until_taken(process.stdin)
        process.stdout.close()
        end_is_quiet(process, "after its reader closed")


def while_records_come_and_none_passes(program):
    with started(program.dropping()) as process:
        process.stdout.close()
        end = time.monotonic() + A_SECOND
        with contextlib.suppress(BrokenPipeError):  # it has gone
            while time.monotonic() < end:
                write_all(process.stdin, records(10))
                time.sleep(0.01)
        end_is_quiet(process, "after its reader closed")


def while_files_are_read_and_none_passes(program):
    with endless(program) as (inputs, _):
        for threads in ("1", "3"):
            with started(program.dropping("--threads", threads, *inputs), stdin=subprocess.DEVNULL) as process:
                time.sleep(0.1)
                expect(process.poll() is None, "it has read all the files already")
                process.stdout.close()
                end_is_quiet(process, "after its reader closed")


def before_it_was_started(program):
    read_end, write_end = os.pipe()
    os.close(read_end)
    with started(program.dropping(), stdout=write_end) as process:
        os.close(write_end)
        end_is_quiet(process, "started without a reader")


def pipefail_is_content(program):
    command = 'set -o pipefail; "$@" | head -n 1 | wc -l'
    with endless(program) as (inputs, _):
        done = run(["bash", "-c", command, "-", *program.passing(*inputs[:2000])])
    expect_equal((done.returncode, done.stdout.strip(), done.stderr), (0, b"1", b""), "status, lines, stderr")


def help_into_a_closed_pipe(program):
    for flag in ("-h", "--help"):
        read_end, write_end = os.pipe()
        os.close(read_end)
        with started([program.path, flag], stdout=write_end) as process:
            os.close(write_end)
            end_is_quiet(process, flag)


def other_outputs_make_it_a_failure(program):
    """The other file lacks what was not read any more."""
    with temporary_folder() as folder, endless(program) as (inputs, _):
        command = program.passing("--dead-letter", str(folder / "dead"), *inputs)
        with started(command, stdin=subprocess.DEVNULL) as process:
            read_exactly(process.stdout, 1000, "the first records")
            process.stdout.close()
            expect_equal(wait_for_end(process, A_SECOND, "after its reader closed"), 3, "exit status")
            message = process.stderr.read()
            expect(b"stdout" in message and message.count(b"\n") == 1, f"stderr: {message}")


run_tests(
    while_output_flows,
    while_output_flows_and_sigpipe_is_ignored,
    while_input_waits,
    while_nothing_was_ever_written_and_input_waits,
    while_records_come_and_none_passes,
    while_files_are_read_and_none_passes,
    before_it_was_started,
    pipefail_is_content,
    help_into_a_closed_pipe,
    other_outputs_make_it_a_failure,
)
