"""stream-join --lookup: where the table comes from, and what becomes of it while the stream goes on."""
import contextlib
import gzip
import json
import os
import signal
import subprocess
import time

from contract import *


def looking_up(program, *arguments):
    return [program.path, "--lookup", "--on", "id", "--type", "left", *arguments]


def table(version, keys=100):
    return b"".join(b'{"id":%d,"v":%d}\n' % (n, version) for n in range(keys))


def answer(process, number):
    """The version that a record of this key finds now; None where it finds nothing."""
    line = b'{"id":%d}\n' % number
    write_all(process.stdin, line)
    content = read_exactly(process.stdout, len(line[:-2] + b',"right":'), "an answer")
    while not content.endswith(b"\n"):
        content += read_exactly(process.stdout, 1, "an answer")
    right = json.loads(content)["right"]
    return right and right["v"]


class Stderr:
    """What a process says, line by line."""

    def __init__(self, process):
        self.file, self.content = process.stderr, b""

    def line(self, what, seconds=SOON):
        end = time.monotonic() + seconds
        while b"\n" not in self.content:
            expect(readable(self.file, max(0.0, end - time.monotonic())), f"{what}: nothing was said")
            piece = os.read(self.file.fileno(), 65536)
            expect(piece, f"{what}: it ended")
            self.content += piece
        line, self.content = self.content.split(b"\n", 1)
        return line

    def expect_silence(self, seconds, what):
        expect(not self.content and not readable(self.file, seconds), f"{what}: something was said: {self.content}")


@contextlib.contextmanager
def with_table(program, content):
    with temporary_folder() as folder:
        path = folder / "table.ndjson"
        path.write_bytes(content)
        with started(looking_up(program, str(path))) as process:
            yield process, path, Stderr(process)


def rewrite(path, content):
    path.write_bytes(content)


def rename(path, content):
    other = path.with_suffix(".new")
    other.write_bytes(content)
    os.rename(other, path)


def expect_kept(process, said, version, what):
    expect(b"table.ndjson" in said, f"{what}: stderr {said}")
    expect_equal(answer(process, 1), version, f"{what}: the table is kept")


def a_table_is_replaced(program):
    """By writing into the file and by renaming another to its name; whole, and said."""
    with with_table(program, table(1)) as (process, path, stderr):
        expect_equal(answer(process, 7), 1, "the first table")
        version = 1
        for replace in (rewrite, rename, rewrite, rename):
            version += 1
            replace(path, table(version, 100 + version))
            said = stderr.line(f"version {version}")
            expect(b"table.ndjson" in said and b"reloaded" in said and b"%d rows" % (100 + version) in said, f"stderr: {said}")
            expect_equal([answer(process, n) for n in (0, 99, 99 + version, 100 + version)], [version] * 3 + [None], f"version {version}")
        stderr.expect_silence(2.5, "nothing changed any more")
        process.stdin.close()
        expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, "exit status")


def a_broken_table_is_not_taken(program):
    """Nor one that has gone. That is said, once, and the old one is kept until there is a good one."""
    with with_table(program, table(1)) as (process, path, stderr):
        expect_equal(answer(process, 1), 1, "the first table")  # it has been loaded
        rename(path, table(2) + b'{"id":1,"v":')
        expect_kept(process, stderr.line("a broken line"), 1, "a broken line")
        stderr.expect_silence(2.5, "the broken table is still the same")
        path.unlink()
        expect_kept(process, stderr.line("a table that is gone"), 1, "a table that is gone")
        stderr.expect_silence(2.5, "the table is still gone")
        rewrite(path, table(3))
        while b"reloaded" not in stderr.line("a good table"):
            pass
        expect_equal(answer(process, 1), 3, "the good table")
        process.stdin.close()
        expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, "exit status")


def sighup_reloads_at_once(program):
    with with_table(program, table(1)) as (process, path, stderr):
        expect_equal(answer(process, 1), 1, "the first table")
        for version in (2, 3, 4):
            rename(path, table(version))
            begin = time.monotonic()
            process.send_signal(signal.SIGHUP)
            expect(b"reloaded" in stderr.line(f"version {version}"), "it is not said")
            took = time.monotonic() - begin
            expect(took < A_SECOND, f"it took {took:.1f} s")
            expect_equal(answer(process, 1), version, f"version {version}")
        process.send_signal(signal.SIGHUP)  # nothing has changed
        expect(b"reloaded" in stderr.line("the same table again"), "it is not said")
        rename(path, b"broken\n")
        process.send_signal(signal.SIGHUP)
        expect_kept(process, stderr.line("a broken table"), 4, "a broken table")
        process.stdin.close()
        expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, "exit status")


def a_table_is_swapped_between_records(program):
    """While a stream flows: each record finds the old table or the new one, and after the new one never the old one again."""
    count = 3_000_000
    with temporary_folder() as folder:
        path = folder / "table.ndjson"
        path.write_bytes(table(1))
        with open(folder / "left", "wb") as file:
            file.writelines(b'{"id":%d}\n' % (n % 100) for n in range(count))
        command = looking_up(program, "-s", ".right.v", "--threads", "4", str(folder / "left"), str(path))
        with started(command, stdin=subprocess.DEVNULL) as process:
            content = read_exactly(process.stdout, 2000, "the first records")  # from here on it waits for its reader
            rename(path, table(2))
            process.send_signal(signal.SIGHUP)
            Stderr(process).line("the new table")
            content += read_all(process.stdout)
            expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, "exit status")
        versions = content.split()
        expect_equal(len(versions), count, "answers")
        expect_equal(versions, sorted(versions), "versions in order")
        expect_equal(set(versions), {b"1", b"2"}, "versions")


