"""The words of generated programs: functions, patterns, and what comes in from outside."""
import json

# Where libjq and we have the same function. What only we have is in differences.py.
NUMBER_TO_NUMBER = """floor ceil round trunc rint nearbyint abs fabs sqrt cbrt exp exp2 exp10 expm1 log log2 log10 log1p logb
significand sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh gamma lgamma tgamma j0 j1 y0 y1 erf erfc length
finites normals -""".split()
TWO_NUMBERS = "pow atan2 hypot fmin fmax fmod remainder drem fdim copysign nextafter nexttoward".split()
NUMBER_AND_INTEGER = "ldexp scalb scalbln".split()
STRING_TO_STRING = """ascii_downcase ascii_upcase trim ltrim rtrim tostring tojson @text @json @html @uri @sh @base64
@base64d @urid""".split()
TO_STRING = "type type tostring tostring tojson @text @json @html @uri @sh @csv @tsv @base64 scalars|todate scalars|todateiso8601".split()
FILTERS = "arrays objects iterables booleans numbers strings nulls values values scalars scalars finites normals empty not not error".split()
TO_BOOLEAN = "not not not isnan isinfinite isfinite isnormal toboolean".split()
TO_NUMBER = "length length length length utf8bytelength tonumber tonumber fromdate fromdateiso8601".split()
TO_ANY = "fromjson frexp modf lgamma_r explode explode implode length type tojson tostring".split()

PATTERNS = ["a", "^a", "b$", "", "[0-9]+", "^[A-Z]+$", "a|b", "é", "日.", "(?<word>[a-z]+)", "(a)(b)?", "a*", "[^a-z]", "\\.", "^$",
            "x{2,}", "(?:ab)+c?", "(?i)abc", "^/api/", "\\\\", "\n", ".", "(?<year>[0-9]{4})-(?<month>[0-9]{2})", "a.c", "[é日]",
            "\\d+", "\\w+", "^\\s*$", "\\S", "\\D", "[\\w.]+", "[[:alpha:]]+", "(?x) a b # c", "a$", "[^\\d\\s]", "\\h", "\\p{L}"]
FLAGS = ["g", "i", "x", "s", "p", "n", "l", "gi", "in", ""]
COMPARISONS = ["==", "!=", "<", "<=", ">", ">="]
KEYWORDS = ["if", "and", "or", "not", "then", "def", "reduce", "as", "try", "catch", "import", "label", "foreach", "__loc__"]

# Passed with --arg and --argjson, and to libjq.
VARIABLES = {"word": "word", "empty_text": "", "accent": "é", "five": 5, "half": 0.5, "none": None, "yes": True,
             "list": [1, "a", None], "map": {"a": 1, "n": {"b": 2}, "word": "w"}, "key": "a", "digits": "12"}


def quoted(text):
    return json.dumps(text, ensure_ascii=False).replace("\\(", "\\\\(")
