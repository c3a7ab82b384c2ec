"""What random cases for stream-join are put together from: pieces of jq, each with what it means to the twin."""
from window_aggregates import WrongType
from window_values import is_true, text_of
from window_words import KEYS, got, member

N, K, B, U, H = (got(path) for path in (".n", ".k", ".b", ".u", ".h"))

G_KEY, K_KEY, NAMED_KEY, DEEP_KEY = ((KEYS[i][0], KEYS[i][2]) for i in (0, 3, 4, 5))
PAIR_KEY = (KEYS[7][0], KEYS[7][2])
NAN_KEY = ("x: (if .b then nan else .k end)", lambda r: float("nan") if is_true(B(r)) else K(r))
OBJECT_KEY = ("who: {a: .g, k}", lambda r: {"a": got(".g")(r), "k": K(r)})
TURNED_KEY = ("who: {k, a: .g}", lambda r: {"k": K(r), "a": got(".g")(r)})
# For the two sides: the text of a member of the body, its value.
KEY_PAIRS = [
    (G_KEY, G_KEY),
    (G_KEY, G_KEY),
    (G_KEY, G_KEY),
    (G_KEY, ("h", H)),
    (G_KEY, ("h", H)),
    (K_KEY, K_KEY),
    (K_KEY, K_KEY),
    (K_KEY, NAMED_KEY),
    (NAN_KEY, NAN_KEY),
    (DEEP_KEY, G_KEY),
    (PAIR_KEY, PAIR_KEY),
    (OBJECT_KEY, TURNED_KEY),
]
KEY_VALUES = ["1", "1", "1.0", '"1"', "null", "true", "[1]", '{"a":1}', "[1.0]", "[]", "{}", "false", '""', '{"a":1,"b":2}', '{"b":2,"a":1}', "0",
              "1e0", "10e-1", "-1", "0.1", '"null"', "[[1]]", "9007199254740993", "9007199254740992", "18446744073709551615", '"é"',
              '"\\u00e9"', "[null]", '{"a":1.0}']  # fmt: skip

# For --right-time: the text, and the event time as it was written.
RIGHT_TIMES = [
    (".t", got(".t")),
    (".u", U),
    ("(.u // .t)", lambda r: U(r) if is_true(U(r)) else got(".t")(r)),
]

AS_NAMES = ["r", "n", "g", 'a"b', "é", "right.x"]


def every_third_fails(left, right):
    number = member(left, "n")
    if not isinstance(number, int) or number % 3 == 0:
        raise WrongType("no")
    return [number]


# For -s: the text, and the outputs for the two values, of which one may be None.
SELECTS = [
    ("{l: .left.n, r: .right.n}", lambda left, right: [{"l": member(left, "n"), "r": member(right, "n")}]),
    (".right", lambda left, right: [right]),
    (".left, .right", lambda left, right: [left, right]),
    ("[.left.k, .right.k, .right.s]", lambda left, right: [[member(left, "k"), member(right, "k"), member(right, "s")]]),
    ("select(.right != null) | .left.n", lambda left, right: [member(left, "n")] if right is not None else []),
    ('"\\(.left.n)-\\(.right.n)"', lambda left, right: [f"{text_of(member(left, 'n'))}-{text_of(member(right, 'n'))}"]),
    ("if .left.n % 3 == 0 then error(\"no\") else .left.n end", every_third_fails),
    (".right.g.x", lambda left, right: [member(member(right, "g"), "x")]),
    ("empty", lambda left, right: []),
    (".left.s // .right.s", lambda left, right: [member(left, "s") if is_true(member(left, "s")) else member(right, "s")]),
]
