"""What stream-stats owes a Unix pipe: it writes when the input ends, or with --every while it stays open, and says so where it cannot."""
import json
import os
import resource
import signal
import subprocess
import time

from contract import *
from profiles import run_stats_tests, stats, the_profile

DRAIN = 2.0  # seconds for which a pipe is read on after a signal


def at(seconds, **fields):
    return json.dumps({"t": seconds, **fields}).encode() + b"\n"


def read_line(file, what):
    """A line, which must come soon."""
    line = b""
    while not line.endswith(b"\n"):
        line += read_exactly(file, 1, what)
    return line


# --- when it writes ----------------------------------------------------------------------------------------------------


def the_profile_leaves_when_the_input_ends(program):
    with started(stats(program)) as process:
        write_all(process.stdin, records(3))
        wait_until_taken(process.stdin)
        expect(not readable(process.stdout, 0.1), "a profile came before the end of input")
        process.stdin.close()
        profile = the_profile(read_all(process.stdout), "end of input")
        expect_equal((profile["records"], profile["fields"][".n"]["number"]["sum"]), (3, 3), "records and sum")
        expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, "exit status")


def with_every_a_profile_leaves_with_the_record_that_crosses(program):
    with started(stats(program, "-t", ".t", "--every", "1s")) as process:
        for n in range(50):
            write_all(process.stdin, at(n + 0.25) + at(n + 0.5))
            if n > 0:
                profile = json.loads(read_line(process.stdout, f"profile {n}"))
                wanted = (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(n)), False, 2 * n)
                expect_equal((profile["until"], profile["final"], profile["records"]), wanted, f"profile {n}")
            expect(not readable(process.stdout, 0), f"second {n}: another profile came")
        process.stdin.close()
        last = the_profile(read_all(process.stdout), "end of input")
        expect_equal(("until" in last, "final" in last, last["records"]), (False, False, 100), "the last profile")


def with_every_the_clock_writes_while_nothing_comes(program):
    with started(stats(program, "--every", "200ms", "--since-last")) as process:
        write_all(process.stdin, records(5))
        seen, empty = 0, 0
        while empty < 2:
            profile = json.loads(read_line(process.stdout, "a profile by the clock"))
            expect(profile.get("final") is False, "the last profile came while the input stayed open")
            seen += profile["records"]
            empty += profile["records"] == 0 and seen == 5
        expect_equal(seen, 5, "records in the profiles")


def a_bad_line_is_said_at_once(program):
    with started(stats(program)) as process:
        write_all(process.stdin, b"broken\n")
        message = f"{program.name}: stdin:1:1:".encode()
        expect_equal(read_exactly(process.stderr, len(message), "the message"), message, "message")


# --- signals -----------------------------------------------------------------------------------------------------------


def a_signal_gives_the_profile_of_what_was_read(program):
    for number in (signal.SIGTERM, signal.SIGINT):
        for flags in ((), ("--by", "text"), ("-o", "prometheus"), ("-t", "0", "--every", "1s")):
            with started(stats(program, *flags)) as process:
                write_all(process.stdin, records(1000))
                wait_until_taken(process.stdin)
                process.send_signal(number)
                time.sleep(0.05)
                write_all(process.stdin, records(500))
                process.stdin.close()
                written = read_all(process.stdout)
                expect_equal(wait_for_end(process, DRAIN + A_SECOND, "end of input"), -number, "ended by signal")
                if "prometheus" in flags:
                    expect(b"\nrunnel_stats_records 1500\n" in written, f"{flags}: no 1500 in {written[:300]}")
                else:
                    expect_equal(the_profile(written, flags)["records"], 1500, f"{flags}: records")


def a_pipe_that_stays_open_is_left_after_two_seconds(program):
    with started(stats(program, "--partial")) as process:
        write_all(process.stdin, records(7))
        wait_until_taken(process.stdin)
        process.send_signal(signal.SIGTERM)
        written = read_all(process.stdout)
        expect_equal(wait_for_end(process, DRAIN + A_SECOND, "an open pipe"), -signal.SIGTERM, "ended by signal")
    merged = run(stats(program, "--merge"), written)
    expect_equal((merged.returncode, the_profile(merged.stdout, "merged")["records"]), (0, 7), "status and records")


def wait_until_read(process, count):
    """Until it has read so many bytes of whatever."""
    end = time.monotonic() + SOON
    while True:
        with open(f"/proc/{process.pid}/io") as io:
            if int(io.readline().split()[1]) >= count:
                return
        expect(time.monotonic() < end, f"{count} bytes were not read")
        time.sleep(0.01)


