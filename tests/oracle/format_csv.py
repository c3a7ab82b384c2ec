"""CSV and its like, read slowly: one character after another; and by Python's own module, which knows no types."""
import csv
import io

from format_lines import BAD, scalar
from jsontext import Members


class Unfinished(Exception):
    """A quoted cell without an end, or with something behind it."""


def cell_value(text, quoted, infer):
    if quoted or not infer:
        return text
    return None if text == "" else scalar(text)


def end_of_line(text, at):
    """Where the newline that ends the line stands, or the '\\r' before it, and what follows."""
    newline = text.find("\n", at)
    newline = len(text) if newline < 0 else newline
    end = newline - 1 if newline > at and text[newline - 1] == "\r" else newline
    return end, newline + 1


def quoted_cell(text, at):
    """What stands between the quotes, and what follows them."""
    pieces, at = [], at + 1
    while True:
        end = text.find('"', at)
        if end < 0:
            raise Unfinished
        pieces.append(text[at:end])
        if text[end + 1:end + 2] != '"':
            return "".join(pieces), end + 1
        pieces.append('"')
        at = end + 2


def row_at(text, at, delimiter):
    """The cells of a row, each with whether it stood between quotes, and where the next row begins."""
    cells = []
    while True:
        if text[at:at + 1] == '"':
            cell, at = quoted_cell(text, at)
            end, following = end_of_line(text, at)
            cells.append((cell, True))
            if at != end and text[at] != delimiter:
                raise Unfinished
        else:
            end, following = end_of_line(text, at)
            stop = text.find(delimiter, at, end)
            stop = end if stop < 0 else stop
            cells.append((text[at:stop], False))
            at = stop
        if at == end:
            return cells, following
        at += 1


def reader(delimiter=",", infer=True, header=()):
    def records(content):
        text = content.decode(errors="surrogateescape").removeprefix("\ufeff")
        names, found, at = list(header), [], 0
        while at < len(text):
            end, following = end_of_line(text, at)
            if text[at:end] == "":
                at = following
                continue
            begin = at
            try:
                cells, at = row_at(text, at, delimiter)
            except Unfinished:
                cells, at = None, following
            if cells is not None and not names:
                names = [cell for cell, _ in cells]
                continue
            if cells is None or len(cells) != len(names) or any(0xDC80 <= ord(c) <= 0xDCFF for c in text[begin:at]):
                found.append(BAD)
            else:
                found.append(Members([(name, cell_value(*cell, infer)) for name, cell in zip(names, cells)]))
        return found

    return records


def by_python(content, delimiter=","):
    """All cells as text. For files without bad rows."""
    rows = [row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter) if row]
    return [Members(zip(rows[0], row)) if len(row) == len(rows[0]) else BAD for row in rows[1:]]
