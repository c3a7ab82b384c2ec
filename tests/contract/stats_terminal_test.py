"""stream-stats on a terminal: the table, the long view and --watch, beside the screens kept in stats_screens/.

With --update these are written anew: to be read as a change of code is read."""
import difflib
import json
import os
import signal
import subprocess
import sys
import termios
import time

from contract import *
from watch_test import Watched, has

PROGRAM = str(BIN / "stream-stats")
SCREENS = TOP / "tests" / "contract" / "stats_screens"
UPDATE = "--update" in sys.argv
LINES = 120  # more than any of the screens has
TIME = ("-t", ".time_local", "--time-format", "%d/%b/%Y:%H:%M:%S %z")

# Names and values as nobody would choose them.
ODD = [
    {"id": 9007199254740993, "odd name": "a\tb", "größe": 1e300, "mixed": 1, "list": [1, [2, "x"], None], "on": True},
    {"id": 9007199254740993, "odd name": "\u001b[31mred", "größe": -1e300, "mixed": "1", "list": [], "on": False},
    {"id": 9007199254740995, "odd name": "", "größe": 0, "mixed": {"deep": {"er": "ä, ö"}}, "list": None, "on": True},
    {"id": 1, "größe": 5e-324, "mixed": [], "at": "2026-11-22T10:00:00Z", "of": "6f1c0e4e-7d0b-4b1a-9f57-0d2f7b0c8a11"},
    {"id": 2, "größe": 1, "mixed": None, "at": "2026-11-22 11:30:00.5", "of": "6f1c0e4e-7d0b-4b1a-9f57-0d2f7b0c8a12"},
    {"id": 2, "größe": 2, "a rather long name": {"of a member": {"in another one": 1.25}}, "at": "2026-11-23"},
]


