"""The output depends neither on how the input was cut into reads, nor on the number of threads, nor on pipe or file."""
import json
import random
import subprocess

from contract import *

# All that a splitter can stumble over, in few bytes: every place is cut.
SMALL = (
    b"\xef\xbb\xbf"
    + '{"a":"Zürich","b":[1,2.5e3,true,null]}\r\n'.encode()
    + b"\n  \n"
    + '{"a":"\\ud83d\\ude00 日本 \\"\\\\"}\n'.encode()
    + b'{"a":"\xff"}\n'
    + b'{"broken":\n'
    + b'{"a":1}{"b":2}\n'
    + b"\r\n"
    + b'"text"\n12345\n[[],{}]\n'
    + b'{"last":"without a newline"}'
)


def outcome(done):
    return done.returncode, done.stdout, done.stderr


def any_split_into_two_reads(program):
    wanted = outcome(run(program.passing(), SMALL))
    expect_equal(wanted[0], 4, "exit status")
    expect(wanted[2].count(b"\n") == 3, f"three lines are bad: {wanted[2]}")
    for place in range(len(SMALL) + 1):
        with started(program.passing()) as process:
            write_all(process.stdin, SMALL[:place])
            wait_until_taken(process.stdin)
            write_all(process.stdin, SMALL[place:])
            process.stdin.close()
            out, err = read_all(process.stdout), read_all(process.stderr)
            found = (wait_for_end(process, SOON, "end of input"), out, err)
        expect(found == wanted, f"cut after byte {place}: {found}, expected {wanted}")


def one_byte_a_read(program):
    wanted = outcome(run(program.passing(), SMALL))
    with started(program.passing()) as process:
        for byte in SMALL:
            write_all(process.stdin, bytes([byte]))
            wait_until_taken(process.stdin)
        process.stdin.close()
        out, err = read_all(process.stdout), read_all(process.stderr)
        found = (wait_for_end(process, SOON, "end of input"), out, err)
    expect(found == wanted, f"{found}, expected {wanted}")


def large_input():
    """20 MB of records of many lengths, some of them broken; and what must pass, and the numbers of the bad lines."""
    chance = random.Random(2026)
    lines, passed, bad = [], [], []
    size = number = 0
    while size < 20_000_000:
        number += 1
        length = chance.choice((0, 1, 10, 100, 100, 1000, 5000)) if chance.random() > 0.0005 else 700_000
        line = b'{"n":%d,"text":"%s"}\n' % (number, b"x" * length)
        kind = chance.random()
        if kind < 0.01:
            line = b"\n"
        elif kind < 0.02:
            line = line.replace(b"}", b"", 1)
            bad.append(number)
        elif kind < 0.025:
            line = line.replace(b'"text":"', b'"text":"\xff', 1)
            bad.append(number)
        else:
            passed.append(line)
        lines.append(line)
        size += len(line)
    return b"".join(lines), b"".join(passed), bad


def any_number_of_threads_from_file_or_pipe(program):
    content, passed, bad = large_input()
    written = program.written(passed)
    with temporary_folder() as folder:
        (folder / "in").write_bytes(content)
        first = None
        for threads in ("1", "2", "3", "8"):
            for way in ("stdin is a file", "stdin is a pipe"):
                what = f"--threads {threads}, {way}"
                command = program.passing("--threads", threads)
                dead = ["--dead-letter", str(folder / "dead")]
                with open(folder / "in", "rb") as source:
                    done = run(command, source if way == "stdin is a file" else content)
                    expect_equal(done.stdout, written, f"{what}: stdout")
                    expect_equal(done.returncode, 4, f"{what}: exit status")
                    if first is None:
                        said = [int(line.split(b":")[2]) for line in done.stderr.splitlines()[:-1]]
                        expect_equal(said, bad[:10], "numbers of the lines that are said")
                        expect_equal(done.stderr.splitlines()[-1].split()[-3:-2], [b"(%d" % len(bad)], "their count")
                        first = done.stderr
                    expect_equal(done.stderr, first, f"{what}: stderr")
                    if threads in ("1", "3"):
                        source.seek(0)
                        kept = run(command + dead, source if way == "stdin is a file" else content, stdout=subprocess.DEVNULL)
                        expect_equal((kept.returncode, kept.stderr), (0, b""), f"{what}: exit status and stderr")
                        check_dead_letters((folder / "dead").read_bytes(), content, bad, what)


def check_dead_letters(dead, content, bad, what):
    letters = [json.loads(line) for line in dead.splitlines()]
    expect_equal([letter["line"] for letter in letters], bad, f"{what}: lines of the dead letters")
    for letter in letters:
        end = content.index(b"\n", letter["offset"])
        start_of_line = letter["offset"] == 0 or content[letter["offset"] - 1] == 10
        begins = content[letter["offset"] : end].startswith(b'{"n":%d,' % letter["line"])
        expect(start_of_line and begins, f"{what}: wrong offset in {letter}")


def very_short_lines(program):
    """Far more lines in a batch than usual, good and bad by turns."""
    content = b"x\n1\n\n" * 200_000
    for threads in ("1", "3"):
        with temporary_folder() as folder:
            command = program.passing("--threads", threads, "--dead-letter", str(folder / "dead"))
            done = run(command, content)
            expect_equal((done.returncode, done.stdout), (0, program.written(b"1\n" * 200_000)), f"--threads {threads}: status and stdout")
            letters = [json.loads(line) for line in (folder / "dead").read_bytes().splitlines()]
        places = [(letter["line"], letter["offset"], letter["record"]) for letter in letters]
        expect(places == [(1 + 3 * n, 5 * n, "x") for n in range(200_000)], f"--threads {threads}: the dead letters")


def a_file_is_the_same_as_a_pipe(program):
    wanted = run(program.passing(str(WEB_LOG)))
    expect_equal((wanted.returncode, wanted.stdout, wanted.stderr), (0, program.written(WEB_LOG.read_bytes()), b""), "status, stdout, stderr")
    done = run(["sh", "-c", 'cat "$0" | "$@"', str(WEB_LOG), *program.passing("-")])
    expect_equal((done.returncode, done.stdout, done.stderr), (0, wanted.stdout, b""), "status, stdout, stderr")


def constants_are_not_shared_by_threads(program):
    """Constants that hold references, in every thread at once: what a number of 30 digits, arrays, objects once were."""
    if program.name != "stream-filter":
        return
    content = b"".join(b'{"a":%d}\n' % (n % 1000) for n in range(400_000))
    big = ["--argjson", "big", "100000000000000000000000000001"]
    constants = big + ["--argjson", "some", '{"limit":[1,{"b":"text"}]}']
    predicate = ".a < $big and .a < [1, [2]] and .a < $some and ($some.limit[1].b == \"text\") and $ENV.PATH != .a"
    for threads in ("1", "2", "4"):
        done = run([program.path, "--count", "--threads", threads, *constants, predicate], content)
        expect_equal((done.returncode, done.stdout, done.stderr), (0, b"400000\n", b""), f"--threads {threads}")


run_tests(
    constants_are_not_shared_by_threads,
    any_split_into_two_reads,
    one_byte_a_read,
    any_number_of_threads_from_file_or_pipe,
    very_short_lines,
    a_file_is_the_same_as_a_pipe,
)
