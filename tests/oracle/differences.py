"""Where our answers differ from libjq's on purpose: every such difference stands here, with its reason.

A Rewriting explains what generated programs meet: it takes the cause away from program and record, and the difference
is explained if both sides then agree. A Fixed difference is shown by one program and what each side answers.
"""
import re
from dataclasses import dataclass
from typing import Callable

from jsontext import double_text


@dataclass
class Rewriting:
    name: str
    reason: str
    program: Callable  # (Expr, text) -> text
    record: Callable   # JSON text -> JSON text


def numbers_as(rewrite):
    """Rewrites the numbers of a JSON text that stand outside its strings."""
    token = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][-+.0-9eE]*', re.DOTALL)
    return lambda line: token.sub(lambda m: m[0] if m[0].startswith("\"") else rewrite(m[0]), line)


def libjq_number(text):
    """A number as libjq keeps it: the same digits, its exponent written in one way."""
    import jq
    return jq.compile("tojson").input_text(text).first()


DATE = re.compile("fromdate(iso8601)?")
PLAIN_DATE = ('(if type=="string" and (test("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")|not) '
              'then error("no plain date") else fromdate end)')


def unchanged(line):
    return line


REWRITINGS = [
    Rewriting("number text", "a number that is only passed on keeps its text; libjq writes 1E400 as 1E+400",
              lambda expr, text: text, numbers_as(libjq_number)),
    Rewriting("exact integers", "integers are exact within 64 bits and all other numbers are doubles; libjq keeps all digits of a "
              "number that is passed on or compared, and computes with doubles only",
              lambda expr, text: expr.in_doubles(), numbers_as(lambda text: libjq_number(double_text(text)))),
    Rewriting("JSON messages", "what is wrong with JSON text is said in our parser's words",
              lambda expr, text: text.replace("fromjson", "(try fromjson catch error(\"not JSON\"))"), unchanged),
    Rewriting("dates", "fromdate reads all of RFC 3339, and its message shows the text beyond a NUL",
              lambda expr, text: DATE.sub(PLAIN_DATE, text), unchanged),
]


@dataclass
class Known:
    """A construct in which libjq answers by accident: programs that hold it are compared, but may differ."""
    name: str
    reason: str
    pattern: str  # searched in the program's text


KNOWN = [
    Known("?// and who stops early", "in libjq a break out of a body with ?// (also by limit, first, any ...) is taken for an error, "
          "so that the next alternative runs; the same happens on the way back into an update", r"\?//"),
    Known("paths through reduce and foreach", "libjq loses the place of a state that is null; ours may go below it",
          r"\((reduce|foreach) \((0|1), (1|2)\) as \$i \(\.;"),
    Known("paths through as", "libjq mixes the places of the value that is taken apart and of the input", r"path\(\. as \["),
    Known("paths through last", "last(f) gives a place, as first(f) does", r"\blast\("),
    Known("the second before 1970", "it is a time like any other; libjq takes -1 for a failure of the C library", r"gmtime \| mktime"),
    Known("not-a-number in an object", "an object with not-a-number equals nothing, itself too; in libjq it equals itself", r"\{a: nan\}"),
]


@dataclass
class Fixed:
    program: str
    record: str
    ours: str   # the answer, or how it begins
    libjq: str  # what is in the answer
    reason: str


FIXED = [
    Fixed('test("(")', "null", "Regex failure", "cannot be matched",
          "a constant pattern that does not compile is an error of the program, not of each record"),
    Fixed('test("a"; "z")', "null", "not a valid modifier", "cannot be matched", "the same for constant flags"),
    Fixed(r'test("(a)\\1")', '"aa"', "back-reference", "true", "back-references take more than linear time: RE2 has none"),
    Fixed('test("a(?=b)")', '"ab"', "look", "true", "nor has it look-around"),
    Fixed(r'test("\\bword")', '"éword"', '["v",[true,false]]', '["v",[false,true]]', "\\b and \\B know ASCII's words only"),
    Fixed('test("ss"; "i")', '"ß"', '["v",[false,true]]', '["v",[true,false]]', "folding case turns no character into two"),
    Fixed("{([] | .): 2}", "null", '["e","Cannot use array ([]) as object key"]', "Cannot use array ([]) as object key",
          "libjq refuses the program, if the key is constant; for us it fails for each record"),
    Fixed('.a =~ "b"', '{"a":"abc"}', '["v",[true,false]]', "error", "=~ and !~ are ours"),
    Fixed("1500ms", "null", '["v",[1.5,false]]', "error", "a number with a unit is ours"),
    Fixed('split("x"; "q")', '"x"', "not a valid modifier", "is not a valid modifier string", "the same for the flags of split"),
    Fixed("fromjson", '"1\\u0000"', '["e","line 1', '["v"', "libjq's parser stops at a NUL"),
    Fixed("have_decnum", "null", '["v",[false,true]]', '["v",[true,false]]', "numbers are 64 bits, or their text"),
    Fixed("mktime", "[1969,11,31,23,59,59,3,364]", '["v",[-1,false]]', "invalid gmtime", "the second before 1970 is a time too"),
    Fixed("[9007199254740991,1]|add", "null", '["v",[9007199254740992,false]]', '["v"', "sums of integers are exact"),
    Fixed("toarray", "1", '["v",[[1],false]]', "not defined", "in jq's manual, but not in this libjq"),
    Fixed("ascii", "65", '["v",["A",false]]', "not defined", "the same"),
    Fixed("date", "0", '["v",["1970-01-01T00:00:00Z",false]]', "not defined", "the same"),
    Fixed("@base32", '"a"', '["v",["ME======",false]]', "not a valid format", "the same"),
    Fixed("@base32d", '"ME======"', '["v",["a",false]]', "not a valid format", "the same"),
    Fixed(".", '"\\ud800"', '["v",["\ufffd",false]]', "surrogate", "an escaped lone surrogate is JSON; libjq refuses the record"),
    Fixed("fromdate", '"2015-03-05T23:51:47.5+01:00"', '["v",[1425595907.5,false]]', "does not match",
          "all of RFC 3339 is read, fractions and offsets too"),
    Fixed("ldexp(1; 3000000000)", "null", '["v",[1.7976931348623157e+308,false]]', '["v"',
          "an exponent beyond int is a very large one; libjq's conversion is undefined"),
    Fixed("fromjson", '"{a"', '["e","', "Invalid", "what is wrong with JSON text is said in our parser's words"),
]
