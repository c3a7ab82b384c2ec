"""The files that are measured: made once, kept in the build folder."""
import os
import random
import shutil
import subprocess

CHUNK = 1 << 20


class Data:
    def __init__(self, build, top):
        self.dir = build / "bench-data"
        self.dir.mkdir(parents=True, exist_ok=True)
        self.generator = build / "bench-bin" / "bench_generate"
        self.real = top.parent / "shared" / "data"

    def reference(self, records, seed=42):
        """Generated web access records, and a lookup table beside them."""
        path = self.dir / f"access-{records}.ndjson"

        def make(out):
            lookup = self.dir / f"lookup-{records}.ndjson"
            subprocess.run([self.generator, str(records), str(seed), lookup], stdout=out, check=True)

        return once(path, make)

    def table(self, records, seed=42):
        """The lookup table that belongs to reference()."""
        path = self.dir / f"lookup-{records}.ndjson"
        if not path.exists():
            subprocess.run([self.generator, "0", str(seed), path], stdout=subprocess.DEVNULL, check=True)
        return path

    def pair(self, name, make, records):
        """Two streams that are made together."""
        left, right = (self.dir / f"{name}-{side}-{records}.ndjson" for side in ("left", "right"))
        if not (left.exists() and right.exists()):
            print(f"making {left.name} and {right.name}", flush=True)
            unfinished = [path.with_suffix(".new") for path in (left, right)]
            with open(unfinished[0], "wb") as left_out, open(unfinished[1], "wb") as right_out:
                make(left_out, right_out, records)
            for path, made in zip((left, right), unfinished):
                made.rename(path)
        return left, right

    def keyed(self, records, keys, seed=42):
        """Records of one hour with a field `key` of so many values, `few` of 16, in order of time."""

        def make(out):
            chance = random.Random(seed)
            for first in range(0, records, CHUNK):
                lines = []
                for n in range(first, min(first + CHUNK, records)):
                    key = n if n < keys else chance.randrange(keys)
                    at = n * 3_600_000 // records
                    second = f"{at // 60_000:02}:{at // 1000 % 60:02}.{at % 1000:03}"
                    lines.append(f'{{"ts":"2026-11-01T10:{second}Z","key":"user-{key * 7919 % keys:07}","few":"user-{key % 16:07}","n":{n % 1000}}}\n')
                out.write("".join(lines).encode())

        return once(self.dir / f"keyed-{records}-{keys}.ndjson", make)

    def connections(self, size):
        """A real log of network connections, repeated; None where the log is not at hand."""
        return self.repeated("conn", "flows/sensor_2024-04-20_conn.ndjson", size)

    def repeated(self, name, path, size):
        """A real file, as often as it takes to be of that size; None where it is not at hand."""
        original = self.real / path
        if not original.exists():
            return None

        def make(out):
            with open(original, "rb") as source:
                while out.tell() < size:
                    source.seek(0)
                    shutil.copyfileobj(source, out, CHUNK)

        return once(self.dir / f"{name}-{size}.ndjson", make)

    def part(self, file, denominator):
        """The head of the file, cut at a line."""

        def make(out):
            with open(file, "rb") as source:
                left = os.path.getsize(file) // denominator
                while left > 0:
                    chunk = source.read(min(CHUNK, left))
                    left -= len(chunk)
                    out.write(chunk)
                out.write(source.readline())

        return once(self.dir / f"{file.stem}-part{denominator}.ndjson", make)


def once(path, make):
    if not path.exists():
        print(f"making {path.name}", flush=True)
        unfinished = path.with_suffix(".new")
        with open(unfinished, "wb") as out:
            make(out)
        unfinished.rename(path)
    return path


def warm(path):
    """Brings the file into the page cache."""
    with open(path, "rb", buffering=0) as source:
        while source.read(CHUNK):
            pass
