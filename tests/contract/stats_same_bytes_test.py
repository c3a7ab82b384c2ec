"""A profile depends neither on how the input was cut into reads or parts, nor on the number of threads; its memory is bounded."""
import json
import random

from contract import *
from profiles import run_stats_tests, stats

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


if __name__ == "__main__":
    run_stats_tests(
        any_cut_into_reads,
        any_number_of_threads_from_file_or_pipe,
        any_parts_in_any_order,
        memory_does_not_grow_with_the_stream,
        keys_beyond_max_memory_share_a_profile,
    )
