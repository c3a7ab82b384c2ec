"""The example for cron, scripts/cron/access-alerts, over a real access log that grows and is rotated between its runs."""
import contextlib
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("RUNNEL_BIN", TOP / "build" / "bin"))
SCRIPT = TOP / "scripts" / "cron" / "access-alerts"
LINES = (TOP / "tests" / "data" / "web" / "apache_access.log").read_text().splitlines(keepends=True)
AGGREGATES = "count, errors: count(.status >= 500), hosts: distinct(.remote_addr)"
# The log has few errors, so the tests tell of windows with many requests.
ALERT = ".count >= 6"
WINDOW = "10s"


class Machine:
    """A folder with a log, and what cron does with it."""

    def __init__(self, top):
        self.top = pathlib.Path(top)
        self.log = self.top / "access.log"
        self.folder = self.top / "alerts"
        self.env = {"PATH": f"{self.top / 'bin'}:{BIN}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "WINDOW": WINDOW, "ALERT": ALERT}

    def write(self, lines):
        with self.log.open("a") as log:
            log.write("".join(lines))

    def rotate(self, compress):
        """As logrotate does: access.log.1 becomes access.log.2, or access.log.2.gz, and access.log becomes access.log.1."""
        first, second = self.top / "access.log.1", self.top / "access.log.2"
        if first.exists() and compress:
            packed = pathlib.Path(f"{second}.gz")
            packed.write_bytes(gzip.compress(first.read_bytes()))
            shutil.copystat(first, packed)
            first.unlink()
        elif first.exists():
            first.rename(second)
        self.log.rename(first)
        self.log.touch()

    def run(self, *address):
        return subprocess.run(
            [SCRIPT, self.log, self.folder, *address], env=self.env, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
        )

    def quiet_run(self, *address):
        done = self.run(*address)
        assert done.returncode == 0 and done.stderr == "", f"status {done.returncode}, stderr {done.stderr!r}"
        return done.stdout

    def windows(self):
        return (self.folder / "windows.ndjson").read_text()


def expected_windows(log):
    """Those of one run over the whole log, without the ones that are still open where it ends."""
    done = subprocess.run(
        [BIN / "stream-window", "-i", "combined", "--watermark-delay", "1m", "--state", log.parent / "whole.state", WINDOW, AGGREGATES, log],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout


def expected_alerts(windows):
    found = [json.loads(line) for line in windows.splitlines()]
    return "".join(
        f"{w['window_start']}: {w['errors']} of {w['count']} requests failed, from {w['hosts']} hosts\n" for w in found if w["count"] >= 6
    )


@contextlib.contextmanager
def machine():
    with tempfile.TemporaryDirectory(prefix="contract-") as top:
        yield Machine(top)


def whole_log(m):
    path = m.top / "whole.log"
    path.write_text("".join(LINES))
    return path


def check_rotated_twice_between_two_runs(compress):
    with machine() as m:
        told = ""
        m.write(LINES[:50])
        told += m.quiet_run()
        before = m.windows()
        assert m.quiet_run() == "" and m.windows() == before, "a run without new lines did something"
        m.write(LINES[50:90])
        m.rotate(compress)
        m.write(LINES[90:140])
        m.rotate(compress)
        m.write(LINES[140:170])
        told += m.quiet_run()
        m.write(LINES[170:])
        told += m.quiet_run()
        windows = expected_windows(whole_log(m))
        assert windows.count("\n") > 5, "the test has too few windows"
        assert m.windows() == windows, "the windows differ from those of one run"
        alerts = expected_alerts(windows)
        assert alerts and told == alerts, f"told {told!r}, expected {alerts!r}"


def rotated_twice():
    check_rotated_twice_between_two_runs(compress=False)


def rotated_twice_and_compressed():
    check_rotated_twice_between_two_runs(compress=True)


def line_that_is_not_finished():
    """A line that is being written when cron comes is read by the next run, once."""
    with machine() as m:
        m.write(LINES[:30])
        half = LINES[30][: len(LINES[30]) // 2]
        m.write([half])
        m.quiet_run()
        m.write([LINES[30][len(half) :], *LINES[31:]])
        m.quiet_run()
        assert m.windows() == expected_windows(whole_log(m))
        assert (m.folder / "dead.ndjson").read_bytes() == b""


def windows_put_away():
    """windows.ndjson may be moved away: what was not read of it is read, and a new file is begun."""
    with machine() as m:
        m.env["ALERT"] = "true"
        m.write(LINES[:100])
        told = m.quiet_run()
        (m.folder / "windows.ndjson").rename(m.folder / "windows.ndjson.1")
        m.write(LINES[100:])
        done = m.run()
        assert done.returncode == 0, done.stderr
        windows = (m.folder / "windows.ndjson.1").read_text() + m.windows()
        assert windows == expected_windows(whole_log(m))
        assert (told + done.stdout).count("\n") == windows.count("\n")


def mail(m, body):
    (m.top / "bin").mkdir(exist_ok=True)
    program = m.top / "bin" / "mail"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


def mail_that_fails_is_sent_again():
    with machine() as m:
        m.write(LINES)
        mail(m, "cat > /dev/null; exit 1")
        assert m.run("root").returncode == 1
        mail(m, f'echo "$@" > {m.top}/arguments; cat >> {m.top}/mailbox')
        assert m.quiet_run("root") == ""
        assert (m.top / "mailbox").read_text() == expected_alerts(m.windows())
        assert (m.top / "arguments").read_text().endswith("root\n")
        (m.top / "mailbox").unlink()
        m.quiet_run("root")
        assert not (m.top / "mailbox").exists(), "an e-mail without anything new"


def two_at_a_time():
    """A run that meets another one says so and changes nothing."""
    with machine() as m:
        m.write(LINES)
        m.quiet_run()
        before = m.windows()
        with subprocess.Popen(["flock", m.folder / "windows.state.lock", "sh", "-c", "echo; read line"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            other.stdout.readline()
            done = m.run()
            other.stdin.close()
        assert done.returncode == 3 and "another run is using this state" in done.stderr, (done.returncode, done.stderr)
        assert m.windows() == before


def usage():
    done = subprocess.run([SCRIPT], capture_output=True, text=True, timeout=10)
    assert done.returncode == 2 and "usage: access-alerts" in done.stderr, (done.returncode, done.stderr)


def main():
    tests = [rotated_twice, rotated_twice_and_compressed, line_that_is_not_finished, windows_put_away, mail_that_fails_is_sent_again, two_at_a_time, usage]
    failed = 0
    for test in tests:
        try:
            test()
        except (AssertionError, subprocess.SubprocessError, OSError):
            failed += 1
            print(f"{test.__name__}:\n{traceback.format_exc()}")
    print(f"{len(tests)} checks of scripts/cron, {failed} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
