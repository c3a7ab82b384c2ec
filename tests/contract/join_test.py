"""What stream-join alone does to streams while they are live: when pairs leave, who waits for whom, what is kept and for how long."""
import json
import os
import signal
import statistics
import subprocess
import time

from contract import *
from joins import *


# --- pairs of live inputs ------------------------------------------------------------------------------------------------


def a_pair_leaves_with_its_second_half(program):
    """As in stream-join --on id --within 5s <(slow) <(fast); with event time, and with the time at which records come."""
    for time_options in (["-t", ".t"], []):
        command = [program.path, *time_options, "--on", "id", "--within", "5s"]
        pipes = [os.pipe(), os.pipe()]
        names = [f"/dev/fd/{read_end}" for read_end, _ in pipes]
        with started([*command, *names], stdin=subprocess.DEVNULL, pass_fds=[read_end for read_end, _ in pipes]) as process:
            for read_end, _ in pipes:
                os.close(read_end)
            both = [open(write_end, "wb", buffering=0) for _, write_end in pipes]
            times = []
            for n in range(200):
                left, right = at(n, n, side="left"), at(n + 0.5, n, side="right")
                order = [(both[0], left), (both[1], right)]
                (one, first), (other, second) = order if n % 2 else reversed(order)
                write_all(one, first)
                time.sleep(0.002)
                begin = time.monotonic()
                write_all(other, second)
                expect_lines(process, pair(left, right), f"pair {n}")
                times.append(time.monotonic() - begin)
            middle, most = statistics.median(times) * 1000, max(times) * 1000
            print(f"        a pair after its second half{', -t' if time_options else ''}: median {middle:.2f} ms, at most {most:.1f} ms")
            expect(middle < 100, f"a pair took {middle:.1f} ms (median)")
            for pipe in both:
                pipe.close()
            expect_end(process, "end of both")


def unmatched_leave_when_the_watermark_proves_it(program):
    command = joining(program, "--on", "id", "--within", "-2s..5s", "--type", "full")
    with reading_fifos(command, 2) as (process, (left, right)):
        write_all(left, at(10, 1) + at(11, 2))
        write_all(right, at(9, 9))
        expect_silence(process, 0.2, "nothing is proven")
        write_all(right, at(12, 2))
        expect_lines(process, pair(at(11, 2), at(12, 2)), "the pair")
        write_all(left, at(15, 3))
        expect_lines(process, pair(None, at(9, 9)), "the right record that all later left ones are too late for")
        write_all(right, at(15, 4))
        write_all(left, at(15.5, 5))
        expect_silence(process, 0.2, "the other input stands before")
        write_all(right, at(15.25, 6))
        expect_lines(process, pair(at(10, 1), None), "the left record that all later right ones are too late for")
        left.close()
        right.close()
        rest = pair(at(15, 3), None) + pair(None, at(15, 4)) + pair(None, at(15.25, 6)) + pair(at(15.5, 5), None)
        expect_end(process, "end of both", rest=rest)


def a_side_that_ends_early_holds_nothing_back(program):
    command = joining(program, "--on", "id", "--within", "1s", "--type", "full")
    with reading_fifos(command, 2) as (process, (left, right)):
        write_all(left, at(1, 1))
        left.close()
        write_all(right, at(1.5, 1))
        expect_lines(process, pair(at(1, 1), at(1.5, 1)), "the pair")
        for n in range(2, 20):
            write_all(right, at(2 * n, n))
            if n > 2:
                expect_lines(process, pair(None, at(2 * n - 2, n - 1)), f"the record without a partner before {n}")
        right.close()
        expect_end(process, "end of both", rest=pair(None, at(38, 19)))


