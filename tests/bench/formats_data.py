"""The same records in each format that the programs read, made by stream-filter from a file of NDJSON."""
import json
import os
import subprocess

from data import CHUNK, once

FLAT = "{ts, t, host, method, path, status, bytes, latency_ms, user_agent, ip, request_id, country: .geo.country, city: .geo.city}"
NAMES = ("ts", "t", "host", "method", "path", "status", "bytes", "latency_ms", "user_agent", "ip", "request_id", "country", "city")
CELLS = "[.ts, .t, .host, .method, .path, .status, .bytes, .latency_ms, .user_agent, .ip, .request_id, .geo.country, .geo.city]"
ZEEK_TYPES = ("string", "time", "string", "string", "string", "count", "count", "double", "string", "addr", "string", "string", "string")
SEVERITY = "(if .status >= 500 then 131 else 134 end)"  # local0.err, local0.info
SAID = r"\(.method) \(.path) \(.status) \(.bytes)"
LINES = {
    "combined": r'"\(.ip) - - [\(.t | strftime("%d/%b/%Y:%H:%M:%S +0000"))] \"\(.method) \(.path) HTTP/1.1\" '
    r'\(.status) \(.bytes) \"https://\(.host)/\" \(.user_agent | tojson)"',
    "rfc5424": rf'"<\({SEVERITY})>1 \(.ts) \(.host) nginx 4711 access [request@32473 id=\"\(.request_id)\"] {SAID}"',
    "rfc3164": rf'"<\({SEVERITY})>\(.t | strftime("%b %e %H:%M:%S")) \(.host) nginx[4711]: {SAID}"',
    "journal": rf'"__REALTIME_TIMESTAMP=\(.t * 1000000 | floor)\nPRIORITY=\({SEVERITY} - 128)\n_HOSTNAME=\(.host)\n'
    rf'SYSLOG_IDENTIFIER=nginx\n_PID=4711\nMESSAGE={SAID}\n"',
    "plain": rf'"\(.ts) \(.host) nginx: {SAID}"',
    "prefixed": r'"\(.ts[0:19]) \(.host) app \(tojson)"',
}


class FormatsData:
    """Files lie beside `data`'s others, named by the file that they are made from."""

    def __init__(self, data, program):
        self.data, self.program = data, str(program)

    def of(self, source, name):
        """The records of the NDJSON file `source`: as csv, quoted (CSV, all texts in quotes), flat (NDJSON), logfmt, zeek, array,
        one_line, indented, or lines of text as named in LINES."""
        makers = {"quoted": self._quoted, "zeek": self._zeek, "one_line": self._one_line, "indented": self._indented}

        def make(out):
            if name in makers:
                makers[name](out, source)
            elif name in LINES:
                self._write(out, source, "-r", "-s", LINES[name])
            elif name == "array":
                self._write(out, source, "-o", "json")
            else:
                self._write(out, source, "-s", FLAT, "-o", "ndjson" if name == "flat" else name)

        return once(self.data.dir / f"{source.stem}-{name}", make)

    def _write(self, out, source, *options):
        out.flush()
        subprocess.run([self.program, *options, "true", source], stdout=out, check=True)
        out.seek(0, os.SEEK_END)

    def _quoted(self, out, source):
        out.write((",".join(f'"{name}"' for name in NAMES) + "\n").encode())
        self._write(out, source, "-r", "-s", f"{CELLS} | @csv")

    def _zeek(self, out, source):
        head = ["#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-", "#path\taccess"]
        head += ["#fields\t" + "\t".join(NAMES), "#types\t" + "\t".join(ZEEK_TYPES)]
        out.write(("\n".join(head) + "\n").encode())
        self._write(out, source, "-r", "-s", f"{CELLS} | @tsv")

    def _one_line(self, out, source):
        """No string holds a line feed as it is, so each one stands between two records."""
        out.write(b"[")
        with open(source, "rb") as lines:
            left = os.path.getsize(source) - 1  # without the last line feed
            while chunk := lines.read(min(CHUNK, left)):
                left -= len(chunk)
                out.write(chunk.replace(b"\n", b","))
        out.write(b"]\n")

    def _indented(self, out, source):
        with open(source, "rb") as lines:
            before = b"[\n"
            for line in lines:
                out.write(before + json.dumps(json.loads(line), indent=2, ensure_ascii=False).encode())
                before = b",\n"
        out.write(b"\n]\n")
