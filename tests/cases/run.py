#!/usr/bin/env python3
"""Runs transcript cases: run.py --bin DIR [--update] [CASE...]

A case is a folder with the file cmd. Its other files are inputs, but for expout, experr and status: what cmd must print
on stdout, on stderr, and its exit status (absent: nothing, nothing, 0). cmd runs in a copy of the folder under bash, with
the programs of --bin first in PATH, stdin empty, and $DATA naming tests/data. All is compared byte for byte.
CASE is a folder below tests/cases (a case, or one that holds cases). --update writes what was printed instead.
"""
import argparse
import concurrent.futures
import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

CASES = pathlib.Path(__file__).resolve().parent
SECONDS = 60
EXPECTED = {"expout": "stdout", "experr": "stderr", "status": "exit status"}


def run(case, bin_dir):
    """What the case's cmd gives: the content that each of EXPECTED should have."""
    with tempfile.TemporaryDirectory(prefix="case-") as top:
        work = pathlib.Path(top, "work")
        shutil.copytree(case, work, ignore=shutil.ignore_patterns(*EXPECTED))
        env = {
            "PATH": f"{bin_dir}:{os.environ['PATH']}",
            "HOME": top,
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "DATA": str(CASES.parent / "data"),
        }
        env.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
        try:
            done = subprocess.run(
                ["bash", "cmd"], cwd=work, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS
            )
        except subprocess.TimeoutExpired as late:
            return {"expout": late.stdout or b"", "experr": late.stderr or b"", "status": f"over {SECONDS} s\n".encode()}
    return {"expout": done.stdout, "experr": done.stderr, "status": f"{done.returncode}\n".encode()}


def expected(case):
    def content(name, default):
        path = case / name
        return path.read_bytes() if path.exists() else default

    return {"expout": content("expout", b""), "experr": content("experr", b""), "status": content("status", b"0\n")}


def lines(content):
    """Lines to be read by a person: control characters and broken UTF-8 made visible."""
    text = content.decode("utf-8", "backslashreplace")
    shown = [
        "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in line)
        for line in text.splitlines(keepends=True)
    ]
    if shown and not shown[-1].endswith("\n"):
        shown[-1] += "\n\\ no newline at the end\n"
    return shown


def report(case, want, got):
    """The differences as text; empty if there are none."""
    parts = []
    for name, what in EXPECTED.items():
        if want[name] != got[name]:
            diff = difflib.unified_diff(lines(want[name]), lines(got[name]), f"expected {what}", f"actual {what}", n=2)
            parts.append("".join(diff))
    if not parts:
        return ""
    name = case.relative_to(CASES)
    command = (case / "cmd").read_text(errors="backslashreplace").rstrip("\n")
    return f"--- {name} ---\n{command}\n{''.join(parts)}"


def update(case, got):
    default = {"expout": b"", "experr": b"", "status": b"0\n"}
    for name, content in got.items():
        if content == default[name]:
            (case / name).unlink(missing_ok=True)
        else:
            (case / name).write_bytes(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, type=lambda p: pathlib.Path(p).resolve(), help="folder of the programs")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("case", nargs="*", default=["."])
    args = parser.parse_args()

    cases = sorted({path.parent for name in args.case for path in (CASES / name).rglob("cmd")})
    if not cases:
        sys.exit(f"no case below {', '.join(args.case)}")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(zip(cases, pool.map(lambda case: run(case, args.bin), cases)))
    failed = 0
    for case, got in results:
        difference = report(case, expected(case), got)
        if difference:
            failed += 1
            print(f"updated {case.relative_to(CASES)}" if args.update else difference)
            if args.update:
                update(case, got)
    print(f"{len(cases)} cases, {failed} {'updated' if args.update else 'failed'}")
    return 1 if failed and not args.update else 0


if __name__ == "__main__":
    sys.exit(main())
