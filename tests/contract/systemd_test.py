"""The example units: systemd-analyze finds nothing wrong, they are as hard as they say, their commands are accepted; and
what a program tells a service manager of itself.
"""
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time

from contract import (A_SECOND, BIN, SOON, Failed, expect, expect_equal, records, run, run_tests_of_one_program, started,
                      temporary_folder, wait_for_end, write_all)

TOP = pathlib.Path(__file__).resolve().parents[2]
UNITS = TOP / "scripts" / "systemd"
ENTRY = "access"  # of templates


def instance(unit):
    return unit.name.replace("@.", f"@{ENTRY}.")


def units():
    return sorted(path for path in UNITS.iterdir() if path.suffix in (".service", ".timer", ".path", ".socket"))


def settings():
    """As systemd reads the example of an EnvironmentFile."""
    lines = [line for line in (UNITS / f"{ENTRY}.conf").read_text().splitlines() if line and line[0] != "#"]
    pairs = (line.split("=", 1) for line in lines)
    return {name: "".join(shlex.split(value)[:1]) if value[:1] in "'\"" else value for name, value in pairs}


def started_command(unit, folder):
    """The words of ExecStart, as systemd would make them, with folders of ours."""
    text = unit.read_text().replace("\\\n", " ")
    line = re.search(r"^ExecStart=(.*)$", text, re.M)[1]
    variables = {**settings(), "STATE_DIRECTORY": str(folder)}
    words = []
    for word in line.split():
        if re.fullmatch(r"\$[A-Z_]+", word):
            words += variables[word[1:]].split()
        else:
            words.append(re.sub(r"\$\{([A-Z_]+)\}", lambda name: variables[name[1]], word))
    return [word.replace("/usr/bin/", f"{BIN}/") for word in words]


def units_are_verified():
    if not shutil.which("systemd-analyze"):
        print("        systemd-analyze is not there: the units are not verified", flush=True)
        return
    with temporary_folder() as folder:
        for unit in units():
            text = unit.read_text().replace("/usr/bin/stream-", f"{BIN}/stream-")
            (folder / instance(unit)).write_text(text)
        for unit in units():
            done = run(["systemd-analyze", "verify", "--man=no", str(folder / instance(unit))], cwd=folder)
            expect_equal((done.returncode, done.stdout + done.stderr), (0, b""), f"systemd-analyze verify {unit.name}")


def units_are_as_hard_as_they_say():
    if not shutil.which("systemd-analyze"):
        print("        systemd-analyze is not there: the units are not measured", flush=True)
        return
    with temporary_folder() as folder:
        for unit in units():
            if unit.suffix != ".service":
                continue
            said = re.search(r"exposure of ([0-9.]+)", unit.read_text())
            expect(said is not None, f"{unit.name} does not say how exposed it is")
            shutil.copy(unit, folder / instance(unit))
            done = run(["systemd-analyze", "security", "--offline=yes", "--no-pager", str(folder / instance(unit))])
            found = re.search(r"exposure level for .*: ([0-9.]+)", done.stdout.decode())
            expect(found is not None, f"systemd-analyze security {unit.name}: {done.stdout[-300:]} {done.stderr[-300:]}")
            # Versions differ a little in what they look at.
            expect(abs(float(found[1]) - float(said[1])) <= 0.5, f"{unit.name} says {said[1]}, it is {found[1]}")


LOG = "".join(f'10.0.0.{n} - - [01/Mar/2026:12:0{n}:01 +0000] "GET /a HTTP/1.1" {200 + 100 * (n % 4)} 512 "-" "x"\n' for n in range(8))


def the_report_reads_only_what_is_new():
    """The command of the timer's service, run as it stands but for the folders."""
    with temporary_folder() as folder:
        log = folder / "access.log"
        command = [str(log) if word == "/var/log/nginx/access.log" else word
                   for word in started_command(UNITS / "stream-stats-report.service", folder)]
        for lines in (LOG, LOG + LOG):
            with open(log, "a", encoding="utf-8") as file:
                file.write(lines)
            done = run(command)
            expect_equal((done.returncode, done.stderr), (0, b""), "the report")
        counts = [int(count) for count in re.findall(r'"records":(\d+)', (folder / "report.ndjson").read_text())]
        expect_equal(counts, [8, 16], "records of the two reports")


