"""stream-stats, slowly: takes a stream apart record by record, and keeps all that it finds.

A profile comes out as the JSON record that the program writes, its fields as stats_field.py tells them.
"""
import math
from dataclasses import dataclass, field
from functools import partial

from jsontext import Number
from stats_field import Field, Wanted
from stats_values import NotJson, clean, number_of, parsed, rank
from window_times import SECOND, time_text

TENTH = SECOND // 10
SILENCES = 64  # that are kept


class BadRecord(Exception):
    pass


@dataclass
class Query:
    of: list | None = None  # [(name, record -> outputs)]
    by: list | None = None  # [(name, record -> value)]
    time: object = None  # record -> nanoseconds
    every: int = 0
    since_last: bool = False
    limit_keys: float = math.inf
    top: int = 10
    max_fields: int = 1000
    watermarks: bool = False
    maps: frozenset = frozenset()  # paths of objects that are maps with rare members alone


# --- one profile -------------------------------------------------------------------------------------------------------


@dataclass
class Profile:
    records: int = 0
    bytes: int = 0
    bad: int = 0
    fields: dict = field(default_factory=dict)  # path: Field
    moments: list = field(default_factory=list)
    lateness: list = field(default_factory=list)

    def add(self, path, kind, value=None):
        found = self.fields.get(path)
        if found is None:
            found = self.fields[path] = Field()
        found.add(kind, value)

    def told(self, query, tree, key=None, until=None):
        record = dict(key or {})
        if until is not None:
            record |= {"until": time_text(until), "final": False}
        record |= {"records": self.records, "bytes": self.bytes, "bad": self.bad}
        if query.time and self.moments:
            record["time"] = self.time()
        record["fields"] = {tree.text(path): self.told_field(path, query, tree) for path in tree.in_order() if self.shows(path)}
        return record

    def shows(self, path):
        found = self.fields.get(path)
        return found is not None and (path != () or found.types.total() > found.types["object"])

    def told_field(self, path, query, tree):
        places = None
        if path == ():
            places = self.records
        elif path[-1][0] == "member":
            places = self.fields[path[:-1]].types["object"]
        return self.fields[path].told(places, query.top, path in tree.maps)

    def time(self):
        first, last, n = min(self.moments), max(self.moments), len(self.moments)
        record = {"first": time_text(first), "last": time_text(last)}
        record["rate"] = near(n / ((last - first) / SECOND)) if last > first else None
        for name, length in (("rate_1s", 10), ("rate_10s", 100), ("rate_1m", 600)):
            recent = sum(moment // TENTH > last // TENTH - length for moment in self.moments)
            record[name] = near(recent / min(length / 10, max(1, (last - first) / SECOND)))
        record["silence"] = self.silence()
        record["out_of_order"] = sum(late > 0 for late in self.lateness)
        record["lateness_max"] = max(self.lateness) / SECOND
        true = sorted(self.lateness)[rank(0.99, n) - 1]
        record["lateness_p99"] = Wanted(f"{true / SECOND} within 1 %", partial(off_by_nanoseconds, true))
        return record

    def silence(self):
        moments = sorted(set(self.moments))
        if len(moments) < 2:
            return None
        length = max(b - a for a, b in zip(moments, moments[1:]))
        longest = [{"seconds": length / SECOND, "from": time_text(a), "to": time_text(b)} for a, b in zip(moments, moments[1:]) if b - a == length]
        few, in_order = len(moments) <= SILENCES + 1, self.moments == sorted(self.moments)
        return Wanted(f"{longest[0]}", partial(no_silence, longest, few or in_order), in_parts=partial(no_silence, longest, few))


def off_by_nanoseconds(true, found):
    return None if abs(float(found) * SECOND - true) <= 0.0101 * true + 1 else "is not"


def no_silence(longest, known, found):
    """Where more silences were cut than are kept it may be that nothing is said, but nothing wrong is."""
    if found is None:
        return "must be known" if known else None
    found = found | {"seconds": float(found["seconds"])}
    return None if found == longest[0] or not known and found in longest else "is another"


def near(true):
    return Wanted(f"{true}", lambda found: None if math.isclose(float(found), true, rel_tol=1e-9, abs_tol=1e-12) else "is not")


# --- the places in the records -----------------------------------------------------------------------------------------


class Tree:
    """Paths in the order in which they came, each below the one that it is in: elements, then members, then `.*`."""

    def __init__(self, maps, most):
        self.below = {(): []}
        self.maps, self.most = maps, most
        self.left_out = 0  # values for whose field there was no room

    def has(self, path):
        """Adds it where there is room."""
        if path not in self.below and len(self.below) <= self.most:
            self.below[path] = []
            self.below[path[:-1]].append(path)
        return path in self.below

    def in_order(self):
        waiting = [()]
        while waiting:
            path = waiting.pop()
            yield path
            waiting += sorted(self.below[path], key=lambda below: ("element", "member", "other").index(below[-1][0]))[::-1]

    @staticmethod
    def text(path):
        text = ""
        for step, name in path:
            if step == "element":
                text += "[]" if text else ".[]"
            elif step == "other":
                text += ".*"
            else:
                text += "." + (name if name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit() else quoted(name))
        return text or "."


def quoted(name):
    out = '"'
    for c in name:
        short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(c)
        out += short or (f"\\u{ord(c):04x}" if c < " " or c == "\x7f" else c)
    return out + '"'


def take_value(profile, tree, path, value):
    if not tree.has(path):
        tree.left_out += values_in(value)
        return
    if value is None:
        profile.add(path, "null")
    elif isinstance(value, bool):
        profile.add(path, "boolean", value)
    elif isinstance(value, Number):
        profile.add(path, "number", number_of(value))
    elif isinstance(value, str):
        profile.add(path, "string", clean(value))
    elif isinstance(value, list):
        profile.add(path, "array", len(value))
        for item in value:
            take_value(profile, tree, (*path, ("element", None)), item)
    else:
        profile.add(path, "object")
        for name, member in value.items():
            take_value(profile, tree, (*path, ("other", None) if path in tree.maps else ("member", name)), member)


def values_in(value):
    below = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return 1 + sum(map(values_in, below))


# --- the stream --------------------------------------------------------------------------------------------------------


class Stream:
    def __init__(self, query):
        self.query = query
        self.tree = Tree(query.maps, query.max_fields)
        self.profiles = {}  # by key, in order of appearance; OTHER for those beyond the limit
        self.bad = self.bad_before = 0
        self.newest = -math.inf
        self.written = []
        self.keys = []
        if not query.by:
            self.profiles[None] = Profile()

    def take(self, line):
        """A line, bytes without its newline."""
        if not line.rstrip(b"\r"):
            return
        if self.query.watermarks and is_watermark(line):
            return
        try:
            record = parsed(line)
            time = self.query.time and self.query.time(record)
            if self.query.time and time is None:
                raise BadRecord
            key = self.key_of(record)
            value = self.profiled(record)
        except (BadRecord, NotJson):
            self.bad += 1
            return
        if self.query.every and self.newest > -math.inf and time // self.query.every > self.newest // self.query.every:
            self.write(time // self.query.every * self.query.every)
        profile = self.profile_of(key)
        profile.records += 1
        profile.bytes += len(line) + 1
        if self.query.time:
            profile.lateness.append(max(0, self.newest - time) if self.newest > -math.inf else 0)
            profile.moments.append(time)
            self.newest = max(self.newest, time)
        if self.query.of:
            profile.add((), "object")
            for name, outputs in value:
                for output in outputs:
                    take_value(profile, self.tree, (("member", name),), output)
        else:
            take_value(profile, self.tree, (), value)

    def profiled(self, record):
        return [(name, list(outputs(record))) for name, outputs in self.query.of] if self.query.of else record

    def key_of(self, record):
        return tuple((name, canonical(value(record))) for name, value in self.query.by) if self.query.by else None

    def profile_of(self, key):
        if key not in self.profiles:
            if key not in self.keys and len(self.keys) >= self.query.limit_keys:
                key = "other"
            else:
                self.keys.append(key)
            self.profiles.setdefault(key, Profile())
        return self.profiles[key]

    def write(self, until=None):
        others = self.profiles.pop("other", None)
        if others is not None:
            self.profiles["other"] = others  # the last
        for key, profile in self.profiles.items():
            if key is None:
                profile.bad = self.bad - self.bad_before
            if key is None or profile.records:
                head = {} if key is None else {"other": True} if key == "other" else {"by": Wanted(f"{key}", partial(is_other_key, key))}
                self.written.append(profile.told(self.query, self.tree, head, until))
                if key is None and self.tree.left_out:
                    self.written[-1]["fields_left_out"] = self.tree.left_out
        if until is not None and self.query.since_last:
            self.bad_before = self.bad
            self.tree.left_out = 0
            self.profiles = {key: Profile() for key in self.profiles}


def is_watermark(line):
    return line.startswith(b'{"$watermark":')


def is_other_key(key, found):
    return None if tuple((name, canonical(value)) for name, value in found.items()) == key else "is another key"


def canonical(value):
    """Equal where the language says so."""
    if isinstance(value, Number):
        return "number", number_of(value)
    if isinstance(value, list):
        return "array", tuple(map(canonical, value))
    if isinstance(value, dict):
        return "object", tuple(sorted((key, canonical(member)) for key, member in value.items()))
    return type(value).__name__, clean(value) if isinstance(value, str) else value


def answer(query, lines):
    """What stream-stats writes: the profiles; and how many records are bad."""
    stream = Stream(query)
    for line in lines:
        stream.take(line)
    stream.write()
    return stream.written, stream.bad
