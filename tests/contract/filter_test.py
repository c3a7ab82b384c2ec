"""What stream-filter alone does to a stream, while it is live and in several threads."""
import os
import subprocess

from contract import *


def filtering(program, *arguments):
    return [program.path, *arguments]


def outputs_leave_with_their_record(program):
    with started(filtering(program, ".n > 0", "-s", ".n, .n + 1")) as process:
        for n in range(1, 20):
            write_all(process.stdin, b'{"n":%d}\n' % n)
            wanted = b"%d\n%d\n" % (n, n + 1)
            expect_equal(read_exactly(process.stdout, len(wanted), f"outputs of {n}"), wanted, f"outputs of {n}")


def context_leaves_when_it_is_known(program):
    with started(filtering(program, ". == 5", "-B", "2", "-A", "1", "-m", "1")) as process:
        for n in range(1, 5):
            write_all(process.stdin, b"%d\n" % n)
        wait_until_taken(process.stdin)
        expect(not readable(process.stdout, 0.05), "context came before its match")
        write_all(process.stdin, b"5\n")
        expect_equal(read_exactly(process.stdout, 6, "the match, and what is before it"), b"3\n4\n5\n", "stdout")
        expect(process.poll() is None, "it ended before the context behind the last match")
        write_all(process.stdin, b"6\n")
        expect_equal(read_exactly(process.stdout, 2, "what is behind it"), b"6\n", "stdout")
        expect_equal(wait_for_end(process, SOON, "-m 1"), 0, "exit status")


def halt_ends_a_live_run(program):
    with started(filtering(program, "if . == 3 then halt else . end")) as process:
        write_all(process.stdin, b"1\n2\n3\n4\n")
        expect_equal(wait_for_end(process, SOON, "halt"), 0, "exit status")
        expect_equal(read_all(process.stdout), b"1\n2\n", "stdout")


def messages_of_a_program_come_in_order(program):
    """Into one file with the records, at once: each message before its record, whatever the threads."""
    content = records(30_000)
    with temporary_folder() as folder:
        (folder / "in").write_bytes(content)
        for threads in ("1", "4"):
            with open(folder / "out", "wb") as out:
                command = filtering(program, ".n | debug | . % 3 == 0", "-s", ".n", "--threads", threads, str(folder / "in"))
                expect_equal(subprocess.run(command, stdout=out, stderr=out, timeout=60).returncode, 0, "exit status")
            wanted = b"".join(
                (b'["DEBUG:",%d]\n' % n) + (b"%d\n" % n if n % 3 == 0 else b"") for n in range(30_000)
            )
            expect_equal((folder / "out").read_bytes(), wanted, f"--threads {threads}")


def any_number_of_threads(program):
    content = records(200_000)
    with temporary_folder() as folder:
        (folder / "in").write_bytes(content)
        for arguments in (
            ("-s", "if .n % 1000 == 7 then error else .n, [.text] end"),
            ("-C", "3"),
            ("-A", "40", "-s", ".n"),
            ("-m", "999", "-A", "20000"),
            ("--color",),
        ):
            first = None
            for threads in ("1", "2", "5"):
                command = filtering(program, ".n % 100 < 10 and .n % 7 != 0", *arguments, "--threads", threads)
                done = run([*command, str(folder / "in")])
                found = (done.returncode, done.stdout, done.stderr)
                first = first or found
                expect_equal(found[1], first[1], f"{arguments}, --threads {threads}: stdout")
                expect_equal(found, first, f"{arguments}, --threads {threads}")
            expect(len(first[1]) > 10_000, f"{arguments}: {first}")


def main():
    PROGRAMS[:] = [program for program in PROGRAMS if program.name == "stream-filter"]
    run_tests(
        outputs_leave_with_their_record,
        context_leaves_when_it_is_known,
        halt_ends_a_live_run,
        messages_of_a_program_come_in_order,
        any_number_of_threads,
    )


main()