def files_are_left_at_a_signal(program):
    with endless(program) as (inputs, _), started(stats(program, *inputs), stdin=subprocess.DEVNULL) as process:
        wait_until_read(process, 20 * WEB_LOG.stat().st_size)
        process.send_signal(signal.SIGTERM)
        profile = the_profile(read_all(process.stdout), "files")
        expect_equal(wait_for_end(process, A_SECOND, "reading files"), -signal.SIGTERM, "ended by signal")
        expect(profile["records"] > 0, "nothing was read")
        expect_equal(profile["fields"][".path"]["count"], profile["records"], "paths, one a record")


# --- inputs ------------------------------------------------------------------------------------------------------------


def exit_status_is_the_first_that_applies(program):
    """2 before 3 before 4 before 0; the profile of what could be read is written all the same."""
    missing, bad, good = "/no/such/file", b"broken\n" + records(1), records(1)
    for wanted, arguments, content in (
        (2, ["--no-such-flag", "-", missing], bad),
        (3, ["-", missing], bad),
        (3, ["--dead-letter", "/no/such/folder/out"], bad),
        (4, [], bad),
        (0, ["--on-error", "skip"], bad),
        (0, ["--dead-letter", "/dev/null"], bad),
        (0, [], good),
    ):
        done = run(stats(program, *arguments), content)
        expect_equal(done.returncode, wanted, f"exit status with {arguments} and {content}")
        expect(wanted == 0 or done.stderr.startswith(f"{program.name}: ".encode()), f"stderr: {done.stderr}")
        if wanted == 2 or "/no/such/folder/out" in arguments:
            expect_equal(done.stdout, b"", "stdout")
        else:
            expect_equal(the_profile(done.stdout, arguments)["records"], 1, f"{arguments}: records")
    done = run(stats(program), None, preexec_fn=lambda: os.close(0))
    expect_equal((done.returncode, done.stderr), (3, f"{program.name}: stdin: Bad file descriptor\n".encode()), "closed stdin")


