"""Syslog, read slowly: RFC 5424, and the older form that RFC 3164 describes."""
import calendar
import re
from datetime import datetime, timedelta, timezone

from format_lines import NotOne
from jsontext import Members

FACILITIES = ("kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp security console solaris-cron "
              "local0 local1 local2 local3 local4 local5 local6 local7").split()
SEVERITIES = "emerg alert crit err warning notice info debug".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)?", re.ASCII)
OLD_TIME = re.compile(r"([A-Z][a-z]{2})  ?(\d\d?) ((\d\d):(\d\d):(\d\d)(?:\.\d+)?):?(?= |$)", re.ASCII | re.DOTALL)
# A name, and quotes behind it that end at the first quote without a backslash before it.
PARAMETER = re.compile(r' ([^\x00-\x20=\]"\x7f]+)="((?:[^"\\]|\\.)*)"', re.DOTALL)
ELEMENT_ID = re.compile(r'\[([^\x00-\x20=\]"\x7f]+)', re.DOTALL)


def is_time(text):
    found = RFC3339.fullmatch(text)
    if found is None:
        return False
    year, month, day, hour, minute, second = map(int, found.groups())
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year or 400, month)[1] and hour < 24 and minute < 60 and second <= 60


def read(line):
    fields = []
    priority = re.match(r"<(\d{1,3})>", line, re.ASCII)
    if line.startswith("<"):
        if priority is None or int(priority[1]) > 191:
            raise NotOne
        fields += [("facility", FACILITIES[int(priority[1]) // 8]), ("severity", SEVERITIES[int(priority[1]) % 8])]
        rest = line[priority.end():]
        if rest.startswith("1 "):
            return Members(fields + rfc5424(rest[2:]))
        old = rfc3164(rest)
        return Members(fields + (old if old is not None else [("message", rest)] if rest else []))
    old = rfc3164(line)
    if old is None:
        raise NotOne
    return Members(old)


def rfc5424(text):
    words = text.split(" ", 5)
    if len(words) < 6 or "" in words[:5] or not (words[0] == "-" or is_time(words[0])):
        raise NotOne
    fields = [(name, word) for name, word in zip(("timestamp", "host", "app", "procid", "msgid"), words) if word != "-"]
    data, rest = structured_data(words[5])
    if data is not None:
        fields.append(("structured_data", data))
    if rest and not rest.startswith(" "):
        raise NotOne
    message = rest[1:].removeprefix("\ufeff")
    return fields + ([("message", message)] if message else [])


def structured_data(text):
    """The object, or None, and what stands behind it."""
    if text.startswith("-"):
        return None, text[1:]
    if not text.startswith("["):
        raise NotOne
    elements = Members()
    while text.startswith("["):
        name = ELEMENT_ID.match(text)
        if name is None:
            raise NotOne
        text, parameters = text[name.end():], Members()
        while (parameter := PARAMETER.match(text)) is not None:
            parameters.append((parameter[1], re.sub(r'\\(["\\\]])', r"\1", parameter[2])))
            text = text[parameter.end():]
        if not text.startswith("]"):
            raise NotOne
        text = text[1:]
        elements.append((name[1], parameters))
    return elements, text


def old_time(text):
    """As RFC 3339 has it, and what stands behind it; None where there is none."""
    found = OLD_TIME.match(text)
    if found is None or found[1] not in MONTHS:
        return None
    month, day, hour, minute, second = MONTHS.index(found[1]) + 1, int(found[2]), int(found[4]), int(found[5]), int(found[6])
    if not 1 <= day <= 31 or hour > 23 or minute > 59 or second > 60:
        return None
    latest = datetime.now(timezone.utc) + timedelta(days=1)
    for year in range(latest.year, latest.year - 9, -1):
        if day > calendar.monthrange(year, month)[1]:
            continue
        if datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone.utc) <= latest:
            return f"{year:04}-{month:02}-{day:02}T{found[3]}", text[found.end():]
    return None


def rfc3164(text):
    found = old_time(text)
    if found is None:
        word = text.split(" ", 1)[0]
        if not is_time(word):
            return None
        found = word, text[len(word):]
    time, rest = found
    fields, rest = [("timestamp", time)], rest.removeprefix(" ")
    host = rest.split(" ", 1)[0]
    if host and not host.endswith(":"):
        fields.append(("host", host))
        rest = rest[len(host):].removeprefix(" ")
    return fields + tag_and_message(rest)


def tag_and_message(text):
    tag = re.match(r"(?>([^ :\[]*(?::(?=[^ ])[^ :\[]*)*))(?:\[([^ \]]*)\](?=[: ]|$):?|:)", text, re.DOTALL)
    if tag is None or tag[1] == "":
        return [("message", text)] if text else []
    fields = [("app", tag[1])]
    if tag[2]:
        fields.append(("procid", tag[2]))
    message = text[tag.end():].removeprefix(" ")
    return fields + ([("message", message)] if message else [])
