"""Random lines of each format: mostly right, some with a few characters that turn corners."""
import json

import format_zeek
from jsontext import Members, Number

WORDS = ["a", "info", "x y", "", "-", "ü", "日本", "😀", "12", "007", "-0.5e3", "1e", "true", "null", "T", "http://x/?a=b&c",
         "C:\\temp", "{", "}", "=", "\\"]
CORNERS = ['"', "\\", "=", " ", "\t", "[", "]", "{", "}", ":", "-", "<", ">", ",", "\r", "\x01", "1",
           "x", "\\x", "\\u00", "ü", "\x7f"]


class Generator:
    def __init__(self, rng):
        self.rng = rng

    def word(self):
        return self.rng.choice(WORDS)

    def name(self):
        return self.rng.choice(["a", "b.c", "level", "msg", "ü", "x-1", "_"])

    def mutated(self, line):
        """A few characters changed, in one of eight lines."""
        if self.rng.randrange(8):
            return line
        for _ in range(self.rng.randint(1, 3)):
            at = self.rng.randint(0, len(line))
            line = line[:at] + self.rng.choice(CORNERS) + line[at + self.rng.randint(0, 2):]
        return line

    def content(self, line, count):
        lines = [self.mutated(line()) for _ in range(count)]
        if self.rng.randrange(4) == 0:
            lines.insert(self.rng.randint(0, count), self.rng.choice(["", "  ", "\t"]))
        end = self.rng.choice(["\n", "\r\n"])
        return (end.join(lines) + self.rng.choice([end, ""])).encode()

    # --- logfmt ---

    def logfmt(self):
        return self.rng.choice([" ", "  ", "\t"]).join(self.pair() for _ in range(self.rng.randint(1, 6)))

    def pair(self):
        kind = self.rng.randrange(6)
        if kind == 0:
            return self.name()
        if kind == 1:
            return self.name() + "="
        if kind < 4:
            return self.name() + "=" + self.word().replace(" ", "_")
        return self.name() + '="' + "".join(self.escaped() for _ in range(self.rng.randint(0, 4))) + '"'

    def escaped(self):
        return self.rng.choice([*WORDS, '\\"', "\\\\", "\\n", "\\u00fc",
                                "\\ud83d\\ude00", "\\ud83d", "\\U0001F600", "\\x1b", "\\xff", "\\q", "\\u12"])

    # --- web servers ---

    def access_log(self, combined):
        choice = self.rng.choice
        request = choice(["GET / HTTP/1.1", "POST /a b HTTP/2.0", "-", "", "GET /",
                          "\\x16\\x03", "M-SEARCH * HTTP/1.1", "GET /\\\"\\\\ HTTP/1.0"])
        line = (f"{choice(['127.0.0.1', '::1', 'host'])} {choice(['-', 'id', ''])} {choice(['-', 'frank', 'a b', 'x [ y', ''])} "
                f"[{choice(['10/Oct/2000:13:55:36 -0700', 't', ''])}] \"{request}\" "
                f"{choice(['200', '000', '-', '404'])} {choice(['-', '0', '2326', '007'])}")
        return line + f' "{self.quoted()}" "{self.quoted()}' + choice(['"', '"', '']) if combined else line

    def quoted(self):
        return self.rng.choice(["-", "", "Mozilla/5.0 (X)", "\\xc3\\xbc", "\\xe4 \\\"", "\\\\", "ü", "\\t\\q", "a b"])

    # --- syslog ---

    def syslog(self):
        choice = self.rng.choice
        tag = choice(["su: ", "CRON[12]: ", "a::b: ", "x[] ", "x[1 2]: ", "kernel:", "", "word ", "p/q[3] "])
        day = choice(["Oct 11", "Oct  1", "Oct 1", "Feb 29", "Feb 30", "Okt 1"])
        old = f"{day} {choice(['22:14:15', '02:14:15.5', '22:60:15', '2:14:15'])}"
        time = choice([old, old, "2003-10-11T22:14:15.003Z", "2003-10-11T22:14:15+02:00", "yesterday"])
        message = choice(["it works", "", "a: b", "[x] y", "ü 日本", "-"])
        if self.rng.randrange(2):
            priority = choice(["", "<34>", "<0>", "<191>", "<192>", "<x>"])
            return f"{priority}{time} {choice(['host ', 'h.x.y ', '::1 ', ''])}{tag}{message}"
        data = choice(["-", '[a b="c"]', '[a@1 b="\\"\\]\\\\" c=""][d]', "[a]", "[]", "[a b=c]", "x"])
        time = choice(["-", "2003-10-11T22:14:15.003Z", "2003-08-24T05:14:15.000003-07:00", time])
        words = [time, choice(["h", "-", ""]), choice(["app", "-"]), choice(["17", "-"]), choice(["ID47", "-"]), data]
        return "<165>1 " + " ".join(words) + choice(["", " " + message, " \ufeff" + message])

    # --- the journal ---

    def journal(self, count):
        content = b"".join(self.entry() for _ in range(count))
        return content + (b"A=1\nB=2" if self.rng.randrange(4) == 0 else b"")

    def entry(self):
        fields = [self.field() for _ in range(self.rng.randint(1, 6))]
        if self.rng.randrange(10) == 0:
            wrong = self.rng.choice([b"lower=1\n", b"OOPS\n\x02\0\0\0\0\0\0\0xyz\n", b"=\n", b"1A=1\n"])
            fields.insert(self.rng.randint(0, len(fields)), wrong)
        return b"".join(fields) + b"\n" * self.rng.choice([1, 1, 1, 2])

    def field(self):
        name = self.rng.choice([b"A", b"MESSAGE", b"_PID", b"__REALTIME_TIMESTAMP"])
        value = self.rng.choice([b"", b"1", b"a=b", "ü".encode(), b"\xff", b"x\xc3", b"\x1b[0m"])
        if self.rng.randrange(3):
            return name + b"=" + value + b"\n"
        value = self.rng.choice([value, b"one\n\ntwo\n", b"\n", b"A=1\n\nB=2\n", b"\0" * 3, b"x" * 300])
        return name + b"\n" + len(value).to_bytes(8, "little") + value + b"\n"

    # --- Zeek ---

    def zeek(self, count):
        content = b""
        for _ in range(self.rng.randint(1, 3)):
            rows = [self.zeek_row() for _ in range(count // 2)]
            lines = format_zeek.written(rows).decode().split("\n")
            content += "\n".join(line if line.startswith("#") else self.mutated(line) for line in lines).encode()
        return content

    def zeek_row(self):
        row = Members()
        for name, values in (("ts", [Number("1713571201.5"), Number("0"), None]),
                             ("id.orig_h", ["::1", "-", "", "a\tb", "ü", "\\", None]),
                             ("ok", [True, False, None]),
                             ("tags", [["a", "b,c"], [], [""], ["-", None], None]),
                             ("n", [[Number("1"), None, Number("-2e3")], None])):
            value = self.rng.choice(values)
            if value is not None:
                row.append((name, value))
        return row

    # --- tables ---

    def table(self, delimiter, count):
        names = self.rng.sample(["a", "b.c", "ü", "x y", "n", "1"], self.rng.randint(1, 5))
        end = self.rng.choice(["\n", "\r\n"])
        rows = [delimiter.join(self.cell(delimiter, len(names)) for _ in names) for _ in range(count)]
        rows = [self.mutated(row) if row.strip() else delimiter * (len(names) - 1) + "x" for row in rows]
        return (end.join([delimiter.join(names), *rows]) + self.rng.choice([end, ""])).encode()

    def cell(self, delimiter, columns):
        text = self.rng.choice([*WORDS, "1.5", "-0", "x"])
        if self.rng.randrange(3) == 0:
            text += self.rng.choice(['"', "\n", "\r\n", delimiter, '""', " "])
            return '"' + text.replace('"', '""') + '"'
        return text.replace(delimiter, "_") or ("" if columns > 1 else "y")

    # --- JSON of any shape ---

    def values(self, count):
        text, blank = "", lambda: self.rng.choice(["", " ", "\n", "\r\n", "\t \n"])
        while count > 0:
            items = [self.value() for _ in range(self.rng.choice([1, 1, 2, 20]))]
            if self.rng.randrange(3) == 0:
                text += "[" + blank() + (blank() + "," + blank()).join(items) + blank() + "]" + blank()
            else:
                text += "".join(item + (blank() if item[0] in '{["' else "\n") for item in items)
            count -= len(items)
        return text.encode()

    def value(self):
        kind = self.rng.randrange(6)
        if kind == 0:
            return self.rng.choice(["1", "-0.50", "1e400", "true", "null", '"a\\n]}"', '"ü"', "12345678901234567890"])
        value = {self.word(): self.rng.choice([1, "x]", [1, {"y": "{"}], {}, None]) for _ in range(self.rng.randint(0, 3))}
        return json.dumps(value, ensure_ascii=self.rng.choice([True, False]), indent=self.rng.choice([None, None, 1]))

    # --- text with JSON in it ---

    def with_json(self):
        choice = self.rng.choice
        value = {"a": choice([1, "}", {"b": [1, {"c": None}]}, "ü"]), choice("abc"): 1}
        value = json.dumps(value, ensure_ascii=choice([True, False]))
        before, behind = choice(["", "INFO ", "{x} ", "[", '{"a": ', "12:00 "]), choice(["", " done", "]", " {"])
        return before + choice([value, value, value, "{}", "{ }", "plain", value[:-1]]) + behind

    # --- records of several lines ---

    def traces(self, count):
        lines = [self.rng.choice(["12:00 a", "12:01 b c", "  at x", "", "Caused by: y", "\t", "1"]) for _ in range(count)]
        return ("\n".join(lines) + self.rng.choice(["\n", ""])).encode()
