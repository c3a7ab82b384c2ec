"""JSON values as the twin of stream-window sees them: Python's own, compared and ordered as jq does."""
import json


class Real(float):
    """A number that was not written as an integer; it remembers how."""

    def __new__(cls, text):
        number = super().__new__(cls, text)
        number.text = text
        return number


def parsed(line):
    """Raises ValueError where the line is no JSON. Of equal keys the first counts."""

    def no_constant(name):
        raise ValueError(name)

    def first_counts(members):
        found = {}
        for name, value in members:
            found.setdefault(name, value)
        return found

    return json.loads(line, parse_float=Real, parse_constant=no_constant, object_pairs_hook=first_counts)


def text_of(value):
    """Compact JSON; a number as it was written."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{text_of(name)}:{text_of(member)}" for name, member in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(text_of, value)) + "]"
    if isinstance(value, Real):
        return value.text
    return json.dumps(value, ensure_ascii=False)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_true(value):
    return value is not None and value is not False


def order(value):
    """What values are sorted by: null, false, true, numbers, strings, arrays, objects. Equal, and hashed alike, if and
    only if the values are equal: 1 and 1.0 are, 1 and "1" are not."""
    if value is None:
        return (0,)
    if isinstance(value, bool):
        return (2,) if value else (1,)
    if is_number(value):
        return (3, value)
    if isinstance(value, str):
        return (4, value)
    if isinstance(value, (list, tuple)):
        return (5, tuple(map(order, value)))
    names = sorted(value)
    return (6, tuple(names), tuple(order(value[name]) for name in names))
