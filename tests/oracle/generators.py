"""A generator of random programs of the whole language, with any number of outputs a record.

It is the generator of predicates (programs.py), whose expressions become operands of all the rest: the table of
templates, path expressions, bindings, functions and loops.
"""
import re

from programs import Generator
from syntax import Expr
from templates import table
from vocabulary import COMPARISONS, FLAGS, PATTERNS, quoted

VALUES = ["boolean", "number", "string", "array", "object", "any"]
HOLE = re.compile(r"<([a-z]+)(?:@([a-z]+))?(\*)?>")
BY_KIND = {}
for _kind, _program in table():
    BY_KIND.setdefault(_kind, []).append(_program)

SMALL = ["0", "1", "1", "2", "2", "3", "4", "-1", "-2"]
STEPS = ["1", "2", "-1", "3", "0.5", "0"]
ASSIGNMENTS = ["+=", "-=", "*=", "/=", "%=", "//="]
SELECTS = ["numbers", "strings", "booleans", "nulls", "arrays", "objects", "iterables", "scalars", "values",
           "select(type == \"number\")", "select(. == null)", "select(length > 0)?"]
TIME_FORMATS = ["%Y-%m-%dT%H:%M:%SZ", "%A, %B %d, %Y", "%d/%b/%Y:%H:%M:%S", "%H:%M", "%j %u %w", "%s", "%e|%I|%p|%y", "%%", "",
                "%D %T", "%F", "%U %V %G"]
KEYS_LISTS = ['["a"]', '["a","b"]', '["l",0]', '["x",1,"a"]', '[0]', '[1,0]', '[-1]', '[]', '["n"]', '["s",0]', '["o","a","b"]',
              '["new","deep",2]', '[null]', '[{"start":1,"end":null}]', '"a"', '["a",{"start":0,"end":1}]', '[true]', '["l",{"start":-1}]']

# What may be found below a `.` of a kind, for expressions that stand after a pipe or in a closure.
_OBJECT = [((), "object"), (("a",), "any"), (("b",), "any"), (("n",), "number"), (("s",), "string"), (("l",), "array")]
INNER = {
    "boolean": [((), "boolean")],
    "number": [((), "number")],
    "string": [((), "string")],
    "array": [((), "array"), ((0,), "any"), ((1,), "any"), ((-1,), "any")],
    "object": _OBJECT,
    "entry": [(("key",), "string"), (("value",), "any"), ((), "object")],
    "capture": [(("word",), "any"), (("year",), "any"), ((), "object")],
    "any": [((), "any"), ((), "number"), ((), "string"), ((), "array"), ((), "object"), ((), "boolean")],
}
# Leaves that fit any `.`.
MADE = {
    "number": ["(length? // 0)", "(numbers // 1)", "(tonumber? // 2)"],
    "string": ["tostring", "tojson", "type", "(strings // \"a\")"],
    "array": ["[.]", "[.[]?]", "(arrays // [])"],
    "object": ["{a: .}", "(objects // {})", "{a: 1, n: length?}"],
}
LISTS = {
    "numbers": ["[3,1,2]", "[1,1,0.5,-2]", "[]", "[10,7]", "[0]", "[.. | numbers]", "[.[]? | numbers]"],
    "strings": ['["b","a","ab"]', '["","é","日本"]', '["a"]', '["1","x,y"]', "[.. | strings]", "[.[]? | strings]"],
    "scalars": ['[1,"a",null]', '["a,b","c\\"d",true]', "[false,0.5]", "[.[]? | scalars]"],
    "objects": ['[{"a":1,"n":2,"s":"x"},{"a":1,"n":1,"s":"y"},{"a":null,"n":3}]', '[{"a":"k","b":{"c":[1]}},{"a":"j","n":2}]',
                '[{"n":2,"a":[1]},{"n":2,"a":[2]},{"a":{"b":1},"l":[1,2]}]', "[.. | objects]"],
    "entries": ['[{"key":"a","value":1},{"name":"b","Value":2},{"k":"c","v":3},{"key":null,"value":3}]',
                '[{"key":"x"},{"Key":"y","value":null},{"Name":false,"value":[]}]', "to_entries",
                '[{"key":1,"value":2}]', '[{"key":false},{"key":true,"value":0}]'],
}