def a_silent_input_lets_the_other_go_on(program):
    """But not before it was waited for."""
    command = joining(program, "--on", "id", "--within", "1s", "--type", "left", "--idle-timeout", "400ms")
    with reading_fifos(command, 2) as (process, (talking, silent)):
        begin, n = time.monotonic(), 0
        while not readable(process.stdout, 0.05):  # it goes on talking, so that it is not idle itself
            write_all(talking, at(100 + n, n))
            n += 1
            expect(time.monotonic() - begin < SOON, "nothing came")
        took = time.monotonic() - begin
        expect(0.3 < took < 0.4 + A_SECOND, f"it came after {took:.2f} s, not after 0.4 s")
        expect_lines(process, pair(at(100, 0), None), "the first record")
        write_all(silent, at(100 + n, n))  # it is heard again
        write_all(talking, at(100 + n, n))
        for pipe in (talking, silent):
            pipe.close()
        rest = b"".join(pair(at(100 + i, i), None) for i in range(1, n)) + pair(at(100 + n, n), at(100 + n, n))
        expect_equal(as_set(read_all(process.stdout)), as_set(rest), "all in all")
        expect_equal(wait_for_end(process, A_SECOND, "end of both"), 0, "exit status")


def the_clock_is_the_time_of_records_without_any(program):
    command = [program.path, "--on", "id", "--within", "300ms", "--type", "left"]
    with reading_fifos(command, 2) as (process, (left, right)):
        begin = time.monotonic()
        write_all(left, b'{"id":1}\n')
        expect_lines(process, b'{"id":1,"right":null}\n', "the record without a partner")
        took = time.monotonic() - begin
        expect(0.25 < took < 0.3 + A_SECOND, f"it came after {took:.2f} s, not after 0.3 s")
        write_all(right, b'{"id":2}\n')
        write_all(left, b'{"id":2}\n')
        expect_lines(process, b'{"id":2,"right":{"id":2}}\n', "the pair")