def more_files_than_descriptors(program):
    with temporary_folder() as folder:
        names = [str(folder / f"{n}.ndjson") for n in range(500)]
        for n, name in enumerate(names):
            with open(name, "wb") as file:
                file.write(b'{"n":%d}\n' % n)
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
        done = run(stats(program, *names), preexec_fn=limit)
        expect_equal((done.returncode, done.stderr), (0, b""), "exit status and stderr")
        expect_equal(the_profile(done.stdout, "files")["fields"][".n"]["number"]["sum"], 500 * 499 // 2, "sum")


def fifos_are_read_together(program):
    """Each with an order of its own: nothing is out of order where one is ahead of the other."""
    with reading_fifos(stats(program, "-t", ".t"), 2) as (process, (ahead, behind)):
        for n in range(50):
            write_all(ahead, at(1000 + n))
            wait_until_taken(ahead)
            write_all(behind, at(n))
            wait_until_taken(behind)
        write_all(behind, at(40))
        ahead.close()
        behind.close()
        seen = the_profile(read_all(process.stdout), "FIFOs")
        wanted = (101, 1, 9)
        expect_equal((seen["records"], seen["time"]["out_of_order"], seen["time"]["lateness_max"]), wanted, "records, out of order, lateness")


def any_environment(program):
    """The data does not depend on it; the table only where a terminal's letters are concerned."""
    content = '{"a":"Zürich","n":1}\n{"a":"日本","n":7}\nbroken ü\n'.encode()
    for flags in (("-t", "0"), ("-t", "0", "-o", "prometheus")):
        wanted = run(stats(program, *flags), content)
        expect_equal(wanted.returncode, 4, "exit status")
        for environment in ({}, {"LC_ALL": "C"}, {"LC_ALL": "tr_TR.UTF-8"}, {"LANG": "no such"}, {"TZ": "no/such", "COLUMNS": "7"}):
            done = run(stats(program, *flags), content, env=environment)
            same = (done.returncode, done.stdout, done.stderr) == (wanted.returncode, wanted.stdout, wanted.stderr)
            expect(same, f"{flags} with {environment}: {done}")
    numbers = b"".join(b'{"n":%d}\n' % n for n in range(100))
    for environment in ({"LC_ALL": "C"}, {}):
        table = run(stats(program, "-t", "0", "-o", "table"), numbers, env=environment)
        expect(table.stdout.isascii() and b".n" in table.stdout, f"a table with {environment}: {table.stdout}")


# --- outputs -----------------------------------------------------------------------------------------------------------


def an_output_that_cannot_be_written_is_said(program):
    for flags in ((), ("--json-lines",), ("-o", "table"), ("-o", "prometheus"), ("--partial",), ("--by", "n")):
        with open("/dev/full", "wb") as full:
            done = run(stats(program, *flags), records(3), stdout=full)
        wanted = (3, f"{program.name}: stdout: No space left on device\n".encode())
        expect_equal((done.returncode, done.stderr), wanted, f"{flags} into a full disk")
        done = run(stats(program, *flags), records(3), stdout=None, preexec_fn=lambda: os.close(1))
        wanted = (3, f"{program.name}: stdout: Bad file descriptor\n".encode())
        expect_equal((done.returncode, done.stderr), wanted, f"{flags} into a closed stdout")
    with temporary_folder() as folder:
        (folder / "full").symlink_to("/dev/full")
        done = run(stats(program, "--to", folder / "full"), records(3))
        expect_equal((done.returncode, done.stdout), (3, b""), "--to a full disk")


def a_full_disk_ends_the_run_while_input_stays_open(program):
    with open("/dev/full", "wb") as full, started(stats(program, "-t", ".t", "--every", "1s"), stdout=full) as process:
        write_all(process.stdin, at(0.5) + at(1.5))
        expect_equal(wait_for_end(process, A_SECOND, "after a failed write"), 3, "exit status")


def a_reader_that_has_gone_ends_it_quietly(program):
    def end_is_quiet(process, what):
        expect_equal((wait_for_end(process, A_SECOND, what), process.stderr.read()), (0, b""), f"{what}: status and stderr")

    with started(stats(program)) as process:
        write_all(process.stdin, records(1))
        wait_until_taken(process.stdin)
        process.stdout.close()
        end_is_quiet(process, "while input waits")
    with started(stats(program, "-t", ".t", "--every", "1s")) as process:
        write_all(process.stdin, at(0.5) + at(1.5))
        read_line(process.stdout, "the first profile")
        process.stdout.close()
        end_is_quiet(process, "after a profile, while input waits")
    with endless(program) as (inputs, _):
        for threads in ("1", "3"):
            for flags in ((), ("--partial",)):
                with started(stats(program, "--threads", threads, *flags, *inputs), stdin=subprocess.DEVNULL) as process:
                    wait_until_read(process, WEB_LOG.stat().st_size)
                    process.stdout.close()
                    end_is_quiet(process, f"{flags} while files are read")
        with started(stats(program, "--dead-letter", "/dev/null", *inputs), stdin=subprocess.DEVNULL) as process:
            wait_until_read(process, WEB_LOG.stat().st_size)
            process.stdout.close()
            expect_equal(wait_for_end(process, A_SECOND, "with another output"), 3, "exit status with another output")


def a_slow_reader_gets_everything(program):
    """A profile far larger than a pipe, into one that is full now and then, also where it is non-blocking."""
    content = json.dumps({f"field{n}": [n, str(n), {"x": n}] for n in range(300)}).encode() + b"\n"
    wanted = run(stats(program, "-t", "0"), content).stdout
    expect(len(wanted) > 300_000, f"the profile has only {len(wanted)} bytes")
    for blocking in (True, False):
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, blocking)
        with started(stats(program, "-t", "0"), stdout=write_end) as process, open(read_end, "rb", buffering=0) as reader:
            os.close(write_end)
            write_all(process.stdin, content)
            process.stdin.close()
            time.sleep(0.1)
            start = read_exactly(reader, 50_000, "slow reading")
            time.sleep(0.1)
            expect_equal(start + read_all(reader), wanted, f"stdout, blocking: {blocking}")
            expect_equal(wait_for_end(process, SOON, "after the last byte"), 0, "exit status")


if __name__ == "__main__":
    run_stats_tests(
        the_profile_leaves_when_the_input_ends,
        with_every_a_profile_leaves_with_the_record_that_crosses,
        with_every_the_clock_writes_while_nothing_comes,
        a_bad_line_is_said_at_once,
        a_signal_gives_the_profile_of_what_was_read,
        a_pipe_that_stays_open_is_left_after_two_seconds,
        files_are_left_at_a_signal,
        exit_status_is_the_first_that_applies,
        more_files_than_descriptors,
        fifos_are_read_together,
        any_environment,
        an_output_that_cannot_be_written_is_said,
        a_full_disk_ends_the_run_while_input_stays_open,
        a_reader_that_has_gone_ends_it_quietly,
        a_slow_reader_gets_everything,
    )
