"""stream-join and much data: whom it waits for, what it holds, what gives way at --max-memory. Nothing locks, nothing is lost."""
import contextlib
import json
import subprocess
import threading
import time

from contract import *
from joins import *


def one_writer_for_both(program):
    """32 MB into one before the first byte of the other: neither waits for the other for ever."""
    left, right = two_streams(350_000)
    contents, wanted = [whole(left), whole(right)], all_pairs(left, right)
    expect(min(map(len, contents)) > 32_000_000, "the streams are too short")
    command = joining(program, "--on", "id", "--within", "1s", delay="1s")
    for first, left_is_stdin in ((0, False), (1, False), (0, True), (1, True)):
        what = f"{['left', 'right'][first]} first{', left is stdin' if left_is_stdin else ''}"
        stdin = subprocess.PIPE if left_is_stdin else subprocess.DEVNULL
        with reading_fifos(command, 1 if left_is_stdin else 2, stdin=stdin) as (process, fifos):
            pipes = [process.stdin, *fifos] if left_is_stdin else fifos
            order = [(pipes[i], contents[i]) for i in (first, 1 - first)]
            writer = threading.Thread(target=write_one_after_the_other, args=(order,))
            writer.start()
            found = as_set(read_all(process.stdout))
            writer.join()
            expect_equal(wait_for_end(process, A_SECOND, what), 0, f"{what}: exit status")
        expect(found == wanted, f"{what}: {len(found)} lines that are not the {len(wanted)} pairs")


def write_one_after_the_other(order):
    with contextlib.suppress(BrokenPipeError):
        for pipe, content in order:
            write_all(pipe, content)
    for pipe, _ in order:
        pipe.close()


def two_branches_of_one_tee(program):
    """Of which one lets nothing pass for 25 MB, then the other."""
    left, right = two_streams(250_000)
    wanted = all_pairs(left, right)
    join = '"$0" -t .t --watermark-delay 1s --on id --within 1s'
    command = f"mkfifo l r; tee r < in | {BIN}/stream-filter .text > l & {BIN}/stream-filter .ok < r | {join} l -"
    with temporary_folder() as folder:
        (folder / "in").write_bytes(whole(left) + whole(right))
        begin = time.monotonic()
        done = run(["bash", "-c", command, program.path], None, cwd=folder)
    expect_equal((done.returncode, done.stderr), (0, b""), "exit status and stderr")
    expect(as_set(done.stdout) == wanted, f"{done.stdout.count(b'x')} lines that are not the {len(wanted)} pairs")
    expect(time.monotonic() - begin < SOON, f"it took {time.monotonic() - begin:.1f} s")


# --- memory --------------------------------------------------------------------------------------------------------------


def memory_is_that_of_the_interval(program):
    """The peak does not grow with the inputs: five minutes and ten, of which one is held."""
    kinds = (["--on", "id", "--within", "1s", "--type", "full"], ["--on", "id", "--asof", "--tolerance", "1s"], ["--asof"],
             ["--on", "who: (.id % 1000)", "--asof"], ["--on", "id", "--within", "1s", "--first"], ["--interleave"])  # fmt: skip
    left, right = two_streams(600_000)
    with temporary_folder() as folder:
        for size in (300_000, 600_000):
            (folder / f"left{size}").write_bytes(whole(left[:size]))
            (folder / f"right{size}").write_bytes(whole(right[:size]))
        for kind in kinds:
            peaks = []
            for size in (300_000, 600_000):
                used, status, said = peak_memory([*joining(program, *kind, delay="1m"), folder / f"left{size}", folder / f"right{size}"])
                expect_equal((status, said), (0, b""), f"{kind}: exit status and stderr")
                peaks.append(used)
            print(f"        {' '.join(kind)}: {peaks[0]:.1f} and {peaks[1]:.1f} MiB for {size // 2:,} and {size:,} records a side")
            expect(peaks[1] < peaks[0] * 1.25 + 2, f"{kind}: {peaks[0]:.1f} MiB, and {peaks[1]:.1f} for twice as much")


def numbers(content):
    """The ids of all records in lines of output or input, with the side of each."""
    found = set()
    for line in content.splitlines():
        record = json.loads(line)
        right = record.pop("right", None)
        found |= {(("text" in one), one["id"]) for one in (record, right) if one}
    return found


def what_gives_way_is_kept(program):
    """At --max-memory every record is in some output, or in the file of --late."""
    left, right = two_streams(60_000)
    sides = [whole(left), whole(right)]
    everything = numbers(sides[0] + sides[1])
    for kind in (["--on", "id", "--within", "1s", "--type", "full"], ["--on", "id", "--asof", "--type", "full"]):
        with temporary_folder() as folder:
            names = [str(folder / name) for name in ("left", "right")]
            for name, content in zip(names, sides):
                open(name, "wb").write(content)
            command = joining(program, *kind, "--max-memory", "1M", delay="inf")
            done = run([*command, "--late", str(folder / "late"), *names])
            late = (folder / "late").read_bytes()
            expect_equal(done.returncode, 0, f"{kind}: exit status; {done.stderr}")
            expect(late, f"{kind}: nothing gave way")
            missing = everything - numbers(done.stdout + late)
            expect(not missing, f"{kind}: {len(missing)} records are nowhere, such as {sorted(missing)[:3]}")
            expect(set(late.splitlines()) <= set(left + right), f"{kind}: not all that was kept is as it came")
            used, status, said = peak_memory([*command, *names])
            expect_equal(status, 4, f"{kind}: exit status where they are not kept")
            expect(b"--max-memory" in said, f"{kind}: stderr {said}")
            expect(used < 40, f"{kind}: {used:.0f} MiB with --max-memory 1M")


def one_writer_beyond_max_memory(program):
    """The input that is ahead waits until the other is idle; then the oldest records give way. None is lost, and it ends."""
    left, right = two_streams(60_000)
    everything = numbers(whole(left) + whole(right))
    with temporary_folder() as folder:
        options = ["--max-memory", "1M", "--idle-timeout", "300ms", "--late", str(folder / "late")]
        with reading_fifos(joining(program, "--on", "id", "--within", "1s", "--type", "full", *options), 2) as (process, pipes):
            writer = threading.Thread(target=write_one_after_the_other, args=(list(zip(pipes, (whole(left), whole(right)))),))
            writer.start()
            output = read_all(process.stdout)
            writer.join()
            expect_equal(wait_for_end(process, A_SECOND, "end of both"), 0, "exit status")
        missing = everything - numbers(output + (folder / "late").read_bytes())
        expect(not missing, f"{len(missing)} records are nowhere, such as {sorted(missing)[:3]}")


def main():
    PROGRAMS[:] = [program for program in PROGRAMS if program.name == "stream-join"]
    run_tests(
        one_writer_for_both,
        two_branches_of_one_tee,
        memory_is_that_of_the_interval,
        what_gives_way_is_kept,
        one_writer_beyond_max_memory,
    )


main()
