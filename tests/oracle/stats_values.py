"""What a profile is made of, worked out the slow way: values read exactly, what texts look like, ranks, bounds of histograms."""
import calendar
import decimal
import ipaddress
import json
import math
import re
from fractions import Fraction

from jsontext import Number

LARGEST = 1.7976931348623157e308
KEPT = 256  # bytes of a string


class NotJson(ValueError):
    pass


def refuse(word):
    raise NotJson(word)


def clean(text):
    """An escaped lone surrogate reads as U+FFFD."""
    return "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text) if any("\ud800" <= c <= "\udfff" for c in text) else text


def members(pairs):
    """Where a key occurs twice the first one counts."""
    found = {}
    for key, value in pairs:
        found.setdefault(clean(key), value)
    return found


def parsed(line):
    """Of bytes. Numbers keep their text."""
    try:
        return json.loads(line.decode(), parse_int=Number, parse_float=Number, parse_constant=refuse, object_pairs_hook=members)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from None


# --- numbers -----------------------------------------------------------------------------------------------------------


def number_of(text):
    """An integer of 64 bits where it is one, exactly, else the nearest double, the largest in place of infinities."""
    if re.fullmatch(r"-?\d+", text) and text != "-0" and -(2**63) <= int(text) < 2**64:
        return int(text)
    value = max(-LARGEST, min(LARGEST, float(text)))
    return int(value) if value.is_integer() and -(2**63) <= value < 2**64 else value


def nearest(exact):
    """The double nearest to a fraction; the largest where it is beyond them."""
    try:
        return exact.numerator / exact.denominator
    except OverflowError:
        return LARGEST if exact > 0 else -LARGEST


def rank(q, n):
    """Of the q-quantile of n numbers: the ceil(q n)-th, q being the decimal that is written."""
    return min(n, max(1, math.ceil(Fraction(decimal.Decimal(repr(q))) * n)))


BOUNDS = sorted({float(f"{digit}e{power}") for power in range(-324, 309) for digit in (1, 2, 5)} - {0.0, math.inf})


def bucket_of(value):
    """Between 1, 2, 5, 10, 20, 50 ...: (from, to)."""
    if value == 0:
        return 0.0, 0.0
    size = min(abs(value), LARGEST)
    low, high = 0, len(BOUNDS)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if BOUNDS[middle] <= size else (low, middle)
    upper = BOUNDS[low + 1] if low + 1 < len(BOUNDS) else LARGEST
    return (BOUNDS[low], upper) if value > 0 else (-upper, -BOUNDS[low])


# --- texts -------------------------------------------------------------------------------------------------------------


def kept(text):
    data = text.encode()
    return text if len(data) <= KEPT else data[:KEPT].decode(errors="ignore")


TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))?)?", re.ASCII)
MAC = re.compile(r"[0-9a-fA-F]{2}([:-])[0-9a-fA-F]{2}(?:\1[0-9a-fA-F]{2}){4}")
UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\x00-\x20\x7f]+")
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){ATOM}(\.{ATOM})*@{LABEL}(\.{LABEL})+")


def is_time(text):
    found = TIME.fullmatch(text)
    if not found:
        return False
    year, month, day, *clock = (int(part or 0) for part in found.groups())
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year or 2000, month)[1]:
        return False
    hour, minute, second, zone_hour, zone_minute = clock
    return hour < 24 and minute < 60 and second <= 60 and zone_hour < 24 and zone_minute < 60


def is_address(text):
    address, slash, length = text.partition("/")
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return False
    if "%" in address:
        return False
    return not slash or bool(re.fullmatch(r"0|[1-9][0-9]{0,2}", length)) and int(length) <= (32 if version == 4 else 128)


def kind_of(text):
    if len(text.encode()) > KEPT:
        return "other"
    tests = [("time", is_time), ("number", DECIMAL.fullmatch), ("ip", is_address), ("mac", MAC.fullmatch), ("uuid", UUID.fullmatch),
             ("url", URL.fullmatch), ("email", EMAIL.fullmatch)]  # fmt: skip
    return next((name for name, test in tests if test(text)), "other")
