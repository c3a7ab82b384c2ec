"""The aggregate functions of stream-window, each worked out from the list of all that was folded.

A function is given `folded`, a list of (event time, value) in the order of folding, and the seconds that the window lasts
(None where that is nothing). Over nothing the result is null, that of counts 0.
"""
import math
from fractions import Fraction

from window_values import is_number, is_true, order


class WrongType(Exception):
    """An aggregate was given something that it does not take: the whole record is bad."""


# --- what of the outputs of an argument is folded -----------------------------------------------------------------------


def each_number(outputs):
    """Nulls and not-a-number are skipped."""
    for value in outputs:
        if value is not None and not is_number(value):
            raise WrongType(value)
    return [value for value in outputs if value is not None and value == value]


def each_value(outputs):
    return [value for value in outputs if value is not None]


def each_truth(outputs):
    return [is_true(value) for value in outputs if value is not None]


def whether_any_is_true(outputs):
    """A record counts once."""
    return [any(map(is_true, outputs))]


# --- results -----------------------------------------------------------------------------------------------------------


def values(folded):
    return [value for _, value in folded]


def count(folded, seconds):
    return values(folded).count(True)


def rate(folded, seconds):
    return None if not seconds else float(Fraction(count(folded, seconds)) / seconds)


def total(folded, seconds):
    """Exact where all are integers."""
    numbers = values(folded)
    if not numbers:
        return None
    return sum(numbers) if all(isinstance(n, int) for n in numbers) else math.fsum(numbers)


def avg(folded, seconds):
    return total(folded, seconds) / len(folded) if folded else None


def var(folded, seconds):
    """The sample's."""
    if len(folded) < 2:
        return None
    mean = avg(folded, seconds)
    return math.fsum((number - mean) ** 2 for number in values(folded)) / (len(folded) - 1)


def stddev(folded, seconds):
    return math.sqrt(var(folded, seconds)) if len(folded) >= 2 else None


def least(folded, seconds):
    return min(values(folded), key=order, default=None)


def greatest(folded, seconds):
    return max(values(folded), key=order, default=None)


def first(folded, seconds):
    """By event time; of equal times what was folded first."""
    return min(folded, key=lambda pair: pair[0])[1] if folded else None


def last(folded, seconds):
    """By event time; of equal times what was folded last."""
    return max(reversed(folded), key=lambda pair: pair[0])[1] if folded else None


def any_(folded, seconds):
    return any(values(folded)) if folded else None


def every(folded, seconds):
    return all(values(folded)) if folded else None


def quantile(q):
    """The ceil(q*n)-th smallest, the smallest for q = 0. `q` is text: what is meant is the decimal number."""

    def result(folded, seconds):
        numbers = sorted(values(folded))
        return numbers[max(1, math.ceil(Fraction(q) * len(numbers))) - 1] if numbers else None

    return result


def distinct(folded, seconds):
    return len({order(value) for value in values(folded)})


def top(k):
    """By count; of equal counts what appeared first."""

    def result(folded, seconds):
        found = {}
        for value in values(folded):
            found.setdefault(order(value), [value, 0])[1] += 1
        best = sorted(found.values(), key=lambda pair: -pair[1])[:k]  # sorted() keeps the order of equals
        return [{"value": value, "count": n, "error": 0} for value, n in best] or None

    return result


def collect(n):
    return lambda folded, seconds: values(folded)[:n] or None


def histogram(folded, seconds):
    """Buckets [a, b) between neighbours of ..., 0.1, 0.2, 0.5, 1, 2, 5, 10, ...; mirrored below zero; zero on its own."""
    found = {}
    for number in values(folded):
        found[bucket(number)] = found.get(bucket(number), 0) + 1
    return [{"from": low, "to": high, "count": n} for (low, high), n in sorted(found.items())] or None


def bucket(number):
    if number == 0:
        return (0, 0)
    if number < 0:
        low, high = bucket(-number)
        return (-high, -low)
    near = math.floor(math.log10(number))
    bounds = [float(f"{digit}e{exponent}") for exponent in range(near - 1, near + 3) for digit in (1, 2, 5)]
    return next((low, high) for low, high in zip(bounds, bounds[1:]) if low <= number < high)


# name: (what is folded, how its result is made; one that is made from constants is a function of their texts)
FUNCTIONS = {
    "count": (whether_any_is_true, count),
    "rate": (whether_any_is_true, rate),
    "sum": (each_number, total),
    "avg": (each_number, avg),
    "var": (each_number, var),
    "stddev": (each_number, stddev),
    "min": (each_value, least),
    "max": (each_value, greatest),
    "first": (each_value, first),
    "last": (each_value, last),
    "any": (each_truth, any_),
    "every": (each_truth, every),
    "median": (each_number, quantile("0.5")),
    "p50": (each_number, quantile("0.5")),
    "p90": (each_number, quantile("0.9")),
    "p95": (each_number, quantile("0.95")),
    "p99": (each_number, quantile("0.99")),
    "p999": (each_number, quantile("0.999")),
    "quantile": (each_number, quantile),
    "distinct": (each_value, distinct),
    "count_distinct": (each_value, distinct),
    "top": (each_value, lambda k: top(int(k))),
    "collect": (each_value, lambda n: collect(int(n))),
    "histogram": (each_number, histogram),
}


class Call:
    """One aggregate over one argument. `argument`: a function from a record to the list of the argument's outputs, which
    raises WrongType where jq has an error; the default is for `count` and `rate` without any."""

    def __init__(self, function, argument=lambda record: [True], *constants):
        self.argument = argument
        self.fold, result = FUNCTIONS[function]
        self.result = result(*constants) if constants else result

    def folded_of(self, record):
        return self.fold(self.argument(record))
