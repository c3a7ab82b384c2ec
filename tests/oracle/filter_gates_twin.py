"""What stream-filter's gates let pass, the slow and obvious way: every record that counts is remembered by itself, and looked
at again for each that comes. --sample is a table of what is chosen, made by asking the program about each key alone."""
from dataclasses import dataclass, field

SECOND = 10**9


class Failed(Exception):
    """The program fails for this record."""


def key_text(value):
    """One text for what jq's == holds for."""
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, (int, float)):
        return f"n{value:g}" if value == int(value) else f"n{value!r}"
    if isinstance(value, str):
        return f"s{value!r}"
    if isinstance(value, list):
        return "[" + ",".join(map(key_text, value)) + "]"
    return "{" + ",".join(f"{name!r}:{key_text(value[name])}" for name in sorted(value)) + "}"


@dataclass
class Query:
    predicate: object  # record -> bool
    invert: bool = False
    dedupe: object = None  # record -> list of values
    within: int | None = None
    refresh: bool = False
    sample: object = None  # key or number of a record -> bool
    sample_by_key: bool = False
    rate: tuple | None = None  # N, D
    by: object = None  # record -> list of values
    time: object = None  # record -> nanoseconds
    delay: int = 5 * SECOND
    select: object = None  # record -> list of lines
    most: int | None = None


@dataclass
class Answer:
    passed: list = field(default_factory=list)  # lines
    count: int = 0  # records that passed
    refused: list = field(default_factory=list)
    bad: list = field(default_factory=list)  # numbers of lines
    repeats: int = 0
    not_chosen: int = 0
    too_often: int = 0


class Dedupe:
    def __init__(self, query):
        self.query = query
        self.counted = {}  # by key: times

    def _remembered(self, key, frontier):
        times = sorted(self.counted.get(key, []))
        if self.query.within is None:
            return times
        runs = []
        for time in times:
            if self.query.refresh and runs and time - runs[-1][-1] <= self.query.within:
                runs[-1].append(time)
            else:
                runs.append([time])
        return [time for run in runs if run[-1] + self.query.within >= frontier for time in run]

    def admits(self, key, time, frontier):
        within = self.query.within
        return not any(within is None or abs(time - other) <= within for other in self._remembered(key, frontier))

    def take(self, key, time, frontier):
        admitted = self.admits(key, time, frontier)
        self.counted[key] = self._remembered(key, frontier)
        if admitted or self.query.refresh:
            self.counted[key].append(time)
        return admitted


class Rate:
    def __init__(self, query):
        self.most, self.span = query.rate
        self.passed = {}

    def _remembered(self, key, frontier):
        return [time for time in self.passed.get(key, []) if time + self.span > frontier]

    def admits(self, key, time, frontier):
        times = [*self._remembered(key, frontier), time]
        return all(sum(begin <= other < begin + self.span for other in times) <= self.most for begin in times)

    def take(self, key, time, frontier):
        admitted = self.admits(key, time, frontier)
        self.passed[key] = self._remembered(key, frontier)
        if admitted:
            self.passed[key].append(time)
        return admitted


class Sample:
    def __init__(self, query):
        self.query = query
        self.seen = 0

    def admits(self, key, _time, _frontier):
        return self.query.sample(key if self.query.sample_by_key else self.seen)

    def take(self, key, time, frontier):
        admitted = self.admits(key, time, frontier)
        self.seen += 1
        return admitted


def gates_of(query):
    """In their order, each with what it goes by, and where the records that it drops are counted."""
    gates = []
    if query.dedupe is not None:
        gates.append((Dedupe(query), "dedupe", "repeats"))
    if query.sample is not None:
        gates.append((Sample(query), "by", "not_chosen"))
    if query.rate is not None:
        gates.append((Rate(query), "by", "too_often"))
    return gates


def keys_of(query, record):
    def text(program):
        return "" if program is None else "\n".join(key_text(value) for value in program(record))

    return {"dedupe": text(query.dedupe), "by": text(query.by)}


def answer(query, lines):
    """`lines`: a text and its record each; None for one that is not JSON."""
    found, gates = Answer(), gates_of(query)
    frontier = -(2**63)
    for number, (line, record) in enumerate(lines, 1):
        if query.most is not None and found.count == query.most:
            break
        try:
            if record is None:
                raise Failed
            holds = query.predicate(record)
            time = 0 if query.time is None else query.time(record)
            if holds == query.invert:
                found.refused.append(line)
            else:
                keys = keys_of(query, record)
                outputs, failed = [line], False
                try:
                    outputs = [line] if query.select is None else query.select(record)
                except Failed:
                    failed = True
                if failed and all(gate.admits(keys[of], time, frontier) for gate, of, _ in gates):
                    raise Failed
                for gate, of, counter in gates:
                    if not gate.take(keys[of], time, frontier):
                        setattr(found, counter, getattr(found, counter) + 1)
                        break
                else:
                    found.count += 1
                    found.passed += outputs
            if query.time is not None:
                frontier = max(frontier, time - query.delay)
        except Failed:
            found.bad.append(number)
    return found