def lines_of(*records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def shown(command, columns, **environment):
    """What stands on a terminal at the end, and the bytes that were written to it."""
    with Watched([PROGRAM, *command], columns, LINES, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **environment) as watched:
        expect_equal(watched.end(), 0, f"exit status of {command}")
        return watched.screen.text(), watched.bytes.decode()


def compare(name, lines):
    path = SCREENS / f"{name}.txt"
    text = "".join(line + "\n" for line in lines)
    if UPDATE:
        path.write_text(text)
    expect(path.exists(), f"there is no {path}")
    expected = path.read_text()
    if text != expected:
        difference = difflib.unified_diff(expected.splitlines(), text.splitlines(), "expected", "found", lineterm="")
        raise Failed("\n".join([f"{name} differs", *difference]))


def screens_are_as_they_were():
    with temporary_folder() as folder:
        (folder / "odd").write_text(lines_of(*ODD))
        (folder / "empty").write_text("")
        (folder / "nested").write_text(lines_of(*({"ids": {f"k{n}-{m}": m for m in range(20)}} for n in range(60))))
        web = [*TIME, str(WEB_LOG)]
        odd = str(folder / "odd")
        ascii_only = {"LC_ALL": "C"}
        screens = {
            "web_80": (web, 80, {}),
            "web_200": (web, 200, {}),
            "web_40": (web, 40, {}),
            "web_80_ascii": (web, 80, ascii_only),
            "field_80": (["--field", ".bytes", "--field", "method", *web], 80, {}),
            "field_200": (["--field", ".status", "--field", ".path", *web], 200, {}),
            "field_60_ascii": (["--field", ".bytes", "--field", ".time_local", *web], 60, ascii_only),
            "by_100": (["--by", "method", "--of", "status,bytes", *web], 100, {}),
            "no_time_80": (["--of", "status", str(WEB_LOG)], 80, {}),
            "odd_80": ([odd], 80, {}),
            "odd_200": ([odd], 200, {}),
            "odd_field_80": (["--field", ".mixed", "--field", '."odd name"', "--field", ".größe", odd], 80, {}),
            "map_80": ([str(folder / "nested")], 80, {}),
            "empty_80": ([str(folder / "empty")], 80, {}),
        }
        for name, (command, columns, environment) in screens.items():
            plain, content = shown(command, columns, NO_COLOR="1", **environment)
            expect("\x1b" not in content, f"{name}: escape sequences in spite of NO_COLOR")
            expect(max(map(len, plain)) < columns, f"{name}: wider than {columns - 1}")
            if environment == ascii_only:
                expect(content.isascii(), f"{name}: more than ASCII")
            compare(name, plain)
            colored, content = shown(command, columns, **environment)
            expect_equal(colored, plain, f"{name}: in colours it says")
            expect("\x1b[1m" in content, f"{name}: nothing is bold")


def into_a_pipe_it_is_records():
    done = run([PROGRAM, str(WEB_LOG)])
    expect_equal(json.loads(done.stdout)["records"], 2000, "records")
    table = run([PROGRAM, "-o", "table", *TIME, str(WEB_LOG)], env={**os.environ, "COLUMNS": "200", "LC_ALL": "C.UTF-8"})
    expect_equal(table.stdout.decode(), (SCREENS / "web_200.txt").read_text(), "the table for a file")


WATCH = (PROGRAM, "--watch", "-t", ".ts")


def record(second, **more):
    return {"ts": f"2026-11-22T10:{second // 60:02}:{second % 60:02}Z", "n": second, **more}


def fields(lines):
    return [line.split()[0] for line in lines if line.startswith(".")]


def mode(watched):
    """How the terminal hands over keys."""
    flags = termios.tcgetattr(watched.keys)[3]
    return "lines" if flags & termios.ICANON and flags & termios.ECHO else "keys"


def press(watched, keys):
    os.write(watched.keys, keys)


def end_quickly(watched):
    watched.process.stdin.close()
    return watched.end()


def a_watched_file_leaves_its_table():
    command = ["--watch", *TIME, str(WEB_LOG)]
    lines, _ = shown(command, 80, NO_COLOR="1")
    compare("web_80", lines)


def it_grows_in_place():
    with Watched(WATCH) as watched:
        watched.until(has("^no records yet$|^no records$"), "nothing is shown before the first record")
        watched.give(*(record(s) for s in range(5)))
        watched.until(has("^5 records"), "no first look")
        watched.give(*(record(s) for s in range(5, 100)))
        seen = watched.until(has("^100 records"), "no later one")
        expect_equal(sum(line.startswith("field") for line in seen), 1, "tables on the screen")
        expect(has(r"^now [0-9.]+/s")(seen), f"no rate in {seen}")
        expect(has(r"^\.n +integer .*[▁▂▃▄▅▆▇█]$")(seen), f"no bars in {seen}")
        expect_equal(mode(watched), "keys", "the terminal hands over")
        watched.screen.frames = 0
        watched.look(2.2)
        expect(watched.screen.frames <= 5, f"drawn {watched.screen.frames} times in two seconds in which nothing came")
        expect_equal(end_quickly(watched), 0, "exit status")
        expect_equal(mode(watched), "lines", "the terminal hands over then")
        expect(has("^100 records")(watched.screen.text()), "the last table is gone")


def keys_sort_and_turn_round():
    with Watched(WATCH) as watched:
        watched.give(*(record(s, b=1, a=s // 2) for s in range(10)))
        watched.until(has("^10 records"), "no table")
        press(watched, b"s")
        seen = watched.until(has("^by name"), "s does not sort")
        expect_equal(fields(seen), [".a", ".b", ".n", ".ts"], "by name")
        press(watched, b"sss")
        seen = watched.until(has("^by distinct"), "s does not go on")
        expect_equal(fields(seen)[-2:], [".a", ".b"], "by distinct")
        press(watched, b"r")
        seen = watched.until(has("^by distinct, reversed"), "r does not reverse")
        expect_equal(fields(seen)[:2], [".b", ".a"], "by distinct, reversed")
        press(watched, b"?")
        watched.until(has("q quit"), "? does not help")
        press(watched, b"q")
        expect_equal(watched.end(), 0, "exit status after q")
        expect_equal(fields(watched.screen.text())[:2], [".b", ".a"], "what is left")
        expect(not has("for keys|q quit")(watched.screen.text()), "the line about keys is left")


def a_pause_shows_what_was():
    with Watched(WATCH) as watched:
        watched.give(*(record(s) for s in range(5)))
        watched.until(has("^5 records"), "no table")
        press(watched, b"p")
        watched.until(has("^paused"), "no pause")
        watched.give(*(record(s) for s in range(5, 9)))
        watched.look(2)
        expect(has("^5 records")(watched.screen.text()), "it goes on in spite of the pause")
        press(watched, b"s")
        watched.until(has("^paused, by name"), "no keys while it is paused")
        press(watched, b" ")
        watched.until(has("^9 records"), "it does not go on")
        end_quickly(watched)


def it_scrolls_where_fields_do_not_fit():
    with Watched(WATCH, lines=12) as watched:
        watched.give(*(record(s, **{f"f{n:02}": n for n in range(30)}) for s in range(3)))
        watched.until(has("^3 records"), "no table")
        seen = watched.look(0.2)
        expect_equal((len(seen), fields(seen)[0]), (11, ".ts"), "lines, and the first field")
        press(watched, b"\x1b[B\x1b[B\x1b[B")
        seen = watched.until(lambda lines: fields(lines)[:1] == [".f01"], "the arrow does not scroll")
        expect(has("^field")(seen) and has("^3 records")(seen), f"the head is gone: {seen}")
        press(watched, b"\x1b[A")
        watched.until(lambda lines: fields(lines)[:1] == [".f00"], "the other arrow does not scroll")
        press(watched, b"\x1b[6~" * 40)  # a page is one field where the head is long
        watched.until(lambda lines: fields(lines)[-1:] == [".f29"], "there is no end")
        watched.process.stdin.close()
        watched.end()
        left = ["".join(row).rstrip() for row in watched.screen.rows] + watched.screen.above
        expect_equal(len(fields(left)), 32, "fields that are left at the end")


def it_follows_the_terminals_size():
    with Watched(WATCH) as watched:
        watched.give(*(record(s, **{f"f{n:02}": n for n in range(60)}) for s in range(3)))
        watched.until(lambda lines: len(lines) == 23, "the table does not fill the terminal")
        for columns, lines in ((40, 12), (120, 50), (10, 5), (80, 24)):
            watched.screen = type(watched.screen)(columns, lines)
            watched.resize(columns, lines)
            seen = watched.until(lambda seen: len(seen) == lines - 1, f"no table of {columns} by {lines}")
            expect(max(map(len, seen)) < columns, f"wider than {columns}: {seen}")
        watched.process.kill()


def signals_leave_a_clean_terminal():
    for name, deed in (
        (signal.SIGINT, lambda watched: press(watched, b"\x03")),
        (signal.SIGTERM, lambda watched: watched.process.terminate()),
        (signal.SIGQUIT, lambda watched: press(watched, b"\x1c")),
    ):
        with Watched(WATCH) as watched:
            watched.give(record(0), record(1), record(2))
            watched.until(has("^3 records"), "no table")
            expect_equal(mode(watched), "keys", "the terminal hands over")
            deed(watched)
            if name == signal.SIGQUIT:
                expect_equal(wait_for_end(watched.process, A_SECOND, "after SIGQUIT"), -name, "exit status")
                watched.look(0.1)
                expect(watched.screen.cursor, "the cursor is still hidden")
            else:
                expect_equal(watched.end(), -name, "exit status")
                expect(has("^3 records")(watched.screen.text()), "the last table is gone")
            expect_equal(mode(watched), "lines", f"after {name.name} the terminal hands over")


def two_signals_end_it_at_once():
    with Watched(WATCH) as watched:
        watched.give(record(0), record(1))
        watched.until(has("^2 records"), "no table")
        watched.process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        watched.process.send_signal(signal.SIGINT)
        expect_equal(wait_for_end(watched.process, 1.5, "after two signals"), -signal.SIGINT, "exit status")
        watched.look(0.1)
        expect(watched.screen.cursor, "the cursor is still hidden")
        expect_equal(mode(watched), "lines", "the terminal hands over")


def stopped_and_continued():
    with Watched(WATCH) as watched:
        watched.give(record(0), record(1))
        watched.until(has("^2 records"), "no table")
        os.kill(watched.process.pid, signal.SIGTSTP)
        watched.until(lambda _: watched.screen.cursor, "no cursor while it is stopped")
        expect_equal(mode(watched), "lines", "while it is stopped the terminal hands over")
        os.kill(watched.process.pid, signal.SIGCONT)
        watched.until(lambda _: not watched.screen.cursor, "the cursor is not hidden again")
        expect_equal(mode(watched), "keys", "then the terminal hands over")
        watched.give(record(2))
        watched.until(has("^3 records"), "it does not go on")
        end_quickly(watched)


def messages_pass_above_the_table():
    with Watched(WATCH) as watched:
        watched.give(record(0), record(1))
        watched.until(has("^2 records"), "no table")
        write_all(watched.process.stdin, b'{"ts":\n')
        seen = watched.until(has("stdin:3:"), "no message")
        expect(seen[0].startswith("stream-stats: stdin:3:"), f"the message is in {seen}")
        watched.until(has("1 bad$"), "bad records are not counted")
        expect_equal(end_quickly(watched), 4, "exit status")


def only_on_a_terminal():
    done = run([*WATCH], b"")
    expect_equal((done.returncode, done.stdout), (2, b""), "into a pipe: exit status and stdout")
    expect(b"terminal" in done.stderr, f"it says {done.stderr}")


def main():
    if not os.access(PROGRAM, os.X_OK):
        print(f"no {PROGRAM}")
        sys.exit(77)
    run_tests_of_one_program(
        screens_are_as_they_were,
        into_a_pipe_it_is_records,
        a_watched_file_leaves_its_table,
        it_grows_in_place,
        keys_sort_and_turn_round,
        a_pause_shows_what_was,
        it_scrolls_where_fields_do_not_fit,
        it_follows_the_terminals_size,
        signals_leave_a_clean_terminal,
        two_signals_end_it_at_once,
        stopped_and_continued,
        messages_pass_above_the_table,
        only_on_a_terminal,
    )


if __name__ == "__main__":
    main()
