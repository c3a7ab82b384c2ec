"""The shells' completions know the flags of the program: the files are as generated, and each shell that is here completes by them."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("RUNNEL_BIN", TOP / "build" / "bin"))
FOLDER = TOP / "scripts" / "completions"
PROGRAMS = sorted(path.stem for path in (TOP / "man").glob("*.1"))
FILES = ["records.ndjson", "report me.ndjson"]

failures = []


def expect(condition, what):
    if not condition:
        failures.append(what)


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    expect(done.returncode == 0 and done.stderr == "", f"{command[:2]}: exit status {done.returncode}, {done.stderr!r}")
    return done.stdout.splitlines()


def bash(program, words, folder):
    """What the completion function answers for the last of the words; 'files' if it leaves it to bash, which then shows files."""
    script = """
      compopt() { [ "$*" != "+o default" ] || files=no; }
      . "$1"; shift
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) files=yes
      function=$(complete -p "$1"); function=${function##*-F }; ${function%% *}
      printf '%s\\n' "${COMPREPLY[@]}"
      if [ ${#COMPREPLY[@]} = 0 ]; then echo "$files"; fi"""
    said = [line for line in run(["bash", "-c", script, "bash", FOLDER / f"{program}.bash", program, *words], folder) if line]
    return {"yes": "files", "no": []}.get(said[0], said) if len(said) == 1 else said


def fish(program, words, folder):
    line = program + " " + " ".join(words)
    script = f"source {FOLDER / program}.fish; complete -C '{line}'"
    return [answer.split("\t")[0] for answer in run(["fish", "--no-config", "-c", script], folder)]


def check_bash(program, flags, folder):
    everything = bash(program, ["-"], folder)
    expect(set(everything) == {flag[-1] for flag in flags}, f"bash, {program}: {set(everything) ^ {flag[-1] for flag in flags}}")
    for words, wanted in [
        (["--on-e"], ["--on-error", "--on-eof"]),
        (["--on-error", ""], ["report", "skip", "fail", "wrap"]),
        (["--on-error", "s"], ["skip"]),
        (["--on-error", "=", "wr"], ["wrap"]),
        (["--on-error", "="], ["report", "skip", "fail", "wrap"]),
        (["--to", "rec"], "files"),
        (["--to", "=", "rec"], "files"),
        ([".a", "rec"], "files"),
        (["--threads", ""], []),
        (["--arg", ""], []),
        (["--arg", "name", ""], []),
        (["--slurpfile", "name", "rec"], "files"),
        (["--nonsense"], "files"),
    ]:
        answer = bash(program, words, folder)
        expect(answer == wanted, f"bash, {program} {words}: {answer}, not {wanted}")


def check_fish(program, flags, folder):
    for words, wanted in [(["--on-error", "s"], {"skip"}), (["--on-error=wr"], {"--on-error=wrap"}), (["--dead"], set()),
                          ([".a", "rec"], {"records.ndjson"}), (["--to", "rec"], {"records.ndjson"}), (["--threads", "rec"], set())]:
        answer = set(fish(program, words, folder))
        if words == ["--dead"]:
            expect("--dead-letter" in answer, f"fish, {program} --dead: {answer}")
        else:
            expect(answer == wanted, f"fish, {program} {words}: {answer}, not {wanted}")
    known = {word for word in fish(program, ["--"], folder) if word.startswith("--")}
    wanted = {f"--{name[2:]}" for flag in flags for name in flag if name.startswith("--")}
    expect(known == wanted, f"fish, {program}: {known ^ wanted}")


def check_zsh(program, flags, folder):
    """_arguments is given each flag; what zsh does with that needs a terminal."""
    script = f"""_arguments() {{ print -rl -- "$@" }}; . {FOLDER / ('_' + program)}"""
    said = "\n".join(run(["zsh", "-f", "-c", script], folder))
    for flag in flags:
        for spelling in flag:
            expect(f"\n{spelling}[" in said or f"){spelling}[" in said or f"\n*{spelling}[" in said, f"zsh, {program}: no {spelling}")
    expect("[bad records\\: report" in said and ":HOW:(report skip fail wrap)" in said, f"zsh, {program}: --on-error has no words")


def main():
    compared = subprocess.run([TOP / "scripts" / "update-completions", "--check", "--bin", BIN], capture_output=True, text=True)
    expect(compared.returncode == 0, "scripts/update-completions --check:\n" + compared.stdout + compared.stderr)
    checks = {"bash": check_bash, "fish": check_fish, "zsh": check_zsh}
    with tempfile.TemporaryDirectory(prefix="contract-") as folder:
        for name in FILES:
            (pathlib.Path(folder) / name).touch()
        for program in PROGRAMS:
            table = subprocess.run([BIN / program, "--generate", "flags"], capture_output=True, text=True, check=True).stdout
            lines = [line.split("\t")[:2] for line in table.splitlines()]
            flags = [[s for s in (f"-{letter}", f"--{name}") if s not in ("--", "---")] for name, letter in lines]
            for shell, check in checks.items():
                if shutil.which(shell):
                    check(program, flags, folder)
    absent = [shell for shell in checks if not shutil.which(shell)]
    print("\n".join(failures) or f"{', '.join(PROGRAMS)}: completions agree")
    if absent:
        print(f"not here, so not tried: {', '.join(absent)}")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
