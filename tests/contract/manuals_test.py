"""Help, manual and parser agree, for every program: all three know the same flags, and -h is one screen."""
import os
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("RUNNEL_BIN", TOP / "build" / "bin"))
PROGRAMS = sorted(p.name for p in BIN.glob("stream-*") if (TOP / "man" / f"{p.name}.1").exists())

failures = []


def expect(condition, what):
    if not condition:
        failures.append(what)


def output(program, *arguments):
    done = subprocess.run([BIN / program, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=20)
    expect(done.returncode == 0, f"{program} {' '.join(arguments)}: exit status {done.returncode}")
    expect(done.stderr == "", f"{program} {' '.join(arguments)}: stderr {done.stderr!r}")
    return done.stdout


def flags_of_manual(program):
    """The flags that have an entry in OPTIONS."""
    options = (TOP / "man" / f"{program}.1").read_text().split(".Sh OPTIONS")[1].split("\n.Sh ")[0]
    return {name.replace("\\-", "-") for line in options.splitlines() if line.startswith(".It ") for name in re.findall(r"Fl (\S+)", line)}


def flags_of_help(text):
    """The flags at the start of a line, `-m, --max-count N`, without dashes in front of a letter and with one less else."""
    heads = re.findall(r"^  ( {4}|-\w(?:, |(?=\s|$)))(--[\w-]+)?", text, re.MULTILINE)
    return {word for letter, name in heads for word in (letter.strip(" -,"), name[1:]) if word}


def check(program):
    table = [line.split("\t") for line in output(program, "--generate", "flags").splitlines()]
    known = {letter for _, letter, *_ in table} | {"-" + name for name, *_ in table if name != "-"}
    known.discard("-")
    expect(flags_of_manual(program) == known, f"{program}.1: OPTIONS differs: {flags_of_manual(program) ^ known}")
    complete = output(program, "--help")
    expect(flags_of_help(complete) == known, f"{program} --help differs: {flags_of_help(complete) ^ known}")
    screen = output(program, "-h")
    expect(flags_of_help(screen) <= known, f"{program} -h: unknown {flags_of_help(screen) - known}")
    expect(len(screen.splitlines()) <= 23, f"{program} -h: {len(screen.splitlines())} lines and a prompt are more than a screen")
    for text, name in ((screen, "-h"), (complete, "--help")):
        wide = [line for line in text.splitlines() if len(line) > 79]
        expect(not wide, f"{program} {name}: wider than 79 columns: {wide}")
    expect(re.fullmatch(rf"{program} \(runnel\) \d+\.\d+\.\d+\n", output(program, "--version")), f"{program} --version")


def main():
    expect(PROGRAMS, f"no programs in {BIN}")
    for program in PROGRAMS:
        check(program)
    compared = subprocess.run([TOP / "scripts" / "update-manuals", "--check", "--bin", BIN], capture_output=True, text=True)
    expect(compared.returncode == 0, "scripts/update-manuals --check:\n" + compared.stdout + compared.stderr)
    print("\n".join(failures) or f"{', '.join(PROGRAMS)}: help and manual agree")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
