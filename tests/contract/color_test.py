"""Colours are for people: on a terminal, unless NO_COLOR, TERM or --color says no; and never elsewhere without being asked."""
import os
import pty
import subprocess
import tty

from contract import *

RECORD = b'{"a":[1,"x",null]}\n'


def on_terminal(command, **environment):
    """What a terminal gets to see on stdout."""
    keys, screen = pty.openpty()
    try:
        tty.setraw(screen)  # else it makes CR LF of a newline
        env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "JQ_COLORS")}
        env.update({"TERM": "xterm", **environment})
        done = subprocess.run(command, input=RECORD, stdout=screen, stderr=subprocess.PIPE, env=env, timeout=20)
        expect_equal((done.returncode, done.stderr), (0, b""), "exit status and stderr")
        seen = b""
        while readable(keys, 0.1):
            seen += os.read(keys, 4096)
        return seen
    finally:
        os.close(screen)
        os.close(keys)


def without_colors(text):
    parts = text.split(b"\x1b[")
    return parts[0] + b"".join(part.split(b"m", 1)[1] for part in parts[1:])


def a_terminal_gets_colors(program):
    seen = on_terminal(program.passing())
    expect(b"\x1b[" in seen, f"no colours in {seen}")
    expect_equal(without_colors(seen), program.written(RECORD), "what is left without them")
    expect_equal(on_terminal(program.passing("--color=auto")), seen, "--color=auto")
    expect_equal(on_terminal(program.passing(), NO_COLOR=""), seen, "an empty NO_COLOR")


def unless_somebody_says_no(program):
    for what, arguments, environment in (
        ("--color=never", ("--color=never",), {}),
        ("NO_COLOR", (), {"NO_COLOR": "1"}),
        ("TERM=dumb", (), {"TERM": "dumb"}),
    ):
        expect_equal(on_terminal(program.passing(*arguments), **environment), program.written(RECORD), what)
    asked = on_terminal(program.passing("--color"), NO_COLOR="1", TERM="dumb")
    expect(b"\x1b[" in asked, "--color was asked for and not given")


def pipes_and_files_get_none(program):
    expect_equal(run(program.passing(), RECORD).stdout, program.written(RECORD), "into a pipe")
    with temporary_folder() as folder:
        expect_equal(on_terminal(program.passing("--to", str(folder / "out"))), b"", "on the terminal, with --to FILE")
        expect_equal((folder / "out").read_bytes(), program.written(RECORD), "into a file")


def the_colors_are_those_of_jq_colors(program):
    seen = on_terminal(program.passing(), JQ_COLORS="0;31:::0;35")
    expect(b"\x1b[0;35m1\x1b[0m" in seen and b"\x1b[0;31mnull\x1b[0m" in seen, f"not as in JQ_COLORS: {seen}")


run_tests(
    a_terminal_gets_colors,
    unless_somebody_says_no,
    pipes_and_files_get_none,
    the_colors_are_those_of_jq_colors,
)
