"""stream-window --watch on a terminal: the table is renewed in place, fits the terminal, and leaves it clean."""
import codecs
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time

from contract import *

PROGRAM = str(BIN / "stream-window")
WATCH = (PROGRAM, "--watch", "-t", ".ts", "--by", "host", "10s", "count")
HEADER = r"window +(end +)?host +count"


class Screen:
    """A small terminal: what it shows after the bytes that were written to it. It knows what --watch needs, and nothing else."""

    SEQUENCE = re.compile(r"\x1b\[(\??[0-9;]*)([A-Za-z])")

    def __init__(self, columns, lines):
        self.columns, self.lines = columns, lines
        self.rows, self.above = [[] for _ in range(lines)], []
        self.row = self.column = 0
        self.cursor, self.style = True, ""
        self.frames = 0
        self.decoder, self.rest = codecs.getincrementaldecoder("utf-8")(), ""

    def write(self, content):
        text, self.rest = self.rest + self.decoder.decode(content), ""
        while text:
            if text[0] == "\x1b":
                found = self.SEQUENCE.match(text)
                if not found and len(text) < 16:
                    self.rest = text
                    return
                expect(found, f"an escape sequence that is none: {text[:16]!r}")
                self.obey(*found.groups())
                text = text[found.end():]
                continue
            self.put(text[0])
            text = text[1:]

    def put(self, c):
        if c == "\r":
            self.column = 0
        elif c == "\n":
            self.row += 1
            if self.row == self.lines:
                self.row -= 1
                self.above.append("".join(self.rows.pop(0)))
                self.rows.append([])
        else:
            expect(c.isprintable(), f"the character {c!r} on the screen")
            expect(self.column < self.columns, f"a line that is wider than the terminal: {self.rows[self.row]}")
            line = self.rows[self.row]
            line.extend(" " * (self.column + 1 - len(line)))
            line[self.column] = c
            self.column += 1

    def obey(self, parameters, letter):
        if letter == "A":
            self.frames += 1
            expect(int(parameters) <= self.row, f"up {parameters} lines from line {self.row}")
            self.row -= int(parameters)
        elif (parameters, letter) == ("", "K"):
            del self.rows[self.row][self.column:]
        elif (parameters, letter) == ("", "J"):
            del self.rows[self.row][self.column:]
            self.rows[self.row + 1:] = [[] for _ in self.rows[self.row + 1:]]
        elif (parameters, letter) == ("2", "J"):
            self.rows = [[] for _ in self.rows]
        elif (parameters, letter) == ("", "H"):
            self.row = self.column = 0
        elif letter == "m":
            self.style = "" if parameters == "0" else parameters
        elif parameters == "?25":
            self.cursor = letter == "h"
        else:
            raise Failed(f"the unknown escape sequence {parameters!r} {letter!r}")

    def text(self):
        lines = ["".join(row).rstrip() for row in self.rows]
        while lines and not lines[-1]:
            lines.pop()
        return lines