def a_file_waits_for_a_live_input(program):
    """As-of: versions in a file, requests on stdin. A request is answered by the next one, which proves that no version is missed."""
    versions = [at(10 * n, n, v=n) for n in range(10)]
    requests = [(seconds, at(seconds, 0)) for seconds in (5, 6, 10, 10.5, 19, 20, 55, 55, 56, 90, 300, 301)]
    with temporary_folder() as folder:
        (folder / "versions").write_bytes(b"".join(versions))
        with started(joining(program, "--asof", "-", str(folder / "versions"))) as process:
            waiting = b""
            for number, (seconds, request) in enumerate(requests):
                write_all(process.stdin, request)
                if number > 0 and seconds > requests[number - 1][0]:
                    expect_lines(process, waiting, f"requests before {seconds}")
                    waiting = b""
                expect_silence(process, 0.02, f"request {seconds} waits for the next")
                waiting += pair(request, versions[min(int(seconds // 10), 9)])
            process.stdin.close()
            expect_end(process, "end of requests", rest=waiting)


# --- interleave ----------------------------------------------------------------------------------------------------------


def live_inputs_without_time_become_one_as_they_come(program):
    with reading_fifos([program.path, "--interleave"], 3) as (process, pipes):
        for turn in (2, 0, 0, 1, 2, 1, 0):
            line = b'{"from":%d}\n' % turn
            write_all(pipes[turn], line)
            expect_lines(process, line, f"a line of FIFO {turn}")
        for pipe in pipes:
            pipe.close()
        expect_end(process, "end of all")


def live_inputs_become_one_in_order_of_time(program):
    with reading_fifos(joining(program, "--interleave"), 3) as (process, (a, b, c)):
        write_all(a, at(1, 1) + at(4, 2))
        write_all(b, at(2, 3) + at(6, 4))
        expect_silence(process, 0.2, "one has said nothing")
        write_all(c, at(3, 5))
        expect_lines(process, at(1, 1) + at(2, 3) + at(3, 5), "what none of them can go before")
        c.close()
        expect_lines(process, at(4, 2), "the end of the slowest")
        a.close()
        expect_lines(process, at(6, 4), "the end of the other")
        b.close()
        expect_end(process, "end of all")


def a_fifo_whose_writer_comes_late(program):
    with temporary_folder() as folder:
        names = [str(folder / name) for name in ("early", "late")]
        for name in names:
            os.mkfifo(name)
        for order in (names, names[::-1]):
            with started([program.path, "--interleave", *order], stdin=subprocess.DEVNULL) as process:
                with open(names[0], "wb", buffering=0) as early:
                    write_all(early, b"1\n")
                    expect_lines(process, b"1\n", "the early FIFO")
                time.sleep(0.05)
                expect(process.poll() is None, "it did not wait for a writer")
                with open(names[1], "wb", buffering=0) as late:
                    write_all(late, b"2\n")
                    expect_lines(process, b"2\n", "the late FIFO")
                expect_end(process, "end of both")


# --- clocks and signals --------------------------------------------------------------------------------------------------


def clocks_that_jump(program):
    """Far ahead: a bad record, which moves nothing. Back: late, which harms nobody."""
    now = int(time.time())
    with temporary_folder() as folder:
        (folder / "left").write_bytes(at(now - 100, 1) + at(now + 2 * 86400, 2) + at(now - 99, 3) + at(now - 5000, 4) + at(now - 98, 5))
        (folder / "right").write_bytes(b"".join(at(now - 100 + n, n) for n in (1, 3, 4, 5)))
        command = joining(program, "--on", "id", "--within", "10s", "--type", "full", str(folder / "left"), str(folder / "right"))
        done = run(command)
        expect_equal(done.returncode, 4, "exit status")
        expect(b"left:2:" in done.stderr and b"1 record came late" in done.stderr, f"stderr: {done.stderr}")
        expect_equal(done.stdout.count(b'"right":{') - done.stdout.count(b'{"right":{'), 3, "pairs")
        expect(at(now - 5000, 4).strip()[1:-1] not in done.stdout, "the late record came out")
        expect_equal(run([*command, "--max-ahead", "3d", "--late", "drop"]).returncode, 0, "exit status with --max-ahead 3d --late drop")


def a_signal_writes_what_is_open(program):
    for number in (signal.SIGTERM, signal.SIGINT):
        for kind in (["--within", "1h"], ["--asof"], ["--within", "1h", "--first"]):
            with reading_fifos(joining(program, "--on", "id", *kind, "--type", "full"), 2) as (process, (left, right)):
                write_all(left, at(10, 1))
                write_all(right, at(20, 2))
                for pipe in (left, right):
                    wait_until_taken(pipe)
                process.send_signal(number)
                for pipe in (left, right):
                    pipe.close()
                found = read_all(process.stdout)
                expect_equal(as_set(found), as_set(pair(at(10, 1), None) + pair(None, at(20, 2))), f"{kind}: output")
                expect_equal(wait_for_end(process, 2 + A_SECOND, "the signal"), -number, f"{kind}: ended by signal")


def a_signal_with_inputs_that_stay_open(program):
    with reading_fifos(joining(program, "--on", "id", "--within", "1h", "--type", "left"), 2) as (process, (left, right)):
        write_all(left, at(10, 1))
        wait_until_taken(left)
        process.send_signal(signal.SIGTERM)
        expect_lines(process, pair(at(10, 1), None), "what was open")
        expect_equal(wait_for_end(process, 2 + A_SECOND, "the signal"), -signal.SIGTERM, "ended by signal")


# --- chains --------------------------------------------------------------------------------------------------------------


def windows_of_joined_records(program):
    """--emit-watermarks says the earliest time that can still come: the windows behind the join close in time, and none is late."""
    window = [str(BIN / "stream-window"), "-t", ".t", "--watermarks", "10s", "n: count, matched: count(.right)"]
    command = joining(program, "--on", "id", "--within", "2s", "--type", "left", "--emit-watermarks")
    with reading_fifos(command, 2) as (process, (left, right)), started(window, stdin=process.stdout) as second:
        process.stdout.close()
        for n in range(60):
            write_all(left, at(n, n))
            if n % 2:
                write_all(right, at(n + 1, n))
            else:
                write_all(right, at(n + 0.5, -1))
            if n == 20:
                expect(readable(second.stdout, SOON), "the first window is not closed ten seconds after its end")
        for pipe in (left, right):
            pipe.close()
        windows = [json.loads(line) for line in read_all(second.stdout).splitlines()]
        expect_equal([(one["n"], one["matched"]) for one in windows], [(10, 5)] * 6, "counts")
        for ended in (process, second):
            expect_equal(wait_for_end(ended, A_SECOND, "the chain"), 0, "exit status")


def time_comes_in_through_watermarks(program):
    """Filters that let nothing pass say how far time has come, on either side."""
    command = [program.path, "-t", ".t", "--watermarks", "--on", "id", "--within", "1s", "--type", "full"]
    with reading_fifos(command, 2) as (process, (left, right)):
        write_all(left, at(5, 1))
        write_all(right, at(50, 2))
        expect_silence(process, 0.2, "records alone")
        write_all(left, b'{"$watermark":"1970-01-01T00:00:30Z"}\n')
        expect_silence(process, 0.2, "one watermark")
        write_all(right, b'{"$watermark":"1970-01-01T00:00:20Z"}\n')
        expect_lines(process, pair(at(5, 1), None), "once both are beyond")
        left.close()
        right.close()
        expect_end(process, "end of both", rest=pair(None, at(50, 2)))


def what_cannot_be_meant_is_refused(program):
    """Before anything is read: none of the inputs is there."""
    timed = ["-t", ".t"]
    for arguments in (
        ["left", "right"],
        ["--within", "5s", "--lookup", "--on", "id", "left", "right"],
        [*timed, "--within", "5s", "left", "right"],
        ["--lookup", "left", "right"],
        [*timed, "--on", "id", "--within", "5s..-5s", "left", "right"],
        [*timed, "--on", "id", "--within", "-5s", "left", "right"],
        [*timed, "--on", "id", "--within", "inf", "left", "right"],
        [*timed, "--on", "id", "--within", "soon", "left", "right"],
        [*timed, "--left-on", "a, b", "--right-on", "a", "--within", "5s", "left", "right"],
        [*timed, "--left-on", "a", "--within", "5s", "left", "right"],
        [*timed, "--on", "id", "--within", "5s", "--type", "outer", "left", "right"],
        [*timed, "--on", "id", "--interleave", "left", "right"],
        [*timed, "--interleave", "--type", "left", "left", "right"],
        ["--left-time", ".t", "--on", "id", "--within", "5s", "left", "right"],
        [*timed, "--on", "id", "--lookup", "left", "right"],
        ["--on", "id", "--lookup", "--right-time", ".t", "left", "right"],
        [*timed, "--on", "id", "--within", "5s", "--tolerance", "1s", "left", "right"],
        [*timed, "--asof", "--direction", "sideways", "left", "right"],
        [*timed, "--asof", "--multi", "left", "right"],
        [*timed, "--asof", "--flat", "--as", "x", "left", "right"],
        [*timed, "--asof", "--type", "anti", "--flat", "left", "right"],
        [*timed, "--asof", "--on-term", "keep", "left", "right"],
        [*timed, "--asof", "-", "-"],
        [*timed, "--asof", "a", "b", "c"],
        [*timed, "--asof"],
    ):
        done = run([program.path, *arguments], stdin=b"")
        expect_equal((done.returncode, done.stdout), (2, b""), f"exit status and stdout with {arguments}; {done.stderr}")
        expect(done.stderr.startswith(f"{program.name}: ".encode()), f"stderr with {arguments}: {done.stderr}")


def files_without_a_time_are_refused(program):
    with temporary_folder() as folder:
        names = [str(folder / name) for name in ("left", "right")]
        for name in names:
            open(name, "wb").write(b'{"id":1}\n')
        for kind in (["--on", "id", "--within", "5s"], ["--asof"], ["--interleave"]):
            done = run([program.path, *kind, *names])
            expect_equal((done.returncode, done.stdout), (2, b""), f"{kind}: exit status and stdout")
            expect(b"-t" in done.stderr, f"{kind}: stderr {done.stderr}")


def main():
    PROGRAMS[:] = [program for program in PROGRAMS if program.name == "stream-join"]
    run_tests(
        a_pair_leaves_with_its_second_half,
        unmatched_leave_when_the_watermark_proves_it,
        a_side_that_ends_early_holds_nothing_back,
        a_silent_input_lets_the_other_go_on,
        the_clock_is_the_time_of_records_without_any,
        a_file_waits_for_a_live_input,
        live_inputs_without_time_become_one_as_they_come,
        live_inputs_become_one_in_order_of_time,
        a_fifo_whose_writer_comes_late,
        clocks_that_jump,
        a_signal_writes_what_is_open,
        a_signal_with_inputs_that_stay_open,
        windows_of_joined_records,
        time_comes_in_through_watermarks,
        what_cannot_be_meant_is_refused,
        files_without_a_time_are_refused,
    )


main()
