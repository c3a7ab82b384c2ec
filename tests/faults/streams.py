"""Logs for the tests of faults: what stands in them, how they are written to, and how they are rotated.

A Log is written to piece by piece, wherever the cuts fall, as a program does that writes through a buffer. It remembers
every byte by the file that got it, whatever that file is called by now, so that an undisturbed run can be given the same
files.
"""
import csv
import datetime
import gzip
import io
import json
import os
import pathlib
import shutil

BEGIN = 1_700_000_000  # event time of the first records, in seconds


def event(rng, number):
    """A record in which all programs find something to do. Time goes on by about 50 ms a record."""
    second = BEGIN + number * 0.05 + rng.uniform(-1.0, 1.0)
    if rng.random() < 0.003:
        second -= rng.uniform(20, 90)  # late
    return {
        "ts": round(second, 3),
        "id": int(rng.expovariate(1 / 40)) + number // 20,
        "host": f"h{rng.randrange(8)}",
        "status": rng.choice((200, 200, 200, 304, 404, 500)),
        "ms": round(rng.lognormvariate(3, 1), 1),
        "msg": rng.choice(("ok", "slow", 'a "quoted" one', "two\nlines", "Grüße", "x" * 70)),
    }


class Lines:
    """NDJSON. Some lines are no JSON, and some no record of the stream."""

    flags = ()
    before = after = b""

    def record(self, rng, number):
        luck = rng.random()
        if luck < 0.002:
            return b'{"ts":1700000000,"broken\n'
        if luck < 0.004:
            return b"\n"
        return json.dumps(event(rng, number), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Table:
    """CSV, each file with its header. Some cells span lines, and some rows have too few."""

    flags = ("-i", "csv")
    before = b"ts,id,host,status,ms,msg\n"
    after = b""

    def record(self, rng, number):
        if rng.random() < 0.002:
            return b"1700000000,7\n"
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerow(event(rng, number).values())
        return text.getvalue().encode()


class Pairs:
    """logfmt."""

    flags = ("-i", "logfmt")
    before = after = b""

    def record(self, rng, number):
        if rng.random() < 0.002:
            return b'ts=1700000000 msg="never closed\n'
        pairs = event(rng, number)
        pairs["msg"] = json.dumps(pairs["msg"], ensure_ascii=False)
        return " ".join(f"{name}={value}" for name, value in pairs.items()).encode() + b"\n"


class Array:
    """JSON arrays, one a file, over many lines."""

    flags = ("-i", "json")
    before = b"[\n"
    after = b'{"ts":1700000000,"id":0,"host":"end","status":200,"ms":0,"msg":"end"}\n]\n'

    def record(self, rng, number):
        indent = 1 if number % 7 == 0 else None
        return json.dumps(event(rng, number), ensure_ascii=False, indent=indent).encode() + b",\n"


class Log:
    """`names`: how rotated files are called, "numbers" (log.1 is the newest) or "dates"."""

    def __init__(self, path, form, rng, names="numbers"):
        self.path = pathlib.Path(path)
        self.form = form
        self.rng = rng
        self.names = names
        self.files = []  # what was written, by file
        self._number = 0
        self._file = None
        self._unwritten = b""  # of a record that was cut
        self._rotations = 0

    def append(self, size):
        """Writes so many bytes, or a few more for the beginning of a file."""
        if self._file is None:
            self._file = open(self.path, "ab", buffering=0)
            self.files.append(bytearray())
            self._unwritten = self.form.before
        pieces, there = [self._unwritten], len(self._unwritten)
        while there < size:
            pieces.append(self.form.record(self.rng, self._number))
            self._number += 1
            there += len(pieces[-1])
        text = b"".join(pieces)
        self._write(text[:size])
        self._unwritten = text[size:]

    def _write(self, text):
        if text:
            self._file.write(text)
            self.files[-1] += text

    def finish(self):
        """The record that was begun, and what ends the file."""
        if self._file is None:
            return
        self._write(self._unwritten + self.form.after)
        self._unwritten = b""
        self._file.close()
        self._file = None

    def rotate(self):
        """By renaming; the writer notices it late, and writes some more to the old file."""
        if self._file is None:
            return
        if self.names == "numbers":
            self._shift(1)
            os.rename(self.path, f"{self.path}.1")
        else:
            day = datetime.date(2026, 1, 1) + datetime.timedelta(days=self._rotations)
            os.rename(self.path, f"{self.path}-{day:%Y%m%d}")
        self._rotations += 1
        if self.rng.random() < 0.5:
            self.append(self.rng.randrange(1, 3000))
        self.finish()

    def _shift(self, number):
        for ending in ("", ".gz"):
            name = f"{self.path}.{number}{ending}"
            if os.path.exists(name):
                self._shift(number + 1)
                os.rename(name, f"{self.path}.{number + 1}{ending}")

    def rotated(self):
        """Newest first, those that are not compressed."""
        found = [p for p in self.path.parent.glob(self.path.name + "[.-]*") if p.suffix != ".gz"]
        return sorted(found, key=lambda p: p.stat().st_mtime_ns, reverse=True)

    def compress(self, file):
        """As gzip(1): with the time of what was compressed, which is then removed."""
        times = os.stat(file)
        packed = f"{file}.gz"
        with open(file, "rb") as plain, gzip.open(packed, "wb", compresslevel=1) as out:
            shutil.copyfileobj(plain, out)
        os.utime(packed, ns=(times.st_atime_ns, times.st_mtime_ns))
        os.unlink(file)

    def write_files(self, folder, stem):
        """What was written, file by file, for a run that is not disturbed. Gives their names."""
        names = []
        for number, content in enumerate(self.files):
            names.append(str(folder / f"{stem}-{number:03}.log"))
            pathlib.Path(names[-1]).write_bytes(content)
        return names

    def write_whole(self, folder, stem):
        name = folder / f"{stem}.log"
        name.write_bytes(b"".join(self.files))
        return str(name)
