"""Four programs in a row, the first of which follows a file, and what they take of the machine."""
import dataclasses
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import time
import urllib.request

PAGE = os.sysconf("SC_PAGE_SIZE")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclasses.dataclass
class Sample:
    at: float  # seconds since the start
    resident: int  # bytes
    descriptors: int


class Chain:
    """filter -F LOG | join --lookup | window | stats. The windows are kept in a file as well."""

    def __init__(self, programs, folder, log, table):
        self.windows, self.profiles = folder / "windows.ndjson", folder / "profiles.ndjson"
        self.port = free_port()
        commands = [
            ["stream-filter", "-F", "--state", folder / "state", "--checkpoint-interval", "2s", "--metrics", f"127.0.0.1:{self.port}",
             '.level != "debug"', log],
            ["stream-join", "--lookup", "--on", "host", "--type", "left", "-", table],
            ["stream-window", "-t", ".t", "--by", "owner: .right.owner", "1s", "n: count, ids: sum(.id)"],
            ["stream-stats", "-t", ".window_end", "--every", "5s", "--of", "n, ids", "--to", self.profiles],
        ]  # fmt: skip
        self.said = [open(folder / f"{command[0]}.stderr", "w+") for command in commands]
        self.processes = {}
        source = subprocess.DEVNULL
        for (name, *arguments), said in zip(commands, self.said):
            if name == "stream-stats":
                self.tee = subprocess.Popen(["tee", self.windows], stdin=source, stdout=subprocess.PIPE)
                source.close()
                source = self.tee.stdout
            process = subprocess.Popen([programs / name, *map(str, arguments)], stdin=source, stdout=subprocess.PIPE, stderr=said)
            if source is not subprocess.DEVNULL:
                source.close()
            self.processes[name], source = process, process.stdout
        source.close()
        self.begun = time.monotonic()
        self.samples = {name: [] for name in self.processes}

    def sample(self):
        for name, process in self.processes.items():
            folder = pathlib.Path("/proc") / str(process.pid)
            resident = int((folder / "statm").read_text().split()[1]) * PAGE
            self.samples[name].append(Sample(time.monotonic() - self.begun, resident, len(os.listdir(folder / "fd"))))

    def records_read(self):
        """By the first program, as its metrics say; None before it answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as answer:
                found = re.search(r"^runnel_input_records_total\{.*\} (\d+)$", answer.read().decode(), re.M)
        except OSError:
            return None
        return int(found[1]) if found else None

    def wait_until_read(self, records, seconds):
        end = time.monotonic() + seconds
        while (read := self.records_read()) != records and time.monotonic() < end:
            time.sleep(0.02)
        return read

    def stop(self):
        """The first is told to end, the others see the end of their input. Exit statuses by program."""
        self.processes["stream-filter"].send_signal(signal.SIGTERM)
        return {name: process.wait(timeout=60) for name, process in self.processes.items()} | {"tee": self.tee.wait(timeout=60)}

    def kill(self):
        for process in [*self.processes.values(), self.tee]:
            if process.poll() is None:
                process.kill()
                process.wait()

    def messages(self):
        texts = []
        for file in self.said:
            file.seek(0)
            texts.append(file.read())
        return "".join(texts)

    def counted(self):
        """Records and the sum of their numbers, as all windows say, and the same as the last profile says."""
        with open(self.windows, "rb") as windows:
            found = [json.loads(line) for line in windows]
        fields = json.loads(self.profiles.read_bytes().splitlines()[-1])["fields"]
        return [
            (sum(window["n"] for window in found), sum(window["ids"] for window in found)),
            (fields[".n"]["number"]["sum"], fields[".ids"]["number"]["sum"]),
        ]


@dataclasses.dataclass
class Use:
    """Of one program, once it had warmed up."""

    first: float  # MiB, median of the first quarter
    last: float  # of the last
    slope: float  # KiB a minute, by least squares
    descriptors_early: int  # the most
    descriptors_late: int

    @staticmethod
    def of(samples, warm_up):
        warm = [sample for sample in samples if sample.at >= warm_up]
        quarter = max(len(warm) // 4, 1)
        median = lambda some: statistics.median(sample.resident for sample in some) / 2**20
        slope = statistics.linear_regression([s.at / 60 for s in warm], [s.resident / 1024 for s in warm]).slope
        half = samples[: len(samples) // 2], samples[len(samples) // 2 :]
        return Use(median(warm[:quarter]), median(warm[-quarter:]), slope, *(max(s.descriptors for s in part) for part in half))