class Watched:
    """A program on a terminal of its own, which is its controlling one."""

    def __init__(self, command, columns=80, lines=24, stdin=subprocess.PIPE, stderr=None, **environment):
        self.keys, terminal = pty.openpty()
        self.screen = Screen(columns, lines)
        self.bytes = b""
        self.resize(columns, lines)
        env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "LC_CTYPE", "LANG")}
        env.update({"TERM": "xterm", "LC_ALL": "C.UTF-8", **environment})

        def take_terminal():
            os.setsid()
            fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            command, stdin=stdin, stdout=terminal, stderr=terminal if stderr is None else stderr, env=env, bufsize=0, preexec_fn=take_terminal
        )
        os.close(terminal)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stderr):
            if pipe is not None:
                pipe.close()
        os.close(self.keys)

    def resize(self, columns, lines):
        fcntl.ioctl(self.keys, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def look(self, seconds):
        """What the screen shows then."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and readable(self.keys, left):
            try:
                content = os.read(self.keys, 65536)
            except OSError:  # the terminal has no program any more
                break
            if not content:
                break
            self.bytes += content
            self.screen.write(content)
        return self.screen.text()

    def until(self, holds, what):
        end = time.monotonic() + SOON
        while True:
            shown = self.look(0.05)
            if holds(shown):
                return shown
            expect(time.monotonic() < end, f"{what}; the screen shows {shown}")

    def give(self, *given):
        write_all(self.process.stdin, b"".join(json.dumps(record).encode() + b"\n" for record in given))

    def end(self, seconds=A_SECOND + 2):
        """The exit status, after everything was shown."""
        end = time.monotonic() + SOON
        while self.process.poll() is None and time.monotonic() < end:
            self.look(0.02)
        status = wait_for_end(self.process, seconds, "--watch")
        self.look(0.1)
        expect(self.screen.cursor, "the cursor is still hidden")
        expect_equal(self.screen.style, "", "the style that is left behind")
        expect_equal(self.screen.column, 0, "the cursor's column")
        return status


def record(second, host="a"):
    return {"ts": f"2026-11-22T10:{second // 60:02}:{second % 60:02}Z", "host": host}


def has(pattern):
    return lambda shown: any(re.search(pattern, line) for line in shown)


def a_file_leaves_its_table_on_the_terminal():
    with temporary_folder() as folder:
        (folder / "in").write_text("".join(json.dumps(record(s, "ab"[s % 2])) + "\n" for s in range(30)))
        with Watched([*WATCH, str(folder / "in")], stdin=subprocess.DEVNULL) as watched:
            expect_equal(watched.end(), 0, "exit status")
            shown = watched.screen.text()
    expect(re.fullmatch(HEADER, shown[0]), f"the first line is {shown[0]!r}")
    rows = [line.split()[:3] for line in shown[1:]]
    starts = [f"2026-11-22T10:00:{s:02}Z" for s in (20, 20, 10, 10, 0, 0)]
    expect_equal(rows, [[start, host, "5"] for start, host in zip(starts, "abababab")], "the rows")


def early_results_are_renewed_in_place():
    with Watched(WATCH) as watched:
        watched.until(has("^no results yet$"), "nothing is shown before the first result")
        watched.give(record(0), record(1))
        watched.until(has(r"10:00:00Z \* +a +2$"), "no early result")
        watched.give(record(2), record(3))
        shown = watched.until(has(r"10:00:00Z \* +a +4$"), "no later one")
        expect_equal(len(shown), 2, "lines on the screen")
        watched.give(record(30))
        watched.until(has(r"10:00:00Z +a +4$"), "no final result")
        watched.process.stdin.close()
        expect_equal(watched.end(), 0, "exit status")
        expect_equal([line.split()[-1] for line in watched.screen.text()[1:]][1:], ["4"], "what is left of the first window")


def the_table_follows_the_terminals_size():
    with Watched(WATCH) as watched:
        watched.give(*(record(s) for s in range(0, 600, 5)))
        watched.until(lambda shown: len(shown) == 23 and shown[-1].startswith("... "), "the table does not fill the terminal")
        for columns, lines in ((40, 10), (120, 50), (20, 5), (80, 24)):
            watched.screen = Screen(columns, lines)
            watched.resize(columns, lines)
            shown = watched.until(lambda shown: len(shown) == lines - 1 and shown[-1].startswith("... "), f"no table of {columns} by {lines}")
            expect(re.match("window", shown[0]), f"the first line is {shown[0]!r}")
            expect(max(map(len, shown)) < columns, f"wider than {columns}: {shown}")
        watched.process.stdin.close()
        watched.end()


def ctrl_c_leaves_the_last_table():
    with Watched(WATCH) as watched:
        watched.give(record(0), record(1), record(2))
        watched.until(has(r"\* +a +3$"), "no early result")
        os.write(watched.keys, b"\x03")
        expect_equal(watched.end(), -signal.SIGINT, "exit status")
        shown = watched.screen.text()
        expect(re.fullmatch(HEADER, shown[0]), f"the first line is {shown[0]!r}")
        expect(re.search(r"10:00:00Z +a +3$", shown[1]), f"the row is {shown[1]!r}")
        expect_equal(shown[2:], [], "under the table")


def a_signal_leaves_a_clean_terminal():
    with Watched(WATCH) as watched:
        watched.give(record(0), record(1), record(2))
        watched.until(has(r"\* +a +3$"), "no early result")
        watched.process.terminate()
        expect_equal(watched.end(), -signal.SIGTERM, "exit status")
        expect(re.search(r"10:00:00Z +a +3$", watched.screen.text()[1]), f"the table is {watched.screen.text()}")


def two_signals_end_it_at_once_and_show_the_cursor():
    with Watched(WATCH) as watched:
        watched.give(record(0), record(1), record(2))
        watched.until(has(r"\* +a +3$"), "no early result")
        watched.process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        watched.process.send_signal(signal.SIGINT)
        expect_equal(wait_for_end(watched.process, 1.5, "after two signals"), -signal.SIGINT, "exit status")
        watched.look(0.1)
        expect(watched.screen.cursor, "the cursor is still hidden")


def stopped_and_continued():
    with Watched(WATCH) as watched:
        watched.give(record(0), record(1))
        watched.until(has(r"\* +a +2$"), "no early result")
        os.kill(watched.process.pid, signal.SIGTSTP)
        watched.until(lambda _: watched.screen.cursor, "no cursor while it is stopped")
        os.kill(watched.process.pid, signal.SIGCONT)
        watched.until(lambda _: not watched.screen.cursor, "the cursor is not hidden again")
        watched.give(record(2), record(3))
        watched.until(has(r"\* +a +4$"), "it does not go on")
        watched.process.stdin.close()
        watched.end()


def messages_pass_above_the_table():
    with Watched(WATCH, lines=10) as watched:
        watched.give(record(0), record(1))
        watched.until(has(r"\* +a +2$"), "no early result")
        for number in range(3):
            write_all(watched.process.stdin, b'{"ts":\n')
            watched.until(has(rf"stdin:{3 + number}:"), "no message")
        shown = watched.until(has(r"\* +a +2$"), "the table is gone")
        expect_equal([line[:20] for line in shown[:3]], [f"stream-window: stdin:{n}" [:20] for n in (3, 4, 5)], "the messages")
        expect(re.fullmatch(HEADER, shown[3]) and len(shown) == 5, f"the table under them is {shown[3:]}")
        watched.process.stdin.close()
        expect_equal(watched.end(), 4, "exit status")


def at_most_ten_times_a_second():
    with Watched(WATCH) as watched:
        begin = time.monotonic()
        for second in range(400):
            watched.give(record(second))
            watched.look(0.004)
        took = time.monotonic() - begin
        frames = watched.screen.frames
        expect(frames >= 3, f"it was renewed {frames} times in {took:.1f} s")
        expect(frames <= 10 * took + 2, f"it was renewed {frames} times in {took:.1f} s")
        watched.process.stdin.close()
        watched.end()


def no_color_and_no_unicode_where_not_wanted():
    with temporary_folder() as folder:
        (folder / "in").write_text("".join(json.dumps(record(s, "größe")) + "\n" for s in range(55)))
        command = [*WATCH, str(folder / "in")]
        seen = {}
        for name, environment in (("plain", {}), ("no colour", {"NO_COLOR": "1"}), ("ascii", {"LC_ALL": "C"})):
            with Watched(command, stdin=subprocess.DEVNULL, **environment) as watched:
                expect_equal(watched.end(), 0, "exit status")
                seen[name] = watched.bytes.decode()
    expect("\x1b[1m" in seen["plain"] and "▁" in seen["plain"], "no colours or no bars")
    expect("▁" in seen["no colour"] and not re.search(r"\x1b\[[0-9;]*m", seen["no colour"]), "colours in spite of NO_COLOR")
    expect(seen["ascii"].isascii() and "gr??e" in seen["ascii"], "more than ASCII")


def only_on_a_terminal():
    done = run([*WATCH], b"")
    expect_equal((done.returncode, done.stdout), (2, b""), "into a pipe: exit status and stdout")
    expect(b"terminal" in done.stderr, f"it says {done.stderr}")
    for arguments, environment, word in ((("--to", "/dev/null"), {}, b"--to"), ((), {"TERM": "dumb"}, b"TERM=dumb")):
        with Watched([*WATCH, *arguments], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, **environment) as watched:
            said = read_all(watched.process.stderr)
            expect_equal(wait_for_end(watched.process, A_SECOND, "--watch"), 2, f"exit status with {word}")
            expect(word in said, f"it says {said}")


def main():
    if not os.access(PROGRAM, os.X_OK):
        sys.exit(f"no {PROGRAM}")
    run_tests_of_one_program(
        a_file_leaves_its_table_on_the_terminal,
        early_results_are_renewed_in_place,
        the_table_follows_the_terminals_size,
        ctrl_c_leaves_the_last_table,
        a_signal_leaves_a_clean_terminal,
        two_signals_end_it_at_once_and_show_the_cursor,
        stopped_and_continued,
        messages_pass_above_the_table,
        at_most_ten_times_a_second,
        no_color_and_no_unicode_where_not_wanted,
        only_on_a_terminal,
    )


if __name__ == "__main__":
    main()
