"""What stream-window alone does to a stream while it is live: when results leave, who holds time back, what a signal leaves."""
import json
import os
import pty
import signal
import subprocess
import time

from contract import *


def windowing(program, *arguments):
    return [program.path, "-t", ".t", "--watermark-delay", "0s", *arguments]


def result(start, end, **fields):
    """A line of output; start and end are seconds since 1970."""
    bounds = {"window_start": text_of(start), "window_end": text_of(end)}
    return json.dumps({**bounds, **fields}, separators=(",", ":")).encode() + b"\n"


def text_of(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def at(seconds, **fields):
    return json.dumps({"t": seconds, **fields}).encode() + b"\n"


def expect_result(process, wanted, what):
    expect_equal(read_exactly(process.stdout, len(wanted), what), wanted, what)


def expect_silence(process, seconds, what):
    expect(not readable(process.stdout, seconds), f"{what}: a result came")


def results_leave_with_the_record_that_closes_them(program):
    with started(windowing(program, "1s", "count")) as process:
        for n in range(100):
            write_all(process.stdin, at(n + 0.25) + at(n + 0.5))
            if n > 0:
                expect_result(process, result(n - 1, n, count=2), f"window {n - 1}")
            expect_silence(process, 0, f"window {n}")
        process.stdin.close()
        expect_equal(read_all(process.stdout), result(99, 100, count=2), "the last window, at the end of input")
        expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, "exit status")


def the_clock_closes_windows_where_records_have_no_time(program):
    with started([program.path, "200ms", "count"]) as process:
        for _ in range(3):
            begin = time.time()
            write_all(process.stdin, records(5))
            lines = b""
            while sum(json.loads(line)["count"] for line in lines.splitlines()) < 5:  # they may fall into two windows
                expect(readable(process.stdout, SOON), "no result came")
                piece = os.read(process.stdout.fileno(), 65536)
                expect(piece, "it ended")
                lines += piece
            expect(time.time() - begin < A_SECOND, f"the result took {time.time() - begin:.1f} s")


def an_idle_input_lets_time_go_on(program):
    """By the time waited beyond the timeout, from where it stood."""
    with started(windowing(program, "--idle-timeout", "200ms", "1s", "count")) as process:
        write_all(process.stdin, at(1000.25) + at(1000.5))
        begin = time.monotonic()
        expect_result(process, result(1000, 1001, count=2), "the window of a stream that fell silent")
        took = time.monotonic() - begin
        expect(0.6 < took < 0.7 + A_SECOND, f"it came after {took:.2f} s, not after 0.2 + 0.5 s")
        # The wall clock is decades ahead: time has not jumped to it, and the stream goes on where it was.
        write_all(process.stdin, at(1002.5))
        write_all(process.stdin, at(1003.5))
        expect_result(process, result(1002, 1003, count=1), "the next window")
        process.stdin.close()
        expect_equal(read_all(process.stdout), result(1003, 1004, count=1), "the last window")
        expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, "exit status")


def the_slowest_input_holds_time_back(program):
    with reading_fifos(windowing(program, "1s", "count"), 2) as (process, (fast, slow)):
        write_all(fast, at(0.5) + at(7.5))
        write_all(slow, at(0.75))
        expect_silence(process, 0.3, "while one input has not got beyond the window")
        write_all(slow, at(2.5))
        expect_result(process, result(0, 1, count=2), "the first window")
        expect_silence(process, 0.1, "the second window holds a record of an input that stands in it")
        slow.close()
        expect_result(process, result(2, 3, count=1), "once the slow input has ended")
        fast.close()
        expect_equal(read_all(process.stdout), result(7, 8, count=1), "the last window")
        expect_equal(wait_for_end(process, A_SECOND, "end of both"), 0, "exit status")


