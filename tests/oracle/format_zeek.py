"""Logs of Zeek's ASCII writer, read slowly; and written, to be read again."""
import re

from format_lines import BAD, BLANKS, NUMBER, NotOne, physical_lines
from jsontext import Members, Number

NUMBERS = ("count", "int", "port", "double", "interval", "time")
ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|\\)")


class Header:
    def __init__(self):
        self.separator, self.set_separator, self.empty, self.unset = "\t", ",", "(empty)", "-"
        self.names, self.types = [], []

    def read(self, line):
        if line.startswith("#separator "):
            self.__init__()
            self.separator = unescaped(line.removeprefix("#separator ")) or "\t"
            return
        name, _, rest = line.partition(self.separator)
        if name == "#fields":
            self.names, self.types = rest.split(self.separator), []
        elif name == "#types":
            self.types = rest.split(self.separator)
        elif name == "#set_separator":
            self.set_separator = rest or self.set_separator
        elif name == "#empty_field":
            self.empty = rest
        elif name == "#unset_field":
            self.unset = rest

    def record(self, line):
        types = self.types or ["string"] * len(self.names)
        cells = line.split(self.separator)
        if not self.names or len(types) != len(self.names) or len(cells) != len(self.names):
            raise NotOne
        return Members([(name, self.value(type, cell)) for name, type, cell in zip(self.names, types, cells) if cell != self.unset])

    def value(self, type, cell):
        inner = re.fullmatch(r"(?:set|vector)\[(.*)\]", type)
        if inner is None:
            return one_value(type, "" if cell == self.empty else cell)
        if cell in (self.empty, ""):
            return []
        items = cell.split(self.set_separator)
        return [None if item == self.unset else one_value(inner[1], "" if item == self.empty else item) for item in items]


def unescaped(text):
    try:
        return ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]) if escape[1] else b"\\", text.encode()).decode()
    except UnicodeDecodeError:
        return text


def one_value(type, text):
    if type in NUMBERS:
        if text in ("nan", "-nan", "inf", "-inf"):
            return text
        if not NUMBER.fullmatch(text):
            raise NotOne
        return Number(text)
    if type == "bool":
        if text not in ("T", "F"):
            raise NotOne
        return text == "T"
    return unescaped(text)


def records(content):
    header, found = Header(), []
    for line in physical_lines(content):
        if line.startswith(b"#"):
            header.read(line.decode())
        elif line.strip(BLANKS):
            try:
                found.append(header.record(line.decode()))
            except (NotOne, UnicodeDecodeError):
                found.append(BAD)
    return found


def type_of(value):
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, list):
        return f"set[{type_of(value[0])}]" if value else "set[string]"
    return "double" if isinstance(value, Number) else "string"


def cell_of(value):
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, list):
        return ",".join(map(cell_of, value)) if value else "(empty)"
    if isinstance(value, Number):
        return value
    if value == "":
        return "(empty)"
    escaped = "".join(f"\\x{ord(c):02x}" if c in "\t\n\r\\," or ord(c) < 32 else c for c in value)
    return f"\\x{ord(value[0]):02x}" + escaped[1:] if escaped in ("-", "(empty)") or escaped[0] == "#" else escaped


def written(rows):
    """A log of these records, which hold scalars and lists of such."""
    types = {}
    for row in rows:
        for name, value in row:
            if value is not None and (name not in types or types[name] == "set[string]"):
                types[name] = type_of(value)
    header = ["#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-",
              "#fields\t" + "\t".join(types), "#types\t" + "\t".join(types.values())]
    lines = ["\t".join(cell_of(dict(row).get(name)) for name in types) for row in rows]
    return "\n".join([*header, *lines, "#close\t2024-04-20-00-00-00", ""]).encode()
