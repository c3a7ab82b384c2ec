"""One case for stream-window: a stream and options, as a command line and as the twin's query."""
from dataclasses import dataclass, replace

from window_query import Aggregate, Query, Session
from window_texts import duration, read_time
from window_times import SECOND, Grid


@dataclass(frozen=True)
class Field:
    """A member of AGGREGATES."""

    text: str
    aggregate: Aggregate


@dataclass(frozen=True)
class Case:
    lines: list
    window: str
    kind: object
    fields: tuple
    time: tuple | None  # of TIMES
    unit: str = ""
    zone: str | None = None
    offset: int = 0
    keys: tuple = ()
    delay: object = 5 * SECOND
    watermarks: bool = False
    lateness: int = 0
    late: str = "report"
    emit: object = "close"
    emit_watermarks: int = 0
    fill: int = 0
    top: int | None = None
    rank: tuple | None = None  # text, function
    limit_keys: int | None = None
    variables: tuple = ()
    dead_letters: bool = False

    def options(self):
        """The command line but for the inputs, and for --late PATH and --dead-letter, whose files the runner names."""
        words = []
        if self.time:
            words += ["-t", self.time[0]]
        if self.unit:
            words += ["--time-format", self.unit]
        if self.zone:
            words += ["--tz", self.zone]
        if self.offset:
            words += ["--offset", duration(self.offset)]
        if self.keys:
            words += ["--by", ", ".join(text for text, _, _ in self.keys)]
        if self.delay != 5 * SECOND:
            words += ["--watermark-delay", "inf" if self.delay == float("inf") else duration(self.delay)]
        if self.watermarks:
            words += ["--watermarks"]
        if self.lateness:
            words += ["--allowed-lateness", duration(self.lateness)]
        if self.late == "drop":
            words += ["--late", "drop"]
        if isinstance(self.kind, Session) and self.kind.longest != float("inf"):
            words += ["--max-session", duration(self.kind.longest)]
        if self.emit != "close":
            words += ["--emit", "change" if self.emit == "change" else "every:" + duration(self.emit)]
        if self.emit_watermarks:
            words += [f"--emit-watermarks={duration(self.emit_watermarks)}"]
        for flag, value in (("--fill", self.fill), ("--top", self.top), ("--limit-keys", self.limit_keys)):
            words += [flag, str(value)] if value else []
        if self.rank:
            words += ["--rank", self.rank[0]]
        for name, value in self.variables:
            words += ["--argjson", name, value]
        return [*words, self.window, ", ".join(f.text for f in self.fields)]

    def query(self):
        read = lambda value: read_time(value, self.unit, self.zone)
        return Query(
            window=self.kind,
            aggregates=[f.aggregate for f in self.fields],
            time=self.time and (lambda record: read(self.time[1](record))),
            keys=[(name, value) for _, name, value in self.keys],
            delay=self.delay,
            watermarks=self.watermarks,
            read_watermark=lambda text: read_time(text, "", None),
            lateness=self.lateness,
            emit=self.emit,
            fill=self.fill,
            top=self.top,
            rank=self.rank and self.rank[1],
            limit_keys=self.limit_keys,
        )

    def simpler(self):
        """The same case with one thing less."""
        plain = {name: Case.__dataclass_fields__[name].default for name in
                 ("offset", "keys", "lateness", "late", "emit", "emit_watermarks", "fill", "limit_keys", "dead_letters", "watermarks")}
        for name, value in plain.items():
            if getattr(self, name) != value:
                yield replace(self, **{name: value, **({"kind": without_offset(self.kind)} if name == "offset" else {})})
        if self.top:
            yield replace(self, top=None, rank=None)
        if self.rank:
            yield replace(self, rank=None)
        for i in range(len(self.keys) if len(self.keys) > 1 else 0):
            yield replace(self, keys=self.keys[:i] + self.keys[i + 1 :])
        for i in range(len(self.fields) if len(self.fields) > 1 else 0):
            yield replace(self, fields=self.fields[:i] + self.fields[i + 1 :])


def without_offset(kind):
    return Grid(kind.size, kind.step, 0, kind.zone, kind.cumulate) if isinstance(kind, Grid) else kind
