"""What a state refuses, what it goes on with, and what happens to files between two runs."""
import contextlib
import gzip
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("RUNNEL_BIN", TOP / "build" / "bin"))
SOON = 20.0  # seconds within which anything comes that comes at all


TESTS = []


def test(function):
    TESTS.append(function)
    return function


class Failed(Exception):
    """A sentence about what was expected and what was found."""


def expect(condition, what):
    if not condition:
        raise Failed(what)


def expect_equal(found, wanted, what):
    expect(found == wanted, f"{what}: found {found!r}, expected {wanted!r}")


def lines(first, last, **more):
    """Records of one second each."""
    tail = "".join(f',"{name}":"{value}"' for name, value in more.items())
    return "".join(f'{{"ts":{1_700_000_000 + n},"n":{n}{tail}}}\n' for n in range(first, last)).encode()


class Place:
    """A folder with a log, a state, and what is run over them."""

    def __init__(self, folder):
        self.folder = folder
        self.log = folder / "log"
        self.out = folder / "out"
        self.state = folder / "state"

    def command(self, *arguments, program="stream-filter", text=("true",), to=None, inputs=None):
        return [
            str(BIN / program), "--state", str(self.state), "--to", str(to or self.out), *arguments, *text,
            *(inputs if inputs is not None else [str(self.log)]),
        ]

    def run(self, *arguments, status=0, **how):
        done = subprocess.run(
            self.command(*arguments, **how), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            timeout=60,
        )
        said = done.stderr.decode()
        expect_equal(done.returncode, status, f"exit status (it said: {said})")
        return said

    @contextlib.contextmanager
    def running(self, *arguments, **how):
        process = subprocess.Popen(self.command("-F", *arguments, **how), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            process.stderr.close()

    def wait_for(self, content, path=None):
        path = path or self.out
        end = time.monotonic() + SOON
        while time.monotonic() < end:
            if path.exists() and path.read_bytes() == content:
                return
            time.sleep(0.005)
        found = path.read_bytes() if path.exists() else None
        raise Failed(f"{path.name} has {found and found[-200:]!r} in place of {content[-200:]!r}")

    def begin(self, content=None):
        """A first run over a log."""
        self.log.write_bytes(lines(0, 5) if content is None else content)
        self.run()

    def append(self, content, path=None):
        with open(path or self.log, "ab") as file:
            file.write(content)

    def expect_out(self, content):
        expect_equal(self.out.read_bytes(), content, "the output")

    def is_left_alone(self, *arguments, said, status=3, **how):
        """A run that is refused: neither the state nor the output is touched, and it says why."""
        before = {p: p.read_bytes() for p in (self.state, self.out) if p.exists()}
        message = self.run(*arguments, status=status, **how)
        expect(said in message, f"it said {message!r}, which is nothing about {said!r}")
        after = {p: p.read_bytes() for p in (self.state, self.out) if p.exists()}
        expect_equal(after, before, "the state and the output")


def terminate(process, status=-signal.SIGTERM):
    process.send_signal(signal.SIGTERM)
    expect_equal(process.wait(SOON), status, f"ended by SIGTERM (it said {process.stderr.read().decode()!r})")


# Refused.


@test
def a_second_run_on_one_state_is_refused(place):
    place.log.write_bytes(lines(0, 5))
    with place.running() as process:
        place.wait_for(lines(0, 5))
        place.is_left_alone(said="another run is using this state")
        place.append(lines(5, 6))
        place.wait_for(lines(0, 6))
        terminate(process)
    place.run()
    place.expect_out(lines(0, 6))


@test
def a_state_that_is_cut_off_is_refused(place):
    place.begin()
    whole = place.state.read_bytes()
    for size in (0, 1, 7, 8, 23, 24, 40, len(whole) // 2, len(whole) - 16, len(whole) - 1):
        place.state.write_bytes(whole[:size])
        place.is_left_alone(said="state")
    place.state.write_bytes(whole + b"x")
    place.is_left_alone(said="damaged")
    place.state.write_bytes(whole)
    place.run()


@test
def a_state_with_a_wrong_bit_is_refused(place):
    place.begin()
    whole = place.state.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        place.state.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        place.is_left_alone(said="state")
    place.state.write_bytes(whole)
    place.run()


@test
def what_is_no_state_is_refused(place):
    place.log.write_bytes(lines(0, 5))
    for content in (b"{}\n", b"RUNNELSX" + bytes(100), gzip.compress(b"x" * 1000), lines(0, 100)):
        place.state.write_bytes(content)
        place.is_left_alone(said="is not a state")
    place.state.unlink()
    place.state.mkdir()
    said = place.run(status=3)
    expect("is a directory" in said, f"it said {said!r}")


@test
def a_state_of_another_command_is_refused(place):
    place.begin()
    place.is_left_alone(said="true", text=(".n > 3",))
    place.is_left_alone("--dedupe", ".n", said="--dedupe")
    place.is_left_alone("-i", "json", said="--input-format")
    place.run("--threads", "1", "--checkpoint-interval", "1ms", "--on-error", "skip")


@test
def a_state_of_another_program_is_refused(place):
    place.begin()
    place.is_left_alone(said="is a state of stream-filter, not of stream-window", program="stream-window", text=("1m", "count"))
    place.is_left_alone(said="is a state of stream-filter, not of stream-stats", program="stream-stats", text=())


@test
def an_output_that_is_not_empty_is_refused_by_a_new_state(place):
    place.log.write_bytes(lines(0, 5))
    place.out.write_bytes(b"what I need\n")
    place.is_left_alone(said="is not empty")
    place.out.write_bytes(b"")
    place.run()
    place.expect_out(lines(0, 5))


@test
def an_output_that_is_shorter_than_recorded_is_refused(place):
    place.begin()
    place.out.write_bytes(place.out.read_bytes()[:-3])
    place.is_left_alone(said="put it back")
    with open(place.out, "wb"):
        pass
    place.is_left_alone(said="put it back")


@test
def compressed_outputs_are_refused(place):
    place.log.write_bytes(lines(0, 5))
    for name in ("out.gz", "out.zst"):
        said = place.run(status=2, to=place.folder / name)
        expect("compressed" in said, f"it said {said!r}")
        said = place.run("--dead-letter", str(place.folder / name), status=2)
        expect("compressed" in said, f"it said {said!r}")
    expect_equal(sorted(p.name for p in place.folder.iterdir()), ["log"], "files")


@test
def a_file_on_stdin_is_refused(place):
    place.log.write_bytes(lines(0, 5))
    with open(place.log, "rb") as log:
        done = subprocess.run(place.command(inputs=["-"]), stdin=log, stderr=subprocess.PIPE, timeout=60)
    expect_equal(done.returncode, 2, "exit status")
    expect(b"named on the command line" in done.stderr, f"it said {done.stderr!r}")


# Outputs that were rotated.


@test
def an_output_that_was_rotated_away_is_begun_anew(place):
    place.begin()
    place.append(lines(5, 8))
    place.out.rename(place.folder / "out.1")
    place.append(b"behind the last checkpoint\n", place.folder / "out.1")
    said = place.run()
    expect("begun anew" in said and "cut back" in said, f"it said {said!r}")
    expect_equal((place.folder / "out.1").read_bytes(), lines(0, 5), "the old output")
    place.expect_out(lines(5, 8))
    place.append(lines(8, 9))
    place.run()
    place.expect_out(lines(5, 9))


@test
def what_is_behind_the_checkpoint_is_cut_off(place):
    place.begin()
    place.append(lines(5, 8))
    place.append(b'{"half', place.out)
    place.run()
    place.expect_out(lines(0, 8))


@test
def csv_goes_on_with_its_columns(place):
    place.log.write_bytes(lines(0, 2, b="x"))
    place.run("-o", "csv")
    place.append(lines(2, 3, b="y"))
    place.run("-o", "csv")
    place.expect_out(b"ts,n,b\n1700000000,0,x\n1700000001,1,x\n1700000002,2,y\n")
    place.out.rename(place.folder / "out.1")
    place.append(lines(3, 4, b="z"))
    place.run("-o", "csv")
    place.expect_out(b"ts,n,b\n1700000003,3,z\n")


@test
def hangup_reopens_the_outputs(place):
    place.log.write_bytes(lines(0, 5))
    with place.running() as process:
        place.wait_for(lines(0, 5))
        place.out.rename(place.folder / "out.1")
        place.append(lines(5, 6))
        place.wait_for(lines(0, 6), place.folder / "out.1")
        process.send_signal(signal.SIGHUP)
        end = time.monotonic() + SOON
        while not place.out.exists() and time.monotonic() < end:
            time.sleep(0.005)
        place.append(lines(6, 8))
        place.wait_for(lines(6, 8))
        terminate(process)
    place.append(lines(8, 9))
    place.run()
    place.expect_out(lines(6, 9))
    expect_equal((place.folder / "out.1").read_bytes(), lines(0, 6), "the old output")


# Inputs between runs, as cron has them.


@test
def the_second_run_reads_only_what_is_new(place):
    place.begin()
    place.append(lines(5, 8) + b'{"ts":1700000008,"n"')
    place.run()
    place.expect_out(lines(0, 8))
    place.append(b':8}\n')
    place.run()
    place.run()
    place.expect_out(lines(0, 9))


@test
def a_file_that_was_rotated_is_read_on(place):
    place.begin()
    place.append(lines(5, 7))
    place.log.rename(place.folder / "log.1")
    place.log.write_bytes(lines(7, 9))
    place.run()
    place.expect_out(lines(0, 9))


@test
def a_file_that_was_rotated_twice_is_read_on(place):
    place.begin()
    place.append(lines(5, 7))
    place.log.rename(place.folder / "log.1")
    place.log.write_bytes(lines(7, 9))
    (place.folder / "log.1").rename(place.folder / "log.2")
    place.log.rename(place.folder / "log.1")
    place.log.write_bytes(lines(9, 11))
    said = place.run()
    expect_equal(said, "", "what it said")
    place.expect_out(lines(0, 11))
    place.run()
    place.expect_out(lines(0, 11))


def compress(path):
    times = path.stat()
    packed = path.with_name(path.name + ".gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    os.utime(packed, ns=(times.st_atime_ns, times.st_mtime_ns))
    path.unlink()


@test
def a_file_that_was_rotated_and_compressed_is_read_on(place):
    for read_before in (True, False):
        place.begin()
        place.append(lines(5, 7))
        if read_before:
            place.run()
        place.log.rename(place.folder / "log.2")
        place.log.write_bytes(lines(7, 9))
        place.log.rename(place.folder / "log.1")
        place.log.write_bytes(lines(9, 11))
        compress(place.folder / "log.2")
        place.run()
        place.expect_out(lines(0, 11))
        place.run()
        place.expect_out(lines(0, 11))
        for file in place.folder.iterdir():
            file.unlink()


@test
def both_rotated_files_were_compressed(place):
    place.begin()
    place.append(lines(5, 7))
    place.log.rename(place.folder / "log.2")
    place.log.write_bytes(lines(7, 9))
    place.log.rename(place.folder / "log.1")
    compress(place.folder / "log.2")
    compress(place.folder / "log.1")
    place.log.write_bytes(lines(9, 11))
    place.run()
    place.expect_out(lines(0, 11))


@test
def a_file_that_is_just_being_compressed_is_read_once(place):
    place.begin()
    place.append(lines(5, 7))
    place.log.rename(place.folder / "log.1")
    (place.folder / "log.1.gz").write_bytes(gzip.compress(lines(0, 7))[:20])
    place.log.write_bytes(lines(7, 9))
    place.run()
    place.expect_out(lines(0, 9))


@test
def a_file_that_was_copied_and_truncated_is_read_on(place):
    place.begin()
    place.append(lines(5, 7))
    shutil.copy2(place.log, place.folder / "log.1")
    os.truncate(place.log, 0)
    place.append(lines(7, 9))
    place.run()
    place.expect_out(lines(0, 9))
    place.append(lines(9, 10))
    place.run()
    place.expect_out(lines(0, 10))


@test
def a_file_that_was_truncated_without_a_copy_is_said(place):
    place.begin(lines(0, 5))
    os.truncate(place.log, 0)
    place.append(lines(7, 9))
    said = place.run()
    expect("truncated" in said and "lost" in said, f"it said {said!r}")
    place.expect_out(lines(0, 5) + lines(7, 9))


@test
def from_end_begins_behind_what_is_there(place):
    place.log.write_bytes(lines(0, 5))
    place.run("--from", "end")
    place.expect_out(b"")
    place.append(lines(5, 7))
    place.run("--from", "end")
    place.expect_out(lines(5, 7))


@test
def the_first_run_was_killed_before_it_read(place):
    """Between its first checkpoint and the next the file is rotated away."""
    for begin, kept in (("start", 0), ("end", 5)):
        place.log.write_bytes(lines(0, 5))
        with place.running("--from", begin, "--checkpoint-interval", "1h") as process:
            end = time.monotonic() + SOON
            while not place.state.exists() and time.monotonic() < end:
                time.sleep(0.001)
            process.kill()
            process.wait()
        place.append(lines(5, 6))
        place.log.rename(place.folder / "log.1")
        place.log.write_bytes(lines(6, 8))
        place.run("--from", begin)
        place.expect_out(lines(kept, 8))
        for file in place.folder.iterdir():
            file.unlink()


# How a run ends.

WINDOW = {"program": "stream-window", "text": ("10s", "count")}


@test
def sigterm_keeps_what_is_held(place):
    place.log.write_bytes(lines(0, 15))
    with place.running("-t", ".ts", "--watermark-delay", "0s", **WINDOW) as process:
        end = time.monotonic() + SOON
        while place.out.stat().st_size == 0 if place.out.exists() else True:
            expect(time.monotonic() < end, "no window came")
            time.sleep(0.005)
        terminate(process)
    first = place.out.read_bytes()
    expect_equal(first.count(b"\n"), 1, "windows that are closed")
    place.append(lines(15, 25))
    place.run("-t", ".ts", "--watermark-delay", "0s", "--on-eof", "flush", **WINDOW)
    counts = [line.split(b'"count":')[1] for line in place.out.read_bytes().splitlines()]
    expect_equal(counts, [b"10}", b"10}", b"5}"], "counts")


@test
def on_term_flush_writes_what_is_held(place):
    place.log.write_bytes(lines(0, 15))
    with place.running("-t", ".ts", "--watermark-delay", "0s", "--on-term", "flush", **WINDOW) as process:
        end = time.monotonic() + SOON
        while place.out.stat().st_size == 0 if place.out.exists() else True:
            expect(time.monotonic() < end, "no window came")
            time.sleep(0.005)
        terminate(process)
    counts = [line.split(b'"count":')[1] for line in place.out.read_bytes().splitlines()]
    expect_equal(counts, [b"10}", b"5}"], "counts")
    place.append(lines(15, 25))
    place.run("-t", ".ts", "--watermark-delay", "0s", "--on-eof", "flush", **WINDOW)
    counts = [line.split(b'"count":')[1] for line in place.out.read_bytes().splitlines()]
    expect_equal(counts, [b"10}", b"5}", b"5}", b"5}"], "counts: of the next run nothing is left of this one")


@test
def a_file_is_read_on_that_was_compressed_while_nobody_followed_it(place):
    place.log.write_bytes(lines(0, 5))
    with place.running() as process:
        place.wait_for(lines(0, 5))
        terminate(process)
    place.append(lines(5, 7))
    place.log.rename(place.folder / "log.1")
    compress(place.folder / "log.1")
    place.log.write_bytes(lines(7, 9))
    place.run()
    place.expect_out(lines(0, 9))


@test
def state_reset_goes_on_from_the_positions(place):
    place.log.write_bytes(lines(0, 15))
    place.run("-t", ".ts", **WINDOW)
    place.append(lines(15, 20))
    changed = {"program": "stream-window", "text": ("5s", "total: count")}
    place.is_left_alone("-t", ".ts", said="--state-reset keep-positions", **changed)
    before = place.out.read_bytes()
    place.run("-t", ".ts", "--state-reset", "keep-positions", "--on-eof", "flush", **changed)
    new = place.out.read_bytes()[len(before) :]
    expect_equal([line.split(b'"total":')[1] for line in new.splitlines()], [b"5}"], "counts")
    place.append(lines(20, 22))
    place.run("-t", ".ts", "--on-eof", "flush", **changed)


def main():
    wanted = sys.argv[1:]
    failed = 0
    chosen = [test for test in TESTS if not wanted or test.__name__ in wanted]
    for test in chosen:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="state-"))
        try:
            test(Place(folder))
        except Failed as failure:
            failed += 1
            print(f"FAILED {test.__name__}: {failure}", flush=True)
        except Exception:
            failed += 1
            print(f"FAILED {test.__name__}: {traceback.format_exc()}", flush=True)
        finally:
            shutil.rmtree(folder)
    print(f"{len(chosen) - failed} of {len(chosen)} tests passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
