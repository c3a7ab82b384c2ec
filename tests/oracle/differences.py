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
    Fixed("todate", "[2015,2,5,23,51,47.5,4,63]", '["e","strftime/1 requires', "2015-03-05T23:51:47Z",
          "broken-down times come with gmtime and strftime"),
    Fixed('.[{"start":1,"end":2}]', "[1,2,3]", '["e","Array/string slice', "[2]", "slices are not in this version"),
    Fixed("fromjson", '"{a"', '["e","', "Invalid", "what is wrong with JSON text is said in our parser's words"),
]
