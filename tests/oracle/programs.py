"""A generator of random programs: all that gives one value a record, over the paths and values of a record set.

Most programs make sense for most records (numbers are added, strings are matched), and some do not: what an operator
does with the wrong type belongs to the language too. Sizes stay small: a string is only repeated a few times.
"""
from syntax import Expr, NumberLiteral
from vocabulary import (
    COMPARISONS, FILTERS, FLAGS, KEYWORDS, NUMBER_AND_INTEGER, NUMBER_TO_NUMBER, PATTERNS,
    STRING_TO_STRING, TO_ANY, TO_BOOLEAN, TO_NUMBER, TO_STRING, TWO_NUMBERS, VARIABLES, quoted)


class Generator:
    def __init__(self, rng, records, loose=False):
        self.rng = rng
        self.records = records
        self.loose = loose  # parentheses are left out where that may change the meaning: both sides must read it alike
        self.locals = []
        self.paths = records.paths  # of what `.` is where the generator stands

    def program(self):
        depth = self.rng.choice([1, 2, 2, 3, 3, 4])
        kind = self.rng.choice(["boolean"] * 6 + ["any", "number", "string", "array", "object"])
        return self.some(kind, depth)

    # --- choices -------------------------------------------------------------------------------------------------------

    def chance(self, p):
        return self.rng.random() < p

    def pick(self, items):
        return self.rng.choice(items)

    def some(self, kind, depth):
        """An expression that often gives a value of this kind."""
        if kind == "any" or self.chance(0.03):
            kind = self.pick(["boolean", "number", "string", "array", "object"])
        if depth <= 0:
            return self.leaf(kind)
        if self.chance(0.2):
            return self.around(kind, depth)
        return getattr(self, kind)(depth - 1)

    def operand(self, kind, depth):
        """An expression that may stand beside an operator or before a step."""
        expr = self.some(kind, depth)
        if len(expr.pieces) == 1 and isinstance(expr.pieces[0], str):
            return expr
        if self.loose and self.chance(0.6):
            return expr
        return Expr("(", expr, ")")

    def leaf(self, kind):
        chance = self.rng.random()
        if chance < 0.6:
            return self.path(kind)
        if chance < 0.66 and self.locals:
            return Expr("$" + self.pick(self.locals))
        if chance < 0.72:
            return self.variable()
        if chance < 0.74:
            return Expr(".")
        return self.literal(kind)

    def literal(self, kind):
        if kind == "number":
            text = self.pick(self.records.values["number"])
            if self.records.edges and self.chance(0.15):
                text = self.pick(["007", ".5", "5.", "1e1000", "1E-2", "100000000000000000000"])
            # A sign is an operator in a program.
            return NumberLiteral(text.removeprefix("-")) if text[0] != "n" else Expr(text)
        texts = self.records.values[self.pick(["null", "boolean"]) if kind == "boolean" else kind]
        return Expr(self.pick(texts).replace("\\/", "/"))

    def variable(self):
        chance = self.rng.random()
        if chance < 0.15:
            name = self.pick(["RUNNEL_WORD", "RUNNEL_NUMBER", "RUNNEL_EMPTY", "RUNNEL_TEXT", "RUNNEL_NOT_THERE"])
            return Expr(self.pick([f"$ENV.{name}", f"$ENV[\"{name}\"]"]))
        if chance < 0.2:
            return Expr("$__loc__.file")
        return Expr("$" + self.pick(list(VARIABLES)))

    # --- paths ---------------------------------------------------------------------------------------------------------

    def path(self, kind="any"):
        fitting = [steps for steps, k in self.paths if k == kind] if kind != "any" else []
        steps = self.pick(fitting or [steps for steps, _ in self.paths])
        if self.chance(0.03):
            steps = steps + (self.pick(["a", "n", 0, -1, "not there"]),)
        return self.path_text(steps)

    def path_text(self, steps):
        text = "".join(self.step(step, first=i == 0) for i, step in enumerate(steps)) or "."
        return Expr(text if text.startswith(".") else "." + text)

    def step(self, step, first):
        ask = "?" if self.chance(0.12) else ""
        if isinstance(step, int):
            return ("." if not first and self.chance(0.1) else "") + f"[{step}]" + ask
        plain = step.isascii() and step.isidentifier()
        if plain and self.chance(0.8):
            return f".{step}{ask}"
        return self.pick([f".{quoted(step)}", f"[{quoted(step)}]", f".[{quoted(step)}]"]) + ask

    # --- what may stand around anything --------------------------------------------------------------------------------

    def around(self, kind, depth):
        return getattr(self, self.pick(["choice", "alternative", "pipe", "attempt", "binding", "selection", "stepped", "passed",
                                        "choice", "alternative", "pipe", "commented"]))(kind, depth - 1)

    def choice(self, kind, depth):
        pieces = ["if ", self.some("boolean", depth), " then ", self.some(kind, depth)]
        while self.chance(0.3):
            pieces += [" elif ", self.some("boolean", depth), " then ", self.some(kind, depth)]
        if self.chance(0.8):
            pieces += [" else ", self.some(kind, depth)]
        return Expr(*pieces, " end")

    def alternative(self, kind, depth):
        return Expr(self.operand(kind, depth), " // ", self.operand(kind, depth))

    def pipe(self, kind, depth):
        if not self.chance(0.5):
            inner = self.pick([kind, "any"])
            return Expr("(", self.some(inner, depth), " | ", self.below([((), inner)], kind, depth), ")")
        steps = self.pick([steps for steps, _ in self.paths])
        paths = [(path[len(steps):], k) for path, k in self.paths if path[:len(steps)] == steps]
        return Expr("(", self.path_text(steps), " | ", self.below(paths, kind, depth), ")")

    def below(self, paths, kind, depth):
        """An expression for where `.` has other paths."""
        outer, self.paths = self.paths, paths
        expr = self.some(kind, depth)
        self.paths = outer
        return expr

    def attempt(self, kind, depth):
        body = self.operand(kind, depth)
        form = self.rng.random()
        if form < 0.3:
            return Expr("(", body, ")?")
        if form < 0.45:
            return Expr("(try ", body, ")")
        if form < 0.8:
            return Expr("(try ", body, " catch ", self.operand("string", 0) if self.chance(0.4) else Expr("."), ")")
        return Expr("(try error(", self.some("any", depth), ") catch ", self.operand(kind, 0), ")")

    def binding(self, kind, depth):
        source = self.operand("any", depth)
        name = self.pick(["v", "w", "word", "__loc__x"])
        self.locals.append(name)
        body = self.some(kind, depth)
        self.locals.pop()
        return Expr("(", source, f" as ${name} | ", body, ")")

    def selection(self, kind, depth):
        return Expr("(", self.some(kind, depth), " | select(", self.below([((), kind)], "boolean", depth), "))")

    def stepped(self, kind, depth):
        outer = self.pick(["object", "array"])
        of = Expr("(", self.some(outer, depth), ")")
        if self.chance(0.4):
            step = self.pick(["a", "n", "x y", "é"] if outer == "object" else [0, 1, -1, -2])
            return Expr(of, self.step(step, first=False))
        key = self.some("any" if self.chance(0.1) else "string" if outer == "object" else "number", depth)
        return Expr(of, "[", key, "]" + self.pick(["", "", "?"]))

    def passed(self, kind, depth):
        return Expr("(", self.some(kind, depth), " | ", Expr(self.pick(FILTERS)), ")")

    def commented(self, kind, depth):
        return Expr("(", self.some(kind, depth), " # 'a comment' | \"and\" (more\n)")

    # --- by kind -------------------------------------------------------------------------------------------------------

    def boolean(self, depth):
        chance = self.rng.random()
        if chance < 0.35:
            kind = self.pick(["number", "number", "string", "string", "any", "array", "object", "boolean"])
            return Expr(self.operand(kind, depth), f" {self.pick(COMPARISONS)} ", self.operand(kind, depth))
        if chance < 0.5:
            return Expr(self.operand("boolean", depth), f" {self.pick(['and', 'or'])} ", self.operand("boolean", depth))
        if chance < 0.6:
            return Expr("(", self.some("any", depth), " | ", Expr(self.pick(TO_BOOLEAN)), ")")
        if chance < 0.72:
            return self.call(self.operand("string", depth), self.pick(["startswith", "endswith"]), self.some("string", 0))
        if chance < 0.82:
            return self.matching("test", depth)
        kind = self.pick(["string", "array", "object", "any"])
        if chance < 0.92:
            return self.call(self.operand(kind, depth), self.pick(["contains", "inside"]), self.some(kind, depth))
        name, index = Expr(quoted(self.pick(["a", "n", "é", "x y"]))), Expr(self.pick("012"))
        kind, key = self.pick([("object", name), ("object", name), ("array", index), ("any", self.some("any", 0))])
        return self.call(self.operand(kind, depth), "has", key)

    def call(self, of, name, *arguments):
        pieces = ["(", of, f" | {name}("]
        for i, argument in enumerate(arguments):
            pieces += ["; ", argument] if i else [argument]
        return Expr(*pieces, "))")

    def matching(self, name, depth):
        pattern = self.pick(PATTERNS)
        argument = Expr(quoted(pattern)) if self.chance(0.9) else self.path("string")
        arguments = [argument]
        if self.chance(0.3):
            arguments.append(Expr(quoted(self.pick(FLAGS))) if self.chance(0.9) else Expr("null"))
        if name != "test":  # more than one match gives more than one output
            arguments = arguments[:1]
        return self.call(self.operand("string", depth), name, *arguments)

    def number(self, depth):
        chance = self.rng.random()
        if chance < 0.35:
            kind = "number" if self.chance(0.9) else "any"
            return self.arithmetic(self.operand(kind, depth), self.pick(["+", "-", "/", "%", "+", "-"]), self.operand(kind, depth))
        if chance < 0.45:
            small = NumberLiteral(self.pick(["0", "1", "2", "3", "0.5", "1.5", "10"]))
            factors = [self.operand("any" if self.chance(0.3) else "number", depth), small]
            self.rng.shuffle(factors)
            if self.chance(0.5):
                factors = [Expr("(", self.some("number", depth), " | numbers)"), Expr("(", self.some("number", depth), " | numbers)")]
            return self.arithmetic(factors[0], "*", factors[1])
        if chance < 0.7:
            name = self.pick(NUMBER_TO_NUMBER)
            if name == "-":
                return Expr("-(", self.some("number", depth), ")", arithmetic=True)
            return Expr("(", self.some("number", depth), " | ", Expr(name), ")", arithmetic=True)
        if chance < 0.78:
            pair = [self.some("number", depth), self.some("number", depth)]
            return Expr(self.pick(TWO_NUMBERS), "(", pair[0], "; ", pair[1], ")")
        if chance < 0.79:
            power = NumberLiteral(self.pick(["0", "1", "3", "-2", "2000", "-2000", "1.5"]))
            return Expr(self.pick(NUMBER_AND_INTEGER), "(", self.some("number", depth), "; ", power, ")")
        if chance < 0.8:
            return Expr(self.pick(["jn", "yn"]), "(", NumberLiteral(self.pick(["0", "1", "2", "-1"])), "; ", self.some("number", 0), ")")
        if chance < 0.81:
            return Expr("fma(", self.some("number", 0), "; ", self.some("number", 0), "; ", self.some("number", 0), ")")
        if chance < 0.82:
            return Expr(self.pick(["nan", "infinite", "-infinite", "(now|type|length)"]))
        if chance < 0.9:
            return self.call(self.operand(self.pick(["string", "array"]), depth), self.pick(["index", "rindex"]),
                             self.some("string", 0))
        return Expr("(", self.some(self.pick(["string", "string", "array", "object", "any"]), depth), " | ",
                    Expr(self.pick(TO_NUMBER)), ")", arithmetic=True)

    def arithmetic(self, left, operator, right):
        return Expr(left, f" {operator} ", right, arithmetic=True)

    def string(self, depth):
        chance = self.rng.random()
        if chance < 0.25:
            return self.interpolation(depth)
        if chance < 0.4:
            return Expr("(", self.some("any", depth), " | ", Expr(self.pick(TO_STRING)), ")")
        if chance < 0.6:
            return Expr("(", self.some("string", depth), " | ", Expr(self.pick(STRING_TO_STRING)), ")")
        if chance < 0.72:
            return self.call(self.operand("string", depth), self.pick(["ltrimstr", "rtrimstr", "trimstr"]), self.some("string", 0))
        if chance < 0.8:
            return self.call(self.operand("array", depth), "join", self.some("string", 0))
        if chance < 0.85:
            name = self.pick(["json", "text", "html", "sh", "uri", "csv", "base64d", "nonsense"])
            return self.call(self.operand("any", depth), "format", Expr(quoted(name)))
        return self.arithmetic(self.operand("string", depth), "+", self.operand("string", depth))

    def interpolation(self, depth):
        pieces = [self.pick(["", "", "", "@json ", "@html ", "@uri ", "@sh ", "@base64 ", "@csv ", "@text "]) + "\""]
        for _ in range(self.pick([1, 1, 2, 3])):
            pieces += [self.pick(["", "a", "é: ", "\\n", "\\u00e9", "\\ud83d\\ude00", "<'", "\\\"", "\\\\"]), "\\(",
                       self.some("any", depth), ")"]
        return Expr(*pieces, self.pick(["", " end", "\\t"]) + "\"")

    def array(self, depth):
        chance = self.rng.random()
        if chance < 0.4:
            pieces = []
            for i in range(self.pick([0, 1, 2, 3])):
                pieces += ([", "] if i else []) + [self.operand("any", depth)]
            return Expr("[", *pieces, "]")
        if chance < 0.6:
            return self.arithmetic(self.operand("array", depth), self.pick(["+", "-"]), self.operand("array", depth))
        if chance < 0.75:
            return self.call(self.operand("string", depth), "split", self.some("string", 0))
        if chance < 0.8:
            return Expr(self.operand("string", depth), " / ", self.operand("string", 0))
        if chance < 0.9:
            return self.call(self.operand(self.pick(["string", "array", "any"]), depth), "indices", self.some("any", 0))
        return Expr("(", self.some("any", depth), " | ", Expr(self.pick(TO_ANY)), ")")

    def object(self, depth):
        chance = self.rng.random()
        if chance < 0.7:
            pieces = []
            for i in range(self.pick([0, 1, 2, 2, 3])):
                pieces += ([", "] if i else []) + [self.entry(depth)]
            return Expr("{", *pieces, "}")
        if chance < 0.9:
            pair = [Expr("(", self.some("object", depth), " | objects)") for _ in range(2)]
            return self.arithmetic(pair[0], self.pick(["+", "*"]), pair[1])
        return self.matching(self.pick(["match", "capture"]), depth)

    def entry(self, depth):
        value = Expr("(", self.some("any", depth), ")")
        form = self.rng.random()
        if form < 0.35:
            return Expr(self.pick(["a", "b", "n", "s", *KEYWORDS]) + ": ", value)
        if form < 0.5:
            return Expr(quoted(self.pick(["a", "x y", "é", ""])) + ": ", value)
        if form < 0.6:
            return Expr("\"k\\(", self.some("any", 0), ")\": ", value)
        if form < 0.7:
            key = self.path(self.pick(["string", "string", "string", "any"])) if self.chance(0.6) else self.interpolation(depth)
            return Expr("(", key, "): ", value)
        if form < 0.75:
            return Expr("@base64 \"k\\(", self.some("string", 0), ")\": ", value)
        if form < 0.85:
            return Expr("$" + self.pick([*self.locals, *VARIABLES]))
        return Expr(self.pick(["n", "s", "o", "if", "\"x y\"", "\"é\"", "\"\"", "@json \"s\"", "$yes: 1"]))
