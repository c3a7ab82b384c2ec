"""One field of a profile, slowly: every value is kept, and each figure worked out of all of them, exactly.

A field comes out as the object that the program writes of it: a dictionary with the same names in the same order. Where the
program may estimate, Wanted objects stand in place of values: what they accept is what the program promises.
"""
import math
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from jsontext import Number
from stats_values import KEPT, LARGEST, bucket_of, kept, kind_of, nearest, number_of, rank

EXACT = 2048  # different values of a field, up to which all is exact
QUANTILES = {"p1": 0.01, "p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95, "p99": 0.99, "p999": 0.999}
UNIT = 1074  # every number is a multiple of 2^-1074


@dataclass
class Wanted:
    """`accepts` gives what is wrong with what was found, or None."""

    what: str
    accepts: object
    beside: object = None  # the same of the object that it is in
    in_parts: object = None  # the same where the profile was merged of parts


@dataclass
class Field:
    types: Counter = field(default_factory=Counter)
    scalars: Counter = field(default_factory=Counter)  # (type, value)
    lengths: list = field(default_factory=list)  # of arrays

    def add(self, kind, value=None):
        self.types[kind] += 1
        if kind == "array":
            self.lengths.append(value)
        elif kind in ("boolean", "number", "string"):
            self.scalars[kind, value] += 1

    def merged(self, other):
        return Field(self.types + other.types, self.scalars + other.scalars, self.lengths + other.lengths)

    def told(self, places, top, is_map):
        count = self.types.total()
        record = {"count": count}
        if places and count <= places:  # a member of --of may have several values in a record
            record["presence"] = count / places
        record["nulls"] = self.types["null"]
        record["types"] = {kind: self.types[kind] for kind in ("null", "boolean", "number", "string", "array", "object") if self.types[kind]}
        exact = len(self.scalars) <= EXACT
        if self.scalars:
            true = len(self.scalars)
            record["distinct"] = true if exact else Wanted(f"{true} within 4 %", partial(off_by, true, 0.04))
            record["distinct_error"] = 0 if exact else 0.0081
        if self.types["number"]:
            record["number"] = self.number(exact)
        if self.types["string"]:
            record["string"] = self.string()
        if self.lengths:
            record["array"] = {"count": len(self.lengths), "min_length": min(self.lengths), "max_length": max(self.lengths),
                               "mean_length": sum(self.lengths) / len(self.lengths)}  # fmt: skip
        if self.scalars:
            ranked = sorted(self.scalars.items(), key=lambda item: (-item[1], order_key(item[0])))[:top]
            record["top"] = [told_value(value, n) for value, n in ranked]
            if not exact:
                record["top"] = Wanted("top values within their errors", self.check_top, self.check_floor)
                record["top_floor"] = Wanted("a count", lambda floor: None if int(floor) > 0 else "is none")
        if is_map:
            record["map"] = True
        return record

    def number(self, exact):
        values = {value: n for (kind, value), n in self.scalars.items() if kind == "number"}
        count = sum(values.values())
        exact_values = {value: scaled(value) for value in values}
        total = sum(exact_values[value] * n for value, n in values.items())
        squares = sum(exact_values[value] ** 2 * n for value, n in values.items())
        doubles = Counter()
        for value, n in values.items():
            doubles[float(value)] += n
        points = sorted(doubles.items())
        record = {"count": count, "whole": sum(n for value, n in values.items() if isinstance(value, int)), "min": min(values), "max": max(values)}
        record["sum"] = nearest(Fraction(total, 1 << UNIT))
        record["mean"] = nearest(Fraction(total, count << UNIT))
        variance = Fraction(count * squares - total**2, count * (count - 1) << 2 * UNIT) if count > 1 else None
        record["stddev"] = None if variance is None else Wanted(f"the root of {nearest(variance)}", partial(no_root, variance))
        for name, q in QUANTILES.items():
            true = value_at(points, rank(q, count))
            record[name] = true if exact else Wanted(f"{true} within 1 %", partial(off_by, true, 0.0100001))
        record["quantile_error"] = 0 if exact else 0.01
        if exact:
            buckets = Counter()
            for value, n in points:
                buckets[bucket_of(value)] += n
            record["histogram"] = [{"from": low, "to": high, "count": n} for (low, high), n in buckets.items()]
        else:
            record["histogram"] = Wanted("counts within 1 % of the bounds", partial(wrong_histogram, points))
        return record

    def string(self):
        texts = {value: n for (kind, value), n in self.scalars.items() if kind == "string"}
        count = sum(texts.values())
        ends = [kept(text).encode() for text in texts]
        kinds = Counter()
        for text, n in texts.items():
            kinds[kind_of(text)] += n
        return {
            "count": count, "empty": texts.get("", 0), "min_length": min(map(len, texts)), "max_length": max(map(len, texts)),
            "mean_length": sum(len(text) * n for text, n in texts.items()) / count, "min": min(ends).decode(), "max": max(ends).decode(),
            "kinds": {kind: kinds[kind] for kind in ("other", "time", "number", "ip", "mac", "email", "url", "uuid") if kinds[kind]},
        }  # fmt: skip

    def check_top(self, found):
        """Of more values than are counted one by one: what is said of those that are listed."""
        seen = set()
        true = {(kind, kept(value) if kind == "string" else value): n for (kind, value), n in self.scalars.items()}
        for entry in found:
            value = scalar_of(entry["value"])
            if value in seen:
                return f"{value} is there twice"
            seen.add(value)
            count, error = int(entry["count"]), int(entry["error"])
            if not count - error <= true.get(value, 0) <= count:
                return f"{value} is there {true.get(value, 0)} times, not {count} less {error} at most"
        return None

    def check_floor(self, record):
        """What is not listed is as rare as said."""
        found, floor = record["top"], int(record["top_floor"])
        listed = {scalar_of(entry["value"]) for entry in found}
        for (kind, value), n in self.scalars.items():
            if n > floor and (kind, kept(value) if kind == "string" else value) not in listed:
                return f"{value} is there {n} times and not listed; top_floor is {floor}"
        return None


def scaled(value):
    if isinstance(value, int):
        return value << UNIT
    numerator, denominator = value.as_integer_ratio()
    return numerator * ((1 << UNIT) // denominator)


def value_at(points, number):
    for value, n in points:
        if number <= n:
            return value
        number -= n
    raise AssertionError("there are not so many")


def order_key(scalar):
    kind, value = scalar
    return ("boolean", "number", "string").index(kind), kept(value).encode() if kind == "string" else value


def told_value(scalar, count):
    kind, value = scalar
    cut = kind == "string" and len(value.encode()) > KEPT
    return {"value": kept(value) if cut else value, "count": count, "error": 0, **({"cut": True} if cut else {})}


def scalar_of(value):
    if isinstance(value, bool):
        return "boolean", value
    return ("string", value) if isinstance(value, str) and not isinstance(value, Number) else ("number", number_of(value))


def off_by(true, part, found):
    return None if abs(float(found) - true) <= part * abs(true) else f"is off by {abs(float(found) - true) / abs(true):.2%}" if true else "is not 0"


def no_root(variance, found):
    found = float(found)
    if found >= LARGEST:
        return None if variance >= Fraction(math.nextafter(LARGEST, 0)) ** 2 else "is less"
    low, high = math.nextafter(found, -math.inf), math.nextafter(found, math.inf)
    return None if Fraction(max(low, 0.0)) ** 2 <= variance <= Fraction(min(high, LARGEST)) ** 2 else "is not the nearest"


def wrong_histogram(points, found):
    """Each value may be counted as one that is up to 1 % away."""
    if sum(int(bucket["count"]) for bucket in found) != sum(n for _, n in points):
        return "does not count all"
    counted, last = 0, -math.inf
    for bucket in found:
        low, high = float(bucket["from"]), float(bucket["to"])
        if (low, high) != bucket_of((low + high) / 2) or low < last:
            return f"has a bucket from {low} to {high}"
        counted, last = counted + int(bucket["count"]), high
        least = sum(n for value, n in points if value + 0.0101 * abs(value) < high)
        most = sum(n for value, n in points if value - 0.0101 * abs(value) <= high)
        if not least <= counted <= most:
            return f"counts {counted} up to {high}, where there are {least} to {most}"
    return None
