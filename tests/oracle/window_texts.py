"""Durations and times as text: what the random cases write, and how --time-format reads it."""
import datetime
import decimal
import re

from window_times import DAY, HOUR, SECOND, clock, instant
from window_values import is_number, text_of

MS = 10**6
UNITS = [("d", DAY), ("h", HOUR), ("m", 60 * SECOND), ("s", SECOND), ("ms", MS), ("us", 1000), ("ns", 1)]


def duration(time):
    """As short as it can be said: 90s is 1m30s."""
    if time < 0:
        return "-" + duration(-time)
    text = ""
    for name, length in UNITS:
        if time >= length:
            text += f"{time // length}{name}"
            time %= length
    return text or "0s"


# --- times -------------------------------------------------------------------------------------------------------------


class NoTime(Exception):
    pass


def read_time(value, unit, zone):
    """A value as --time-format has it: '' (RFC 3339, or a number by its magnitude), s, ms, us, ns, or strptime's format."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) and unit in ("", *NUMBER_UNITS):
        value = decimal.Decimal(value)
    elif is_number(value):
        value = decimal.Decimal(text_of(value))
    elif isinstance(value, str) and (unit == "" or "%" in unit):
        return read_text(value, unit, zone)
    else:
        return None
    if "%" in unit:
        return None
    if unit == "":
        size = abs(value)
        unit = "s" if size < 10**11 else "ms" if size < 10**14 else "us" if size < 10**17 else "ns"
    time = int(value * NUMBER_UNITS[unit])
    return time if abs(time) < 2**63 else None


NUMBER_UNITS = {"s": SECOND, "ms": MS, "us": 1000, "ns": 1}
RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)?")


def read_text(text, form, zone):
    if form:
        try:
            moment = datetime.datetime.strptime(text, form)
        except ValueError:
            return None
        found, fraction = moment.timetuple()[:6], 0
    else:
        match = RFC3339.fullmatch(text)
        if not match:
            return None
        found, fraction = list(map(int, match.groups()[:6])), int(((match[7] or ".") [1:] + "0" * 9)[:9])
    try:
        wall = datetime.datetime(*found)
    except ValueError:
        return None
    wall = round((wall - datetime.datetime(1970, 1, 1)).total_seconds()) * SECOND
    given = match[8] if not form else None
    if given is None:
        return instant(wall, zone) + fraction
    if given not in "Zz":
        wall -= (1 if given[0] == "+" else -1) * (int(given[1:3]) * HOUR + int(given[4:]) * 60 * SECOND)
    return wall + fraction


def rfc3339(time, rng, zone=None):
    """In one of its forms; with a zone without any, in the time of its clock."""
    offset = rng.choice([None, None, 0, 0, 2 * HOUR, -5 * HOUR - 30 * 60 * SECOND]) if zone is None else 0
    wall = (time if zone is None else clock(time, zone)) + (offset or 0)
    seconds, fraction = divmod(wall, SECOND)
    text = (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
    if rng.random() < 0.1:
        text = text.replace("T", rng.choice("t "))
    if fraction or rng.random() < 0.1:
        digits = f"{fraction:09}".rstrip("0") or "0"
        text += "." + digits + "0" * rng.choice([0, 0, 1, 3])
    if zone is not None:
        return text
    if offset in (None, 0):
        return text + rng.choice("ZZZz") if offset is None else text + "+00:00"
    return text + ("+" if offset > 0 else "-") + f"{abs(offset) // HOUR:02}:{abs(offset) % HOUR // (60 * SECOND):02}"


def decimal_text(time, unit):
    """Exactly, with no more digits than needed."""
    text = f"{decimal.Decimal(time) / NUMBER_UNITS[unit]:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
