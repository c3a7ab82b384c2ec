"""What stream-stats owes a Unix pipe: it writes when the input ends, or with --every while it stays open, and says so where it cannot."""
import json
import os
import random
import signal
import subprocess
import time

from contract import *

DRAIN = 2.0  # seconds for which a pipe is read on after a signal
MIB = 1 << 20


def stats(program, *arguments):
    return [program.path, *arguments]


def at(seconds, **fields):
    return json.dumps({"t": seconds, **fields}).encode() + b"\n"


def read_line(file, what):
    """A line, which must come soon."""
    line = b""
    while not line.endswith(b"\n"):
        line += read_exactly(file, 1, what)
    return line


def the_profile(content, what):
    lines = content.splitlines()
    expect_equal(len(lines), 1, f"{what}: profiles")
    return json.loads(lines[0])


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


def files_are_left_at_a_signal(program):
    with endless(program) as (inputs, _), started(stats(program, *inputs), stdin=subprocess.DEVNULL) as process:
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        profile = the_profile(read_all(process.stdout), "files")
        expect_equal(wait_for_end(process, A_SECOND, "reading files"), -signal.SIGTERM, "ended by signal")
        expect(profile["records"] > 0, "nothing was read")
        expect_equal(profile["fields"][".path"]["count"], profile["records"], "paths, one a record")


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
                    time.sleep(0.1)
                    process.stdout.close()
                    end_is_quiet(process, f"{flags} while files are read")
        with started(stats(program, "--dead-letter", "/dev/null", *inputs), stdin=subprocess.DEVNULL) as process:
            time.sleep(0.1)
            process.stdout.close()
            expect_equal(wait_for_end(process, A_SECOND, "with another output"), 3, "exit status with another output")


# --- the same bytes ----------------------------------------------------------------------------------------------------

# All that a splitter can stumble over, in few bytes.
SMALL = (
    b"\xef\xbb\xbf"
    + '{"a":"Zürich","b":[1,2.5e3,true,null]}\r\n'.encode()
    + b'\n  \n{"a":"\\ud83d\\ude00 \\"\\\\","c":{"d":1}}\n{"a":"\xff"}\n{"broken":\n{"a":1}{"b":2}\n'
    + b'\r\n"text"\n12345\n[[],{}]\n{"last":"without a newline"}'
)


def any_cut_into_reads(program):
    command = stats(program, "-t", "0", "--by", 'k: (try .a catch null)')
    wanted = run(command, SMALL)
    expect_equal((wanted.returncode, wanted.stderr.count(b"\n")), (4, 3), "exit status and bad lines")

    def outcome(process):
        process.stdin.close()
        out, err = read_all(process.stdout), read_all(process.stderr)
        return wait_for_end(process, SOON, "end of input"), out, err

    for place in range(len(SMALL) + 1):
        with started(command) as process:
            write_all(process.stdin, SMALL[:place])
            wait_until_taken(process.stdin)
            write_all(process.stdin, SMALL[place:])
            expect_equal(outcome(process), (4, wanted.stdout, wanted.stderr), f"cut after byte {place}")
    with started(command) as process:
        for byte in SMALL:
            write_all(process.stdin, bytes([byte]))
            wait_until_taken(process.stdin)
        expect_equal(outcome(process), (4, wanted.stdout, wanted.stderr), "one byte a read")


def large_input(broken=0.001):
    """12 MB: fields of many and of few values, mixed types, a map that is found late, broken lines."""
    chance = random.Random(2026)
    lines = []
    for n in range(60_000):
        record = {"t": n / 100 - chance.random() * 3, "n": n, "ms": chance.lognormvariate(2, 2), "host": f"web{chance.randrange(20)}"}
        if chance.random() < 0.3:
            record["mixed"] = chance.choice([None, True, 1, 1.0, "1", "x" * 300, [1, "a"], {"b": 2}, -0.0, 10**19, 1e300])
        if n > 30_000:
            record["seen"] = {f"u{chance.randrange(5000)}": 1 for _ in range(3)}
        line = json.dumps(record).encode()
        lines.append(line[:-1] if chance.random() < broken else line)
    return b"\n".join(lines) + b"\n"


def any_number_of_threads_from_file_or_pipe(program):
    content = large_input()
    with temporary_folder() as folder:
        (folder / "in").write_bytes(content)
        for flags in (
            ("-t", ".t"),
            ("-t", ".t", "--every", "30s"),
            ("-t", ".t", "--every", "10s", "--since-last", "--json-lines"),
            ("-t", ".t", "--by", "host", "--limit-keys", "7"),
            ("-t", ".t", "--of", "ms, mixed, host", "--max-fields", "2"),
            ("-t", ".t", "--partial"),
            ("-t", ".t", "-o", "prometheus"),
        ):
            first = None
            for threads in ("1", "2", "3", "8"):
                for way in ("file", "pipe"):
                    with open(folder / "in", "rb") as source:
                        done = run(stats(program, "--threads", threads, *flags), source if way == "file" else content)
                    outcome = done.returncode, done.stdout, done.stderr
                    first = first or outcome
                    expect_equal(done.returncode, 4, f"{flags}: exit status")
                    expect_equal(outcome, first, f"{flags} --threads {threads} from a {way}")