def an_input_that_has_said_nothing_holds_time_back_until_it_is_idle(program):
    with reading_fifos(windowing(program, "--idle-timeout", "400ms", "1s", "count"), 2) as (process, (talking, silent)):
        begin = time.monotonic()
        first = 100
        while not readable(process.stdout, 0.05):  # it goes on talking, so that it is not idle itself
            write_all(talking, at(first + 0.5))
            first += 1
            expect(time.monotonic() - begin < SOON, "no result came")
        took = time.monotonic() - begin
        expect(0.3 < took < 0.4 + A_SECOND, f"it came after {took:.2f} s, not after 0.4 s")
        expect_result(process, result(100, 101, count=1), "the first window")


def watermark_lines_close_windows(program):
    with started(windowing(program, "--watermarks", "1s", "count")) as process:
        write_all(process.stdin, at(0.5) + at(5.5))
        expect_silence(process, 0.2, "records alone")
        write_all(process.stdin, b'{"$watermark":"1970-01-01T00:00:01Z"}\n')
        expect_result(process, result(0, 1, count=1), "the first window")
        expect_silence(process, 0.1, "the other window")
        write_all(process.stdin, b'{"$watermark":"1970-01-01T00:01:00Z"}\n')
        expect_result(process, result(5, 6, count=1), "the other window")


def time_flows_through_a_filter_that_passes_nothing(program):
    """In a chain of pipes the filter says how far time has come."""
    upstream = [str(BIN / "stream-filter"), "-t", ".t", "--watermark-delay", "0s", "--emit-watermarks", ".keep"]
    with started(upstream) as first, started(windowing(program, "--watermarks", "1s", "count"), stdin=first.stdout) as process:
        first.stdout.close()
        write_all(first.stdin, at(0.5, keep=True))
        expect_silence(process, 0.2, "one record")
        write_all(first.stdin, at(1.5) + at(2.5))
        expect_result(process, result(0, 1, count=1), "the window")
        first.stdin.close()
        expect_equal(read_all(process.stdout), b"", "the rest")
        for ended in (first, process):
            expect_equal(wait_for_end(ended, A_SECOND, "the chain"), 0, "exit status")


def windows_of_windows(program):
    """--emit-watermarks says the earliest window that can still come: the second program closes its windows in time."""
    first_command = windowing(program, "--emit-watermarks", "1s", "count")
    second_command = [program.path, "-t", ".window_start", "--watermarks", "4s", "n: sum(.count), windows: count"]
    with started(first_command) as first, started(second_command, stdin=first.stdout) as second:
        first.stdout.close()
        for n in range(0, 20):
            write_all(first.stdin, at(n + 0.5) * 3)
            if n % 4 == 1 and n > 4:
                expect_result(second, result(n - 5, n - 1, n=12, windows=4), f"four windows, at second {n}")
        first.stdin.close()
        expect_equal(read_all(second.stdout), result(16, 20, n=12, windows=4), "the last four windows")


def a_signal_writes_open_windows(program):
    for number in (signal.SIGTERM, signal.SIGINT):
        for window, wanted in (("1h", result(0, 3600, count=2)), ("session:5m", None), ("all", None), ("count:10", None)):
            with started(windowing(program, window, "count")) as process:
                write_all(process.stdin, at(10) + at(20))
                wait_until_taken(process.stdin)
                process.send_signal(number)
                process.stdin.close()
                found = read_all(process.stdout)
                expect_equal(json.loads(found)["count"], 2, f"{window}: records of the open window")
                expect(wanted in (None, found), f"{window}: {found}")
                expect_equal(wait_for_end(process, 2 * A_SECOND, window), -number, "ended by signal")