class LanguageGenerator(Generator):
    def __init__(self, rng, records, loose=False):
        super().__init__(rng, records, loose)
        self.functions = []  # (name, names of closures, names of values)
        self.labels = []

    def program(self):
        depth = self.pick([1, 2, 2, 3, 3, 4])
        kind = self.pick(["any", "any", "array", "array", "object", "object", "string", "number", "boolean"])
        return self.many(kind, depth) if self.chance(0.25) else self.some(kind, depth)

    def some(self, kind, depth):
        if kind in LISTS:
            return self.list_of(kind, depth)
        if depth <= 0 or kind not in VALUES:
            return self.leaf(kind)
        chance = self.rng.random()
        if chance < 0.6:
            return self.filled(self.pick(BY_KIND[kind]), depth - 1)
        if chance < 0.66:
            return self.many(kind, depth - 1)
        if chance < 0.78:
            return getattr(self, self.pick(["defined", "bound", "labelled", "folded", "called", "updated", "broken"]))(kind, depth - 1)
        return super().some(kind, depth)

    def leaf(self, kind):
        if self.functions and self.chance(0.1):
            return self.called(kind, 0)
        if self.paths is INNER["any"] and kind in MADE and self.chance(0.6):
            return Expr(self.pick(MADE[kind]))
        fitting = kind == "any" or any(k == kind for _, k in self.paths)
        if not fitting and kind in VALUES and self.chance(0.8):
            return self.literal(kind)
        return super().leaf(kind)

    def literal(self, kind):
        return super().literal(kind if kind != "any" else self.pick(["null", "boolean", "number", "string", "array", "object"]))

    def many(self, kind, depth):
        """An expression with any number of outputs."""
        form = self.rng.random()
        if form < 0.3:
            return Expr("(", self.some(kind, depth), ", ", self.some(kind, depth), ")")
        if form < 0.4:
            return Expr("(", self.some(kind, depth), ", ", self.some("any", depth), ", ", self.some(kind, 0), ")")
        if form < 0.5:
            return Expr("(", self.some("array", depth), " | .[])")
        if form < 0.6:
            return Expr("limit(4; ", self.some(self.pick(["any", "array", "object"]), depth), " | ..)")
        if form < 0.7:
            return Expr(self.pick(["range(3)", "range(1; 4)", "empty", "(empty, 1)", "(1, empty)", "(null, false)", ".[]?",
                                   "limit(3; .[]?)", "limit(5; ..)", "(1, error(\"late\"))", "(.a, .b)?", "(\"a\", \"b\")"]))
        if form < 0.85:
            return Expr("limit(4; ", self.some("any", depth), " | .[]?)")
        return Expr("(", self.some(kind, depth), " | ", Expr("select("), self.inside("any", "boolean", depth), "))")

    def inside(self, outer, kind, depth):
        return self.below(INNER[outer], kind, depth)

    def list_of(self, kind, depth):
        if depth > 0 and self.chance(0.4):
            inner = {"numbers": "number", "strings": "string", "scalars": "string", "objects": "object", "entries": "object"}[kind]
            if kind == "entries":
                return Expr("[{key: (", self.some("string", depth - 1), "), value: (", self.some("any", depth - 1), ")}]")
            items = [self.operand(inner, depth - 1) for _ in range(self.pick([1, 2, 3]))]
            return Expr("[", *[piece for item in items for piece in (item, ", ")][:-1], "]")
        return Expr(self.pick(LISTS[kind]))

    # --- the table -----------------------------------------------------------------------------------------------------

    def filled(self, program, depth):
        pieces, at = ["("], 0
        for hole in HOLE.finditer(program):
            filling = self.hole(*hole.groups(), depth)
            if filling is not None:
                pieces += [program[at:hole.start()], filling]
                at = hole.end()
        pieces.append(program[at:] + ")")
        return Expr(*pieces)

    def hole(self, kind, outer, several, depth):
        words = {"n": SMALL, "step": STEPS, "cmp": COMPARISONS, "op": ASSIGNMENTS, "select": SELECTS, "keys": KEYS_LISTS}
        if kind in words:
            return self.pick(words[kind])
        if kind in ("re", "flags", "key", "format"):
            word = {"re": PATTERNS, "flags": FLAGS, "key": ["a", "b", "n", "s", "x y", "é"], "format": TIME_FORMATS}[kind]
            return Expr(quoted(self.pick(word)))
        if kind == "path":
            return self.path_expression(depth) if outer is None else self.of_paths(INNER[outer], lambda: self.path_expression(depth))
        if kind not in VALUES and kind not in LISTS:
            return None  # text that looks like a hole
        if outer is not None:
            return self.inside(outer, kind, depth)
        return self.many(kind, depth) if several else self.some(kind, depth)

    def of_paths(self, paths, make):
        outer, self.paths = self.paths, paths
        made = make()
        self.paths = outer
        return made

    # --- path expressions ----------------------------------------------------------------------------------------------

    def path_expression(self, depth):
        """Something that mostly is a path: steps, and all that passes paths on."""
        if depth <= 0 or self.chance(0.25):
            return self.path() if self.chance(0.7) else Expr(self.pick(
                [".", ".[]?", "..", ".[1:]?", ".[:2]?", ".[-1]?", ".a?", ".[\"a\"]?", "first?", "last?", "empty", ".[0]?", "recurse",
                 ".new", ".new[1]?", ".a.b?", ".[2:4]?", "(.a?, .b?)", "getpath([\"a\",\"b\"])?", "paths", "1", "error"]))
        inner = self.path_expression
        steps = [("any", inner(depth - 1)), ("any", inner(depth - 1))]
        first, second = (expr for _, expr in steps)
        form = self.rng.randrange(16)
        if form < 4:
            tail = self.of_paths(INNER["any"], lambda: self.path_expression(depth - 1))
            return Expr("(", first, " | ", tail, ")")
        if form < 6:
            return Expr("(", first, ", ", second, ")")
        if form < 8:
            return Expr("(", first, " | select(", self.inside("any", "boolean", depth - 1), "))")
        if form == 8:
            return Expr("(", first, f" | {self.pick(SELECTS)})")
        if form == 9:
            return Expr("if ", self.some("boolean", depth - 1), " then ", first, " else ", second, " end")
        if form == 10:
            return Expr("(", first, " // ", second, ")")
        if form == 11:
            return Expr(self.pick(["first(", "last(", "limit(2; ", "skip(1; ", "nth(1; "]), first, ")")
        if form == 12:
            return Expr("(", first, ")?") if self.chance(0.5) else Expr("(try ", Expr("(", first, ")"), " catch ", second, ")")
        if form == 13:
            return Expr("(", self.some("any", depth - 1), " as $p | ", first, ")")
        if form == 14:
            return Expr(self.pick(["(reduce (0, 1) as $i (.; ", "(foreach (0, 1) as $i (.; ", "(label $l | (., break $l) | ("]),
                        self.of_paths(INNER["any"], lambda: self.path_expression(0)), "))")
        return Expr("(def f: ", first, "; ", self.pick(["f", "f, f", "f | f?", ".[]? | f?"]), ")")

    # --- constructs ----------------------------------------------------------------------------------------------------

    def updated(self, kind, depth):
        target = Expr("(", self.some("object", depth), " | ") if self.chance(0.4) else Expr("(")
        paths = INNER["object"] if len(target.pieces) > 1 else self.paths
        path = self.of_paths(paths, lambda: self.path_expression(depth))
        operator = self.pick(["=", "|=", "|=", *ASSIGNMENTS])
        if operator == "|=":
            value = self.inside("any", self.pick(["any", kind]), depth)
        else:
            value = Expr(self.pick(SMALL)) if operator == "*=" else self.some(self.pick(["any", "number"]), depth)
        return Expr(target, "(", path, f") {operator} (", value, "))")

    def defined(self, kind, depth):
        name = self.pick(["f", "g", "h", "f", "length", "map"])
        closures = self.rng.sample(["p", "q"], self.pick([0, 0, 1, 1, 2]))
        values = self.rng.sample(["x", "y"], self.pick([0, 0, 1]))
        body = self.body(name, closures, values, kind, depth)
        outer = self.functions
        self.functions = [*outer, (name, closures, values)]
        rest = self.some(kind, depth)
        call = self.call_of(self.functions[-1], depth)
        self.functions = outer
        parameters = "; ".join([*closures, *("$" + value for value in values)])
        return Expr(f"(def {name}{'(' + parameters + ')' if parameters else ''}: ", body, "; ", rest, ", ", call, ")")

    def body(self, name, closures, values, kind, depth):
        """What a function does. It cannot call itself: recursion is in the templates, where it ends."""
        count = len(closures) + len(values)
        outer = self.functions, self.locals, self.labels
        self.functions = [f for f in self.functions if (f[0], len(f[1]) + len(f[2])) != (name, count)]
        self.functions += [(closure, [], []) for closure in closures] * 2
        self.locals = [*self.locals, *values, *values]
        # A body that uses a builtin of the name that it defines would call itself for ever.
        body = self.leaf(kind) if name in ("length", "map") else self.some(kind, depth)
        if closures and self.chance(0.5):
            body = Expr("(", self.pick(closures), " | ", body, ")")
        self.functions, self.locals, self.labels = outer
        return body

    def called(self, kind, depth):
        return self.call_of(self.pick(self.functions), depth) if self.functions else self.some(kind, depth)

    def call_of(self, function, depth):
        name, closures, values = function
        if not closures and not values:
            return Expr(name)
        arguments = [self.some("any", depth) for _ in [*closures, *values]]
        return Expr(f"{name}(", *[piece for a in arguments for piece in (a, "; ")][:-1], ")")

    def bound(self, kind, depth):
        patterns = [self.pattern(2) for _ in range(self.pick([1, 1, 1, 2, 3]))]
        names = [name for _, bound in patterns for name in bound]
        source = self.some(self.pick(["array", "object", "any"]), depth)
        outer, self.locals = self.locals, [*self.locals, *names, *names]
        body = self.some(kind, depth)
        self.locals = outer
        return Expr("((", source, ") as ", " ?// ".join(text for text, _ in patterns), " | ", body, ")")

    def pattern(self, depth):
        """A destructuring pattern and the names that it binds."""
        name = self.pick(["a", "b", "v", "w"])
        form = self.rng.random()
        if depth == 0 or form < 0.3:
            return f"${name}", [name]
        if form < 0.6:
            parts = [self.pattern(depth - 1) for _ in range(self.pick([1, 2, 2]))]
            return f"[{', '.join(text for text, _ in parts)}]", [n for _, names in parts for n in names]
        inner, names = self.pattern(depth - 1)
        key = self.pick(["a", "n", "\"s\"", "$a", "(\"a\", \"b\")", "\"x y\"", "if", "(.s)", "\"\\(1)\""])
        text = "{" + (self.pick(["$a", "$n, $b", "$s"]) if form < 0.7 else f"{key}: {inner}") + "}"
        return text, [*names, *re.findall(r"\$(\w+)", text)] if form >= 0.7 else re.findall(r"\$(\w+)", text)

    def labelled(self, kind, depth):
        name = self.pick(["out", "l", "done"])
        outer, self.labels = self.labels, [*self.labels, name]
        body = self.some(kind, depth)
        self.labels = outer
        return Expr(f"(label ${name} | ", body, ", ", self.some(kind, 0), f" | if ", self.inside("any", "boolean", 0),
                    f" then ., break ${name} else . end)")

    def broken(self, kind, depth):
        if not self.labels:
            return self.labelled(kind, depth)
        return Expr("(", self.some(kind, depth), ", break $" + self.pick(self.labels) + ", ", self.some(kind, 0), ")")

    def folded(self, kind, depth):
        text, names = self.pattern(1)
        # Few rounds: what escapes or doubles a text in each grows without end.
        source = Expr("limit(4; ", self.many(self.pick(["any", "number", "string", "array"]), depth), ")")
        start = self.some(kind, depth)
        outer, self.locals = self.locals, [*self.locals, *names, *names]
        step = self.inside(kind if kind in INNER else "any", kind, depth)
        extract = self.inside("any", "any", depth)
        self.locals = outer
        if self.chance(0.5):
            return Expr("reduce ", source, f" as {text} (", start, "; ", step, ")")
        if self.chance(0.5):
            return Expr("foreach ", source, f" as {text} (", start, "; ", step, ")")
        return Expr("foreach ", source, f" as {text} (", start, "; ", step, "; ", extract, ")")
