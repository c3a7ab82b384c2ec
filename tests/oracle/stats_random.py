"""Random cases for stream-stats."""
import json
import math

from jsontext import Number
from records import EDGE_NUMBERS, PLAIN_NUMBERS, Maker
from stats_run import Case
from stats_twin import BadRecord, Query
from window_texts import decimal_text, duration, read_time, rfc3339
from window_times import SECOND

TEXTS = [
    "a@b.cd", "first.last+x@mail.example.org", "10.0.0.1", "10.0.0.1/24", "2001:db8::1", "::", "::1/64", "fe80::1%eth0", "1.2.3.4.5",
    "00:1a:2b:3c:4d:5e", "00-1A-2B-3C-4D-5E", "00:1a-2b:3c:4d:5e", "123e4567-e89b-12d3-a456-426614174000", "https://example.org/a?b=c",
    "s3://bucket", "http://", "2015-03-05T23:51:47Z", "2015-03-05", "2015-02-29", "2015-03-05 23:51:47.123+05:30", "007", "+1", "1.", "0x10",
    "a" * 256, "é" * 128, "ü" * 128 + "a", "a" + "é" * 128, "x" * 300 + "y", "https://" + "u" * 300, "\u0000", "12:30", "-", "日本" * 50,
]  # fmt: skip
BAD_LINES = [
    b"{", b"[1,2", b'{"a":}', b'{"a" 1}', b"nul", b"NaN", b'{"a":Infinity}', b"01", b"1.", b"{'a':1}", b'"open', b'{"a":1} {"b":2}', b"1 2",
    b'{"n":1,}', b"[1,,2]", b'"\x01"', b'"\xff"', b'{"s":"\xc3"}', b'"\\x"', b'"\\u12"', b"\x00", b"{\"a\":1}}", b"+1", b".5", b'{"a":\xef\xbb\xbf1}',
]  # fmt: skip
ODD_LINES = [b"null", b"true", b"[]", b"{}", b"[[1],[2,[3]],{\"a\":1}]", b"3", b"1e400", b'"text"', b"[null,1,\"a\"]",
             b'{"s":"\\ud800","o":{"\\udfff":1}}', b'{"n":1,"n":"two","o":{"a":1,"a":[]}}']  # fmt: skip
BASE = 1_425_599_507 * SECOND


def field_of(*names):
    def value(record):
        for name in names:
            if record is None:
                return None
            if not isinstance(record, dict):
                raise BadRecord
            record = record.get(name)
        return record
    return value


def one(*names):
    value = field_of(*names)
    return lambda record: [value(record)]


def items_of(name):
    """.name[]?"""
    value = field_of(name)

    def outputs(record):
        found = value(record)
        return found if isinstance(found, list) else list(found.values()) if isinstance(found, dict) else []
    return outputs


OF = [
    ("n, s", [("n", one("n")), ("s", one("s"))]),
    (".o", [("o", one("o"))]),
    ("v: .o.a, w: .x", [("v", one("o", "a")), ("w", one("x"))]),
    ("e: .a[]?, n", [("e", items_of("a")), ("n", one("n"))]),
    ('"odd name": .["x y"], l', [("odd name", one("x y")), ("l", one("l"))]),
]
BY = [
    (".k", [("k", field_of("k"))]),
    (".k, .g", [("k", field_of("k")), ("g", field_of("g"))]),
    ("key: .o.a", [("key", field_of("o", "a"))]),
]
KEYS = ['"a"', '"b"', '"a"', '"é"', "1", "1.0", "2", "null", "true", '"1"', "[1]", '{"x":1}', "12345678901234567890"]


