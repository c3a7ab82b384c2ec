#!/usr/bin/env python3
"""Executes the examples of a document and compares what they print: run.py FILE [--update]

Examples are the fenced blocks marked console of a Markdown file, and the .Bd -literal blocks in section EXAMPLES of an
mdoc manual. In a block, a line `$ COMMAND` (ended by a backslash it goes on with the next line) is followed by what the
command prints on stdout and stderr, exactly; nothing is masked. A block without such a line is only text.

All examples of a file run in order in one bash, in a folder that holds a copy of tests/data, and in addition
access.ndjson, access.log and app.log, copies of files in it. The programs are found in PATH. One that begins with a program of
OTHERS, which is not here, is left out, and that is said. --update (Markdown only) writes what was printed into the file.
"""
import argparse
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"
SECONDS = 120
MARK = "\x01example-{}\x01"
OTHERS = ("parallel",)

# roff's names for characters that examples hold.
ROFF = {r"\e": "\\", r"\-": "-", r"\&": "", r"\(aq": "'", r"\(dq": '"', r"\(ti": "~", r"\(ha": "^", r"\(ga": "`", r"\(rs": "\\"}
ROFF_ESCAPE = re.compile(r"\\(?:\(..|.)")


class Example:
    """A command, what the document says that it prints, and the line where that begins and ends."""

    def __init__(self, line):
        self.line, self.command, self.expected, self.end = line, "", [], line


def examples_of_block(block, first_line):
    """The examples in a block of lines; first_line is the number of the first of them."""
    examples = []
    for number, text in enumerate(block, first_line):
        continued = examples and not examples[-1].expected and examples[-1].command.endswith("\\")
        if continued:
            examples[-1].command += "\n" + text
            examples[-1].line += 1
            examples[-1].end = number
        elif text.startswith("$ "):
            examples.append(Example(number))
            examples[-1].command = text[2:]
        elif examples:
            examples[-1].expected.append(text)
            examples[-1].end = number
    return examples


def markdown_blocks(lines):
    start = None
    for number, text in enumerate(lines, 1):
        if start is None and text.strip() == "```console":
            start = number
        elif start is not None and text.strip() == "```":
            yield lines[start : number - 1], start + 1
            start = None


def unescape(text):
    return ROFF_ESCAPE.sub(lambda m: ROFF.get(m[0], m[0]), text)


def mdoc_blocks(lines):
    section, start = "", None
    for number, text in enumerate(lines, 1):
        if text.startswith(".Sh "):
            section = text[4:].strip()
        elif text.startswith(".Bd -literal") and section == "EXAMPLES":
            start = number
        elif text.startswith(".Ed") and start is not None:
            yield [unescape(line) for line in lines[start : number - 1]], start + 1
            start = None


def read_examples(path):
    lines = path.read_text().splitlines()
    blocks = markdown_blocks(lines) if path.suffix == ".md" else mdoc_blocks(lines)
    examples = [example for block, first in blocks for example in examples_of_block(block, first)]
    return [example for example in examples if can_run(example, path)]


def can_run(example, path):
    program = example.command.split()[0]
    if program not in OTHERS or shutil.which(program):
        return True
    print(f"{path.name}:{example.line}: left out, since {program} is not here")
    return False


def execute(examples):
    """What each example prints, as a list of lines."""
    script = "".join(f"{e.command}\n{{ __s=$?; printf '{MARK.format(i)}'; (exit $__s); }} 2>&1\n" for i, e in enumerate(examples))
    with tempfile.TemporaryDirectory(prefix="docs-") as top:
        work = pathlib.Path(top, "work")
        shutil.copytree(DATA, work)
        shutil.copy(DATA / "web" / "apache_access.ndjson", work / "access.ndjson")
        shutil.copy(DATA / "web" / "apache_access.log", work / "access.log")
        shutil.copy(DATA / "logs" / "app.log", work / "app.log")
        pathlib.Path(top, "script").write_text(script)
        env = {"PATH": os.environ["PATH"], "HOME": top, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        done = subprocess.run(
            ["bash", "../script"], cwd=work, env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS,
        )  # fmt: skip
    rest, printed = done.stdout.decode("utf-8", "backslashreplace"), []
    for i in range(len(examples)):
        output, found, rest = rest.partition(MARK.format(i))
        printed.append(output.splitlines() if found else output.splitlines() + ["(the shell ended here)"])
    return printed


def write_back(path, examples, printed):
    lines = path.read_text().splitlines()
    for example, output in reversed(list(zip(examples, printed))):
        end = example.end
        while end > example.line and not lines[end - 1]:  # the empty lines before the next command stay
            end -= 1
        lines[example.line : end] = output
    path.write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    args = parser.parse_args()

    examples = read_examples(args.file)
    if not examples:
        print(f"{args.file.name}: no examples")
        return 77
    printed = execute(examples)
    if args.update:
        write_back(args.file, examples, printed)
        return 0
    failed = 0
    for example, output in zip(examples, printed):
        # The empty lines that end a block, or set off the next command, are layout.
        want, got = "\n".join(example.expected).rstrip("\n"), "\n".join(output).rstrip("\n")
        if want != got:
            failed += 1
            diff = difflib.unified_diff(want.split("\n"), got.split("\n"), "documented", "printed", lineterm="", n=2)
            print(f"{args.file.name}:{example.line}: $ {example.command}", *diff, sep="\n")
    print(f"{args.file.name}: {len(examples)} examples, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
