"""What random cases for stream-window are put together from: pieces of jq, each with what it means to the twin."""
from dataclasses import dataclass
from typing import Callable

from window_aggregates import WrongType
from window_values import is_number, is_true, order


@dataclass
class Piece:
    text: str
    outputs: Callable  # record -> list of outputs; WrongType where jq has an error
    name: str | None = None  # that a bare path gives to its result


def member(value, name):
    if value is None:
        return None
    if not isinstance(value, dict):
        raise WrongType(f"no members in {value!r}")
    return value.get(name)


def path(text):
    """A path of plain names, as `.o.x`."""
    names = text.lstrip(".").split(".")

    def outputs(record):
        for name in names:
            record = member(record, name)
        return [record]

    return Piece(text, outputs, names[-1])


def items(value):
    if isinstance(value, dict):
        return list(value.values())
    if not isinstance(value, list):
        raise WrongType(f"{value!r} has no items")
    return value


def items_or_none(value):
    return items(value) if isinstance(value, (dict, list)) else []


def plus(value, number):
    if value is not None and not is_number(value):
        raise WrongType(f"{value!r} cannot be added to")
    return number if value is None else value + number


def length(value):
    if isinstance(value, bool):
        raise WrongType("a boolean has no length")
    return abs(value) if is_number(value) else 0 if value is None else len(value)


def got(text):
    """The output of a path, to compute with."""
    outputs = path(text).outputs
    return lambda record: outputs(record)[0]


def one(text, compute):
    return Piece(text, lambda record: [compute(record)])


V, W, B, L, S, O, K = map(got, [".v", ".w", ".b", ".l", ".s", ".o", ".k"])

NUMBERS = [
    path(".v"), path(".v"), path(".w"), path(".o.x"),
    Piece("(.v, .w)", lambda r: [V(r), W(r)]),
    Piece(".l[]?", lambda r: items_or_none(L(r))),
    Piece(".l[]", lambda r: items(L(r))),
    Piece("(select(.b) | .w)", lambda r: [W(r)] if is_true(B(r)) else []),
    Piece("empty", lambda r: []),
    one("(.v + 1)", lambda r: plus(V(r), 1)),
    one("(.v // 0)", lambda r: V(r) if is_true(V(r)) else 0),
    one("(.s | length)", lambda r: length(S(r))),
    one("(if .b then nan else .w end)", lambda r: float("nan") if is_true(B(r)) else W(r)),
]  # fmt: skip
VALUES = [
    path(".v"), path(".w"), path(".s"), path(".s"), path(".b"), path(".k"), path(".o"), path(".o.y"), path(".l"), path(".nothing"),
    Piece(".l[]?", lambda r: items_or_none(L(r))),
    Piece("(.s, .w)", lambda r: [S(r), W(r)]),
    one("[.s, .b]", lambda r: [S(r), B(r)]),
    one("{w: .w}", lambda r: {"w": W(r)}),
    Piece("(select(.w != null) | .s)", lambda r: [S(r)] if W(r) is not None else []),
]  # fmt: skip
CONDITIONS = [
    path(".b"), path(".v"),
    one("(.v >= 2)", lambda r: order(V(r)) >= order(2)),
    one("(.s == \"a\")", lambda r: order(S(r)) == order("a")),
    one("(.w == null)", lambda r: W(r) is None),
    one("(.b | not)", lambda r: not is_true(B(r))),
    Piece("(.l[]? > 2)", lambda r: [order(x) > order(2) for x in items_or_none(L(r))]),
    Piece("(.b, .w)", lambda r: [B(r), W(r)]),
    Piece("empty", lambda r: []),
]  # fmt: skip
# For --by: the text of a member of the body, its name, its value.
KEYS = [
    ("g", "g", got(".g")),
    (".g", "g", got(".g")),
    ("k", "k", K),
    (".k", "k", K),
    ("key: .k", "key", K),
    (".o.y", "y", got(".o.y")),
    ("big: (.v > 2)", "big", lambda r: order(V(r)) > order(2)),
    ("pair: [.g, .b]", "pair", lambda r: [got(".g")(r), B(r)]),
]
# For -t: the text, and the event time as it was written, None where there is none.
T = got(".t")
TIMES = [
    (".t", T),
    (".t", T),
    (".t", T),
    ("first(.t, .w)", T),
    ("first([.t][])", T),
    ("(.t // empty)", lambda r: T(r) if is_true(T(r)) else None),
    ("(.t2 // .t)", lambda r: got(".t2")(r) if is_true(got(".t2")(r)) else T(r)),
]