class Manager:
    """A service manager's end of sd_notify(3)."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.heard = []

    def environment(self, **more):
        return {**os.environ, "NOTIFY_SOCKET": self.path, **more}

    def wait_for(self, what):
        """Until a message has that line."""
        end = time.monotonic() + SOON
        while True:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                message = self.socket.recv(65536).decode()
            except TimeoutError:
                raise Failed(f"{what} was not heard, but {self.heard[-10:]}") from None
            self.heard.append(message)
            if any(re.fullmatch(what, line) for line in message.splitlines()):
                return message

    def count(self, what, seconds):
        """How often that is heard from now on for so long."""
        end, found = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                found += self.socket.recv(65536).decode() == what
            except TimeoutError:
                break
        return found


def the_unit_runs_as_a_service():
    """The command of the template, under a manager that hears what it says."""
    with temporary_folder() as folder:
        log = folder / "access.log"
        log.write_text(LOG)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [word.replace("/var/log/nginx/access.log", str(log)).replace("127.0.0.1:9100", f"127.0.0.1:{port}")
                   for word in started_command(UNITS / "stream-window@.service", folder)]
        manager = Manager(folder)
        with started(command, env=manager.environment(WATCHDOG_USEC="4000000"), stdin=subprocess.DEVNULL) as process:
            manager.wait_for("READY=1")
            manager.wait_for("STATUS=.*8 records.*")
            manager.wait_for("WATCHDOG=1")
            process.send_signal(signal.SIGHUP)
            expect(re.search(r"MONOTONIC_USEC=\d+", manager.wait_for("RELOADING=1")), "no time of the reload")
            manager.wait_for("READY=1")
            process.terminate()
            manager.wait_for("STOPPING=1")
            expect_equal(wait_for_end(process, A_SECOND, "SIGTERM"), -signal.SIGTERM, "what ended it")
            expect_equal(process.stderr.read(), b"", "what it said")
        expect((folder / "state").exists(), "there is no state")
        written = (folder / "windows.ndjson").read_text().count("\n")
        expect(written >= 6, f"{written} windows of 8 minutes were written")


def neither_silence_nor_a_full_output_starves_the_watchdog():
    with temporary_folder() as folder:
        manager = Manager(folder)
        environment = manager.environment(WATCHDOG_USEC="1000000")
        with started([str(BIN / "stream-filter"), "true"], env=environment) as process:
            manager.wait_for("READY=1")
            expect(manager.count("WATCHDOG=1", 2.5) >= 4, "a run that waits for input is not alive")
            # Nobody reads what it writes: both pipes fill, and it waits.
            os.set_blocking(process.stdin.fileno(), False)
            content, taken = records(2000, "x" * 500), time.monotonic()
            while time.monotonic() - taken < 0.5:
                try:
                    if process.stdin.write(content):
                        taken = time.monotonic()
                except BlockingIOError:
                    pass
                time.sleep(0.01)
            expect(manager.count("WATCHDOG=1", 2.5) >= 4, "a run that waits for its reader is not alive")


def a_batch_that_takes_long_starves_the_watchdog():
    with temporary_folder() as folder:
        manager = Manager(folder)
        environment = manager.environment(WATCHDOG_USEC="800000")
        # Each of these records is given up after a second or more, all of them after minutes.
        command = [str(BIN / "stream-filter"), "--threads", "1", "[range(1e18) | select(. < 0)] | length > 0"]
        with started(command, env=environment) as process:
            manager.wait_for("READY=1")
            write_all(process.stdin, b"{}\n" * 200)
            manager.count("WATCHDOG=1", 1.5)
            expect_equal(manager.count("WATCHDOG=1", 2), 0, "how often a run that is stuck said that it is alive")


if __name__ == "__main__":
    if not os.access(BIN / "stream-window", os.X_OK):
        sys.exit(f"the programs are not in {BIN}")
    run_tests_of_one_program(units_are_verified, units_are_as_hard_as_they_say, the_report_reads_only_what_is_new,
                             the_unit_runs_as_a_service, neither_silence_nor_a_full_output_starves_the_watchdog,
                             a_batch_that_takes_long_starves_the_watchdog)