def usage_is_said_before_anything_is_read(program):
    for arguments in (
        ["--on-term", "keep", "1m", "count"],  # there is no state to keep them in
        ["--watch", "1m", "count"],  # stdout is no terminal
        ["0s", "count"],
        ["1m/0s", "count"],
        ["cumulate:1h/25m", "count"],
        ["count:0", "count"],
        ["1m", "count, count"],
        ["--by", "window_start", "1m", "count"],
        ["1m", "sum(.a + 1)"],
        ["1m", "n: .a"],
        ["1m", "n: summ(.a)"],
        ["1m", "q: quantile(.a; 1.5)"],
        ["--allowed-lateness", "1s", "--by", "k", "--top", "1", "1m", "count"],
        ["--emit", "change", "--by", "k", "--top", "1", "1m", "count"],
        ["--time-format", "%Q", "1m", "count"],
        ["--tz", "Nowhere/Land", "1m", "count"],
        ["-t", ".t", "1m"],
    ):
        with started([program.path, *arguments]) as process:  # its input stays open
            expect_equal(wait_for_end(process, A_SECOND, f"{arguments}"), 2, f"exit status with {arguments}")
            said = process.stderr.read()
            expect(said.startswith(f"{program.name}: ".encode()), f"stderr with {arguments}: {said}")
            expect_equal(process.stdout.read(), b"", "stdout")


def a_record_far_ahead_of_the_clock_is_bad(program):
    """One broken clock must not close every window."""
    now = int(time.time())
    content = at(now - 100) + at(now + 2 * 86400) + at(now - 100)
    done = run(windowing(program, "1d", "count"), content)
    expect_equal((done.returncode, json.loads(done.stdout)["count"]), (4, 2), "exit status and count")
    expect(b":2:" in done.stderr, f"stderr: {done.stderr}")
    done = run(windowing(program, "--max-ahead", "3d", "--allowed-lateness", "9d", "1d", "count"), content)
    expect_equal((done.returncode, done.stderr), (0, b""), "exit status and stderr with --max-ahead 3d")


def the_field_that_looks_like_a_time_is_named(program):
    with temporary_folder() as folder:
        (folder / "in").write_bytes(b'{"n":1,"ts":"2024-01-01T00:00:00Z"}\n')
        done = run([program.path, "1m", "count", str(folder / "in")])
        expect_equal(done.returncode, 0, "exit status")
        expect(b"-t .ts" in done.stderr, f"stderr: {done.stderr}")


