"""Programs as trees: they can be written in two ways, and made smaller.

Written plainly, a program is what the generator made. Written in doubles, every operand of an operator on numbers and
its result are made doubles, which takes away what we compute exactly beyond libjq.
"""
from jsontext import parsed, text_of

AS_DOUBLE = "if type==\"number\" then .*1.0 else . end"


class Expr:
    def __init__(self, *pieces, arithmetic=False):
        self.pieces = pieces  # texts and Exprs
        self.arithmetic = arithmetic

    def __str__(self):
        return "".join(str(piece) for piece in self.pieces)

    def in_doubles(self):
        text = "".join(self._in_doubles(piece) for piece in self.pieces)
        return f"(({text})|{AS_DOUBLE})" if self.arithmetic else text

    def _in_doubles(self, piece):
        if isinstance(piece, str):
            return piece
        return f"({piece.in_doubles()}|{AS_DOUBLE})" if self.arithmetic else piece.in_doubles()

    def children(self):
        return [piece for piece in self.pieces if isinstance(piece, Expr)]

    def smaller(self):
        """Trees that are this one with something taken away, the smallest first."""
        if len(str(self)) > 4:
            yield Expr(".")
            yield Expr("null")
        yield from self.children()
        for i, piece in enumerate(self.pieces):
            if isinstance(piece, Expr):
                for less in piece.smaller():
                    yield Expr(*self.pieces[:i], less, *self.pieces[i + 1:], arithmetic=self.arithmetic)


class NumberLiteral(Expr):
    def in_doubles(self):
        text = self.pieces[0]
        return text if text.isdigit() and len(text) < 10 and str(int(text)) == text else f"({text}*1.0)"

    def smaller(self):
        return iter(())


def shrunk(expr, still_differs, tries=400):
    """The smallest tree found for which still_differs holds, which holds for expr."""
    found = True
    while found:
        found = False
        for less in sorted(expr.smaller(), key=lambda e: len(str(e))):
            tries -= 1
            if tries < 0:
                return expr
            if len(str(less)) < len(str(expr)) and still_differs(less):
                expr, found = less, True
                break
    return expr


def shrunk_record(line, still_differs):
    """The record with members and items taken away as long as still_differs holds. Its text may change."""
    value = parsed(line)
    if not still_differs(text_of(value)):
        return line
    found = True
    while found and isinstance(value, list):
        found = False
        for i in range(len(value)):
            less = type(value)(value[:i] + value[i + 1:])
            if still_differs(text_of(less)):
                value, found = less, True
                break
    return text_of(value)
