"""Records to run programs over: random ones, and samples of real files.

A record set knows which paths its records have and which values stand there, so that the generator can write programs
that meet them.
"""
import json
import random

from environment import data_file

STRINGS = [
    "", "a", "b", "abc", "ABC", "b,c", "a, b, c", " x ", "x\u00a0", "é", "É", "日本", "😀", "a😀b", "e\u0301", "ß", "a\nb",
    "b\n", "\t", "\"q\"", "\\", "/", "/api/v1/users", "2015-03-05T23:51:47Z", "1970-01-01T00:00:00Z", "12", "-1.5", "1e3",
    "nan", "0", "true", "false", "null", "a b", "a  b", "&<>'\"", "%41%20", "%4", "YWJj", "YWI=", "YW", "!", "[1,2]",
    "{\"a\":1}", "{\"a\":", "\u0000", "\u0001", "\u007f", "\u2028", "\ufeff", "\uffff", "\U0010ffff", "aaa", "aXbXc", "GET", "get",
    "a" * 30, "日" * 12, "😀" * 9, "text/csv; charset=utf-8", "10.0.0.1", "foo.bar", "(", "[a", "a|b", "word", "12word",
]
PLAIN_NUMBERS = ["0", "1", "-1", "2", "3", "7", "10", "12", "65", "100", "404", "503", "-5", "0.5", "-1.5", "2.25", "1.1",
                 "0.1", "3.7", "1000000", "-40", "1425599507", "0.001"]
EDGE_NUMBERS = ["9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993", "9223372036854775807",
                "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
                "18446744073709551616", "1e308", "-1e308", "1.7976931348623157e308", "1E400", "-1E400", "1e-400", "5e-324",
                "-0", "-0.0", "0.0", "1.0", "0.10", "1e2", "1E+2", "100e-2", "0.1", "0.2", "0.30000000000000004", "1e17",
                "123456789012345678901234567890", "0.1000000000000000055511151231257827", "1e5", "1e-5", "1e-7", "1.5e300",
                "3.0000000000000000001", "2147483648", "4294967296", "-2147483649", "67768036191676799", "1e16", "1e15"]

KEYS = {"n": "number", "m": "number", "s": "string", "t": "string", "b": "boolean", "a": "array", "l": "array", "o": "object",
        "p": "object", "x": "any", "y": "any", "x y": "string", "é": "any", "if": "number", "$k": "any", "": "any",
        "a.b": "any", "q\"": "string"}


class RecordSet:
    def __init__(self, name, lines, paths, values, edges=False):
        self.name = name
        self.lines = lines    # JSON texts
        self.paths = paths    # [(steps, type)], steps being strings and numbers
        self.values = values  # {type: [JSON text]}
        self.edges = edges    # are there numbers whose text or size matters?


class Maker:
    """Makes random JSON text."""

    def __init__(self, rng, numbers):
        self.rng = rng
        self.numbers = numbers

    def value(self, kind, depth=0):
        rng = self.rng
        if kind == "any":
            kind = rng.choice(["null", "boolean", "number", "string", "array", "object"])
        if kind == "null":
            return "null"
        if kind == "boolean":
            return rng.choice(["true", "false"])
        if kind == "number":
            return rng.choice(self.numbers)
        if kind == "string":
            return self.string(rng.choice(STRINGS))
        if kind == "array":
            inner = rng.choice(["number", "string", "any", "any"]) if depth < 2 else rng.choice(["number", "null"])
            return self.spaced("[", [self.value(inner, depth + 1) for _ in range(rng.choice([0, 1, 2, 2, 3, 5]))], "]")
        names = rng.sample(["a", "b", "c", "n", "s", "é", "x y", ""], rng.choice([0, 1, 2, 3]))
        kinds = ["number", "string", "any", "null"] if depth < 2 else ["number", "null"]
        return self.spaced("{", [self.member(name, self.value(rng.choice(kinds), depth + 1)) for name in names], "}")

    def string(self, text):
        """In one of the many ways in which JSON may write it."""
        if self.rng.random() < 0.7:
            return json.dumps(text, ensure_ascii=False)
        out = json.dumps(text, ensure_ascii=True).replace("/", "\\/")
        if self.rng.random() < 0.3:
            out = "\"" + "".join(c if c in "\\\"" or ord(c) > 127 else f"\\u{ord(c):04X}" for c in text
                                 if ord(c) < 128 and c not in "\\\"") + "\"" if text.isascii() and text.isalnum() else out
        return out

    def member(self, name, value):
        return f"{self.string(name)}{self.space()}:{self.space()}{value}"

    def space(self):
        return self.rng.choice(["", "", "", "", " ", "\t", "  "])

    def spaced(self, opening, parts, closing):
        space = self.space()
        return opening + space + f"{space},{space}".join(parts) + space + closing

    def record(self):
        rng = self.rng
        if rng.random() < 0.04:
            return self.value("any")
        names = [name for name in KEYS if rng.random() < 0.85]
        rng.shuffle(names)
        members = []
        for name in names:
            chance = rng.random()
            kind = KEYS[name] if chance < 0.84 else "null" if chance < 0.9 else "any"
            members.append(self.member(name, self.value(kind)))
        return self.spaced("{", members, "}")