def a_table_comes_from_anywhere(program):
    left = b"".join(b'{"id":%d}\n' % n for n in (3, 300, 99))
    wanted = b'{"id":3,"right":{"id":3,"v":1}}\n{"id":300,"right":null}\n{"id":99,"right":{"id":99,"v":1}}\n'
    with temporary_folder() as folder:
        (folder / "left").write_bytes(left)
        (folder / "table.gz").write_bytes(gzip.compress(table(1)))
        (folder / "table").write_bytes(table(1))
        os.mkfifo(folder / "fifo")
        feeding = subprocess.Popen(["sh", "-c", "cat table > fifo"], cwd=folder)
        for operands, stdin in ((["left", "table.gz"], b""), (["left", "fifo"], b""), (["left", "-"], table(1)), (["table"], left), (["-", "table"], left)):
            done = run(looking_up(program, *operands), stdin, cwd=folder)
            expect_equal((done.returncode, done.stdout, done.stderr), (0, wanted, b""), f"{operands}: status, stdout, stderr")
        feeding.wait()
        for operands in (["left", "missing"], ["left", "/"], ["missing", "table"]):
            done = run(looking_up(program, *operands), b"", cwd=folder)
            expect_equal((done.returncode, done.stdout), (3, b""), f"{operands}: status and stdout")
            expect(operands[0 if operands[0] == "missing" else 1].encode() in done.stderr, f"{operands}: {done.stderr}")


def the_table_is_there_before_the_first_record(program):
    """Records wait while the table is still being written."""
    with reading_fifos(looking_up(program, "-"), 1, stdin=subprocess.PIPE) as (process, (rows,)):
        write_all(process.stdin, b'{"id":99}\n{"id":1}\n')
        for row in table(1).splitlines(keepends=True):
            write_all(rows, row)
        expect(not readable(process.stdout, 0.2), "it did not wait for the end of the table")
        rows.close()
        wanted = b'{"id":99,"right":{"id":99,"v":1}}\n{"id":1,"right":{"id":1,"v":1}}\n'
        expect_equal(read_exactly(process.stdout, len(wanted), "answers"), wanted, "answers")
        process.stdin.close()
        expect_equal(wait_for_end(process, A_SECOND, "end of input"), 0, "exit status")


def repeated_keys_and_bad_rows_are_said(program):
    rows = b'{"id":1,"v":1}\n{"id":2,"v":1}\nbroken\n{"id":1,"v":2}\n{"v":0}\n{"id":2,"v":2}\n{"id":1,"v":3}\n{"id":3,"v":9}\n'
    with temporary_folder() as folder:
        (folder / "table").write_bytes(rows)
        left = b'{"id":1}\n{"id":2}\n'
        done = run(looking_up(program, "-s", ".right.v", str(folder / "table")), left)
        expect_equal((done.returncode, done.stdout), (4, b"3\n2\n"), "exit status and stdout")
        expect(b"table:3:1:" in done.stderr and b"2 keys" in done.stderr, f"stderr: {done.stderr}")
        done = run(looking_up(program, "-s", ".right.v", "--multi", "--on-error", "skip", str(folder / "table")), left)
        expect_equal((done.returncode, done.stdout, done.stderr), (0, b"1\n2\n3\n1\n2\n", b""), "with --multi: status, stdout, stderr")


def memory_is_that_of_the_table(program):
    with temporary_folder() as folder:
        (folder / "table").write_bytes(table(1, 10_000))
        peaks = []
        for count in (1_000_000, 2_000_000):
            with open(folder / "left", "wb") as file:
                file.writelines(b'{"id":%d,"text":"%s"}\n' % (n % 20_000, b"x" * 60) for n in range(count))
            used, status, said = peak_memory([*looking_up(program), folder / "left", folder / "table"])
            expect_equal((status, said), (0, b""), "exit status and stderr")
            peaks.append(used)
        print(f"        10,000 rows: {peaks[0]:.1f} and {peaks[1]:.1f} MiB for 1 and 2 million records")
        expect(peaks[1] < peaks[0] * 1.1 + 2, f"{peaks[0]:.1f} MiB, and {peaks[1]:.1f} for twice as much")
        expect(peaks[1] < 32, f"{peaks[1]:.1f} MiB")


def main():
    PROGRAMS[:] = [program for program in PROGRAMS if program.name == "stream-join"]
    run_tests(
        a_table_is_replaced,
        a_broken_table_is_not_taken,
        sighup_reloads_at_once,
        a_table_is_swapped_between_records,
        a_table_comes_from_anywhere,
        the_table_is_there_before_the_first_record,
        repeated_keys_and_bad_rows_are_said,
        memory_is_that_of_the_table,
    )


main()