def stream(count, keys):
    """Records of many windows, some behind, with keys that come and go."""
    lines = []
    for n in range(200, count):
        second = n // 50 - (n * 7919 % 3 if n % 10 == 0 else 0)
        lines.append(b'{"t":%d.%03d,"k":"%d","v":%d.5}\n' % (second, n % 1000, n * 31 % keys + n // 20_000, n * 13 % 977))
    return b"".join(lines)


def any_number_of_threads_and_any_cut(program):
    content = stream(150_000, 40)
    body = "count, sum(.v), avg(.v), stddev(.v), p90(.v), distinct(.v), top(.v; 3), first(.v), collect(.v; 2)"
    with temporary_folder() as folder:
        (folder / "in").write_bytes(content)
        for arguments in (
            ("10s",),
            ("1m/10s", "--allowed-lateness", "20s"),
            ("session:2s", "--emit-watermarks"),
            ("cumulate:1m/10s", "--emit", "every:30s"),
            ("count:100",),
            ("all", "--top", "5"),
            ("10s", "--limit-keys", "20", "--late", str(folder / "late")),
            ("10s", "--fill", "2"),
        ):
            first = None
            for threads in ("1", "2", "5"):
                for source in ("file", "pipe"):
                    options = ["-t", ".t", "--watermark-delay", "1s", "--by", "k", *arguments[1:], "--threads", threads]
                    command = [program.path, *options, arguments[0], body]
                    done = run([*command, str(folder / "in")]) if source == "file" else run(command, content)
                    late = (folder / "late").read_bytes() if (folder / "late").exists() else b""
                    found = (done.returncode, done.stdout, done.stderr.replace(b"stdin", str(folder / "in").encode()), late)
                    first = first or found
                    expect_equal(found[1], first[1], f"{arguments}, --threads {threads}, {source}: stdout")
                    expect_equal(found, first, f"{arguments}, --threads {threads}, {source}")
            expect(first[1].count(b"\n") >= 5, f"{arguments}: {first}")


def memory_does_not_grow_with_the_stream(program):
    with temporary_folder() as folder:
        with open(folder / "in", "wb") as file:
            file.writelines(b'{"t":%d,"k":"%d","v":%d}\n' % (n // 20, n, n % 977) for n in range(2_000_000))
        for window in ("10s", "1m/10s", "session:1s", "count:2"):
            key = "k: (.k | .[-2:])" if window == "count:2" else "k"  # count:2 holds a record for each key
            command = [program.path, "-t", ".t", "--by", key, window, "count, p99(.v), top(.v; 3)"]
            used, status, _ = peak_memory([*command, "--threads", "4", folder / "in"])
            expect_equal(status, 0, f"{window}: exit status")
            expect(used < 32, f"{window}: {used:.0f} MiB for 2 million records of which few are held")


def keys_beyond_max_memory_go_under_one(program):
    with temporary_folder() as folder:
        with open(folder / "in", "wb") as file:
            file.writelines(b'{"t":1,"k":"key-%d"}\n' % n for n in range(500_000))
        command = windowing(program, "--by", "k", "--max-memory", "16M", "1m", "count")
        used, status, said = peak_memory([*command, folder / "in"])
        expect_equal(status, 4, "exit status")
        expect(b"$other" in said, f"stderr: {said}")
        expect(used < 48, f"{used:.0f} MiB with --max-memory 16M")
        done = run([*command, str(folder / "in")])
        counts = [json.loads(line) for line in done.stdout.splitlines()]
        expect_equal(sum(one["count"] for one in counts), 500_000, "records in all")
        expect_equal(sum(one["k"] == "$other" for one in counts), 1, "results of $other")


def watching_on_a_terminal(program):
    keys, screen = pty.openpty()
    command = windowing(program, "--watch", "--by", "k", "1s", "count")
    with started(command, stdout=screen, env={**os.environ, "TERM": "xterm"}) as process:
        os.close(screen)
        seen = b""
        for n in range(5):
            write_all(process.stdin, at(n + 0.5, k="apples") + at(n + 0.75, k="pears"))
            time.sleep(0.3)
            while readable_fd(keys, 0.1):
                seen += os.read(keys, 65536)
        expect(b"apples" in seen and b"pears" in seen and b"count" in seen, f"the table does not show the keys: {seen[-300:]}")
        process.send_signal(signal.SIGINT)
        process.stdin.close()
        expect_equal(wait_for_end(process, 2 * A_SECOND, "Ctrl-C"), -signal.SIGINT, "ended by signal")
        while readable_fd(keys, 0.1):
            try:
                seen += os.read(keys, 65536)
            except OSError:  # the other side is closed
                break
        expect(seen.count(b"\x1b[?25l") == seen.count(b"\x1b[?25h"), "the cursor was hidden and not shown again")
    os.close(keys)


def readable_fd(descriptor, seconds):
    return bool(select.select([descriptor], [], [], seconds)[0])


def main():
    PROGRAMS[:] = [program for program in PROGRAMS if program.name == "stream-window"]
    run_tests(
        results_leave_with_the_record_that_closes_them,
        the_clock_closes_windows_where_records_have_no_time,
        an_idle_input_lets_time_go_on,
        the_slowest_input_holds_time_back,
        an_input_that_has_said_nothing_holds_time_back_until_it_is_idle,
        watermark_lines_close_windows,
        time_flows_through_a_filter_that_passes_nothing,
        windows_of_windows,
        a_signal_writes_open_windows,
        usage_is_said_before_anything_is_read,
        a_record_far_ahead_of_the_clock_is_bad,
        the_field_that_looks_like_a_time_is_named,
        any_number_of_threads_and_any_cut,
        memory_does_not_grow_with_the_stream,
        keys_beyond_max_memory_go_under_one,
        watching_on_a_terminal,
    )


main()