def random_set(name, rng, count, numbers, edges):
    maker = Maker(rng, numbers)
    lines = [maker.record() for _ in range(count)]
    paths = [((key,), kind) for key, kind in KEYS.items()]
    for outer in ("o", "p", "x", "y"):
        paths += [((outer, key), "any") for key in ("a", "b", "n", "s", "é", "x y")]
    for outer in ("a", "l", "x"):
        paths += [((outer, index), "any") for index in (0, 1, -1)]
    paths += [(("o", "a", "b"), "any"), (("a", 0, "a"), "any"), (("l", 1, 0), "any"), (("missing",), "null")]
    values = {"number": numbers, "string": [json.dumps(s, ensure_ascii=False) for s in STRINGS if "\0" not in s],
              "boolean": ["true", "false"], "null": ["null"],
              "array": ["[]", "[1,2]", "[\"a\"]", "[null]", "[[1],[]]"], "object": ["{}", "{\"a\":1}", "{\"n\":null,\"a\":[1]}"]}
    return RecordSet(name, lines, paths, values, edges)


def plain_set(rng, count):
    return random_set("plain", rng, count, PLAIN_NUMBERS, edges=False)


def edge_set(rng, count):
    return random_set("edges", rng, count, EDGE_NUMBERS + PLAIN_NUMBERS[:8], edges=True)


REAL_FILES = ["web/apache_access.ndjson", "web/nginx_plus_status.ndjson", "github/events_2021-07-21.ndjson",
              "flights/flights.ndjson", "flows/apt29_day1_zeek.ndjson", "flows/sensor_2024-04-20_http.ndjson",
              "flows/sensor_2024-04-20_conn.ndjson", "flows/wrccdc_syslog.ndjson", "reviews/amazon_cellphones.ndjson",
              "windows/empire_shell_rubeus_asktgt_ptt.ndjson", "iot/hvac_mqtt.ndjson"]

TYPES = {type(None): "null", bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}


def paths_in(value, steps, found, values):
    kind = TYPES[type(value)]
    if steps:
        found.setdefault((steps, kind), None)
    if kind in ("number", "string", "boolean", "null") and len(values.setdefault(kind, [])) < 400:
        text = json.dumps(value, ensure_ascii=False)
        if len(text) < 200 and "\\u0000" not in text:
            values[kind].append(text)
    if len(steps) < 4:
        for key in value if kind == "object" else ():
            paths_in(value[key], steps + (key,), found, values)
        for index in range(min(len(value), 2)) if kind == "array" else ():
            paths_in(value[index], steps + (index,), found, values)


def real_set(name, rng, count):
    """A sample of a real file; None where it is absent."""
    path = data_file(name)
    if path is None:
        return None
    lines = [line for line in path.read_bytes().decode().split("\n") if line.strip()]
    good = []
    for line in rng.sample(lines, min(len(lines), 2 * count)):
        try:
            json.loads(line)
        except ValueError:
            continue  # some files have lines that hold two values
        good.append(line)
    good = good[:count]
    found, values = {}, {}
    for line in good[:30]:
        paths_in(json.loads(line), (), found, values)
    for kind in ("number", "string", "boolean", "null"):
        values.setdefault(kind, ["null"])
    values["array"] = ["[]", "[1]"]
    values["object"] = ["{}", "{\"a\":1}"]
    return RecordSet(name, good, list(found), values)


def all_sets(seed, count):
    sets = [plain_set(random.Random(f"{seed}:plain"), count), edge_set(random.Random(f"{seed}:edges"), count)]
    for name in REAL_FILES:
        real = real_set(name, random.Random(f"{seed}:{name}"), count)
        if real is not None:
            sets.append(real)
    return sets