def any_parts_in_any_order(program):
    """Without the lists of the most frequent values, which may depend on the order where they are not exact."""
    lines = large_input(broken=0).splitlines(keepends=True)
    chance = random.Random(7)
    flags = ("--of", "n, ms, host, mixed, seen")
    whole = run(stats(program, *flags, "--top", "0", "-t", "0"), b"".join(lines))
    expect_equal(whole.returncode, 0, "exit status of the whole")
    for count in (1, 2, 7):
        parts = [[] for _ in range(count)]
        for line in lines:
            chance.choice(parts).append(line)
        partials = [run(stats(program, *flags, "-t", "0", "--partial"), b"".join(part)).stdout for part in parts]
        chance.shuffle(partials)
        merged = run(stats(program, "--merge", "--top", "0"), b"".join(partials))
        expect_equal((merged.returncode, merged.stderr), (0, whole.stderr), f"{count} parts: status and stderr")
        expect_equal(without_order(merged.stdout), without_order(whole.stdout), f"{count} parts")
        # In stages: the parts of a half first.
        halves = [run(stats(program, "--merge", "--partial"), b"".join(half)) for half in (partials[::2], partials[1::2]) if half]
        merged = run(stats(program, "--merge", "--top", "0"), b"".join(half.stdout for half in halves))
        expect_equal(without_order(merged.stdout), without_order(whole.stdout), f"{count} parts, in two stages")


def without_order(written):
    """Fields stand in the order in which they came first, and what is certain of rare values depends on it."""
    profile = json.loads(written)
    for field in profile["fields"].values():
        field.pop("top_floor", None)
    return json.dumps(profile, sort_keys=True)


# --- memory ------------------------------------------------------------------------------------------------------------


def memory_does_not_grow_with_the_stream(program):
    """Ten times the records, and most values never seen before."""
    if program.is_sanitized():
        raise DoesNotApply("it is built with a sanitizer, which takes memory of its own")
    peaks = []
    with temporary_folder() as folder:
        for count in (150_000, 1_500_000):
            with open(folder / "in", "wb") as file:
                for n in range(0, count, 1000):
                    file.writelines(
                        b'{"id":%d,"user":"u%d","ms":%d.%d,"path":"/a/%d","tags":["t%d",%d],"ok":true}\n'
                        % (i, i * 7919 % 1_000_003, i % 977, i % 10, i % 100_000, i % 3, i)
                        for i in range(n, n + 1000)
                    )
            used, status, said = peak_memory(stats(program, "--threads", "2", folder / "in"))
            expect_equal((status, said), (0, b""), "exit status and stderr")
            peaks.append(used)
    expect(peaks[1] < 64, f"{peaks[1]:.1f} MiB, more than 64")
    expect(peaks[1] < peaks[0] + 8, f"{peaks[0]:.1f} MiB, and {peaks[1]:.1f} MiB with ten times the records")


def keys_beyond_max_memory_share_a_profile(program):
    content = b"".join(b'{"k":%d,"v":%d}\n' % (n % 20_000, n) for n in range(100_000))
    done = run(stats(program, "--by", "k", "--of", "v", "--max-memory", "20M", "--summary"), content)
    expect_equal(done.returncode, 4, "exit status")
    profiles = [json.loads(line) for line in done.stdout.splitlines()]
    expect_equal(sum(profile["records"] for profile in profiles), 100_000, "records in all profiles")
    expect_equal([profile.get("other") for profile in profiles].count(True), 1, "profiles of other keys")
    expect(b" share one profile" in done.stderr, f"stderr: {done.stderr}")


def main():
    PROGRAMS[:] = [program for program in PROGRAMS if program.name == "stream-stats"]
    run_tests(
        the_profile_leaves_when_the_input_ends,
        with_every_a_profile_leaves_with_the_record_that_crosses,
        with_every_the_clock_writes_while_nothing_comes,
        a_bad_line_is_said_at_once,
        a_signal_gives_the_profile_of_what_was_read,
        a_pipe_that_stays_open_is_left_after_two_seconds,
        files_are_left_at_a_signal,
        an_output_that_cannot_be_written_is_said,
        a_full_disk_ends_the_run_while_input_stays_open,
        a_reader_that_has_gone_ends_it_quietly,
        any_cut_into_reads,
        any_number_of_threads_from_file_or_pipe,
        any_parts_in_any_order,
        memory_does_not_grow_with_the_stream,
        keys_beyond_max_memory_share_a_profile,
    )


if __name__ == "__main__":
    main()
