"""Runs contenders in turn (A B C A B C ...) through bench_measure, and sums up what each took."""
import dataclasses
import os
import pathlib
import statistics
import subprocess


@dataclasses.dataclass
class Contender:
    name: str
    argv: list
    scale: float = 1.0  # size of the whole file over that of the file it reads
    runs: int | None = None  # fewer rounds than the others
    wall: list = dataclasses.field(default_factory=list)  # seconds, not scaled
    cpu: list = dataclasses.field(default_factory=list)
    peak: int = 0  # KiB

    def median(self):
        return statistics.median(self.wall) * self.scale

    def least(self):
        return min(self.wall) * self.scale


class Measure:
    """tool: the program bench_measure; scratch: where outputs go, in memory if the machine has a place for it."""

    def __init__(self, tool):
        self.tool = str(tool)
        shm = pathlib.Path("/dev/shm")
        self.scratch = (shm if os.access(shm, os.W_OK) else pathlib.Path("/tmp")) / f"runnel-bench-{os.getpid()}"

    def once(self, argv, stdin="/dev/null", runs=1):
        """Wall seconds, processor seconds and peak KiB of each run; the output of the last one is left in scratch."""
        command = [self.tool, "-n", str(runs), "-i", str(stdin), "-o", str(self.scratch), "--", *map(str, argv)]
        done = subprocess.run(command, capture_output=True, text=True)
        rows = [[int(word) for word in line.split()] for line in done.stdout.splitlines()]
        if done.returncode != 0 or len(rows) != runs or any(row[4] != 0 for row in rows):
            raise RuntimeError(f"{' '.join(map(str, argv))}: failed\n{done.stderr[-2000:]}")
        return [(wall / 1e9, (user + system) / 1e6, peak) for wall, user, system, peak, _ in rows]

    def rounds(self, contenders, runs):
        for number in range(runs):
            for contender in contenders:
                if contender.runs is not None and number >= contender.runs:
                    continue
                wall, cpu, peak = self.once(contender.argv)[0]
                contender.wall.append(wall)
                contender.cpu.append(cpu)
                contender.peak = max(contender.peak, peak)
            print(f"  round {number + 1} of {runs} done", flush=True)

    def close(self):
        self.scratch.unlink(missing_ok=True)