class Generator:
    def __init__(self, rng):
        self.rng = rng
        self.pick = rng.choice
        self.maker = Maker(rng, PLAIN_NUMBERS + EDGE_NUMBERS if rng.random() < 0.6 else PLAIN_NUMBERS)

    def chance(self, probability):
        return self.rng.random() < probability

    def case(self):
        options, query = [], Query()
        if self.chance(0.3):
            text, query.of = self.pick(OF)
            options += ["--of", text]
        if self.chance(0.3):
            text, query.by = self.pick(BY)
            options += ["--by", text]
            if self.chance(0.3):
                query.limit_keys = self.rng.randint(1, 4)
                options += ["--limit-keys", str(query.limit_keys)]
        if self.chance(0.55):
            options += ["-t", ".when"]
            query.time = timed
            if self.chance(0.4):
                query.every = self.pick([1, 2, 7, 60]) * SECOND
                options += ["--every", duration(query.every)]
                if self.chance(0.5):
                    query.since_last = True
                    options += ["--since-last"]
        if self.chance(0.25):
            query.top = self.pick([0, 1, 3, 100])
            options += ["--top", str(query.top)]
        if self.chance(0.1):
            query.max_fields = self.rng.randint(1, 40)
            options += ["--max-fields", str(query.max_fields)]
        if self.chance(0.1):
            query.watermarks = True
            options += ["--watermarks"]
        lines = self.stream(query)
        return Case(lines, tuple(options), query, last_newline=not self.chance(0.1))

    def stream(self, query):
        self.now, self.in_order = BASE + self.rng.randint(0, SECOND), self.chance(0.3)
        self.step = self.pick([SECOND // 20, SECOND // 2, 3 * SECOND, 1000])
        return [self.line(query) for _ in range(self.pick([0, 1, 2, 5, 20, 20, 60, 120]))]

    def line(self, query):
        chance = self.rng.random()
        if chance < 0.04:
            return self.pick(BAD_LINES)
        if chance < 0.08:
            return self.pick(ODD_LINES)
        if chance < 0.1:
            return self.pick([b"", b"", b"\r"])
        if chance < 0.12 and query.watermarks:
            return b'{"$watermark":"2015-03-05T23:51:47Z"}'
        record = self.maker.record() if self.chance(0.7) else self.text_record()
        if record.endswith("}"):
            extra = [f'"k":{self.pick(KEYS)}', f'"g":{self.pick(KEYS[:3])}', f'"when":{self.time()}']
            if self.chance(0.05):
                extra.append('"n":"again"')
            start = record[:-1].rstrip()
            record = start + ("," if start != "{" else "") + ",".join(extra) + "}"
        return record.encode() + (b"\r" if self.chance(0.03) else b"")

    def text_record(self):
        return json.dumps({"s": self.pick(TEXTS), "t2": self.pick(TEXTS), "n": self.rng.randint(-5, 5)}, ensure_ascii=self.chance(0.5))

    def time(self):
        if self.chance(0.02):
            return self.pick(["null", '"soon"', "true", "[]"])
        self.now += self.rng.randint(0, 2 * self.step) + (self.rng.randint(0, 90 * SECOND) if self.chance(0.03) else 0)
        time = self.now - (0 if self.in_order or self.chance(0.7) else self.rng.randint(0, 20 * self.step))
        if self.chance(0.3):
            return decimal_text(time, "s")
        return json.dumps(rfc3339(time, self.rng))


def timed(record):
    value = field_of("when")(record)
    return read_time(value, "", None) if isinstance(value, (str, Number)) else None


# --- large streams -----------------------------------------------------------------------------------------------------


def many_values(rng, count):
    """More different values than are counted one by one, some of them frequent; times out of order."""
    lines = []
    for i in range(count):
        user = rng.choice(["alice", "bob", "carol"]) if rng.random() < 0.3 else f"user{int(rng.paretovariate(0.3)) % 1_000_000}"
        ms = round(math.exp(rng.gauss(3, 2)), 3) if rng.random() < 0.98 else rng.choice([0, -1.5, -1e9, 12345678901234567])
        time = BASE + i * SECOND // 100 - rng.choice([0, 0, 0, rng.randrange(5 * SECOND)])
        lines.append(json.dumps({"when": decimal_text(time, "s"), "user": user, "ms": ms, "id": rng.getrandbits(40), "ok": i % 7 > 0,
                                 "tags": rng.sample(["x", "y", "z"], rng.randrange(4)), "geo": {"lat": rng.uniform(-90, 90)}}).encode())  # fmt: skip
    return Case(lines, ("-t", ".when"), Query(time=timed))


def map_of_ids(rng, count):
    """An object whose names are data, deep in the record; the same with names that all have beside it."""
    lines = []
    for _ in range(count):
        ids = {f"u{rng.getrandbits(32)}": {"n": rng.randrange(10), "tags": ["a"]} for _ in range(rng.randrange(1, 4))}
        lines.append(json.dumps({"o": {"ids": ids}, "n": rng.randrange(100)}).encode())
    return Case(lines, (), Query(maps=frozenset({(("member", "o"), ("member", "ids"))})))
