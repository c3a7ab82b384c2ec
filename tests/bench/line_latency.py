"""How long a line takes through programs, side by side with others, in alternating rounds."""
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from filter_bench import Bound


class LineLatency:
    """folder: where files, sockets and outputs go, on a disk. `name`: of the folder in it."""

    def __init__(self, programs, measure, report, latency_tool, folder, name):
        self.programs, self.measure, self.report = programs, measure, report
        self.latency_tool = str(latency_tool)
        self.folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder))
        self.bounds, self.differing = [], []

    def close(self):
        shutil.rmtree(self.folder)

    def program(self, name, *arguments):
        return [str(self.programs / f"stream-{name}"), *map(str, arguments)]

    def bound(self, text, shown, met):
        self.bounds.append(Bound(text, shown, met))

    def times(self, command, lines, interval_ms, after=0, followed=True):
        """Milliseconds from the writing of each line to its leaving, and how many did not leave."""
        log = self.folder / "followed.log"
        log.write_bytes(b"")
        file = ["-f", str(log)] if followed else []
        tool = [self.latency_tool, *file, "-a", str(after), str(lines), str(interval_ms), *command]
        printed = subprocess.run(tool, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout.split()
        log.unlink()
        found = [int(word) / 1e6 for word in printed if word != "late"]
        return found, lines - after - len(found)

    def compared(self, title, contenders, lines, interval_ms, rounds):
        """Side by side, in alternating rounds. Quantiles by name. `contenders`: the arguments of times() by name."""
        print(f"{title}: {rounds} rounds of {lines} lines", flush=True)
        times, lost = {name: [] for name in contenders}, dict.fromkeys(contenders, 0)
        for _ in range(rounds):
            for name, arguments in contenders.items():
                found, missing = self.times(**arguments, lines=lines, interval_ms=interval_ms)
                times[name] += found
                lost[name] += missing
        quantiles = {name: [*statistics.quantiles(found, n=100), max(found)] for name, found in times.items()}
        self.report.section(f"{title}, {1000 / interval_ms:g} lines a second")
        rows = [[name, *(f"{q[i]:.3f}" for i in (49, 89, 98, 99)), f"{lost[name]} of {lines * rounds}"] for name, q in quantiles.items()]
        self.report.table(["", "p50 ms", "p90", "p99", "max", "did not leave"], rows)
        return quantiles, lost
