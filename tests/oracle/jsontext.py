"""JSON read so that nothing is lost: numbers keep their text, members their order and their doubles."""
import json
import math


class Number(str):
    """A number as it was written."""

    def double(self):
        value = float(self)
        # An infinity is written as the largest double, by jq and by us.
        return value if math.isfinite(value) else math.copysign(1.7976931348623157e308, value)


class Members(list):
    """The members of an object, in their order."""


def parsed(text):
    return json.loads(text, parse_int=Number, parse_float=Number, object_pairs_hook=Members)


def text_of(value):
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, Members):
        return "{" + ",".join(f"{text_of(key)}:{text_of(member)}" for key, member in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text_of, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def same_value(a, b):
    if isinstance(a, Number) and isinstance(b, Number):
        return a == b or (a.double() == b.double() and not (exact_integer(a) and exact_integer(b)))
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same_value(x, y) for x, y in zip(a, b))
    return a == b


def exact_integer(number):
    """Integers of at most 16 digits are compared digit by digit; of longer ones, one side may have computed doubles."""
    digits = number.lstrip("-")
    return digits.isdigit() and digits != "0" and len(digits) <= 16


def double_text(text):
    """The double nearest to a number, written so that both sides read that double and print it alike."""
    value = Number(text).double()
    if value == int(value) and abs(value) < 2 ** 64:
        return "-0" if value == 0 and text.startswith("-") else str(int(value))
    return repr(value)
