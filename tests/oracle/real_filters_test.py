"""Filters as people write them, over real files: what passes is byte for byte what libjq says."""
import json
import sys

from environment import SHARED_DATA, data_file, need_libjq, stream_filter

VARIABLES = {"agent": "Googlebot", "least": 100000, "codes": [404, 500, 503], "limits": {"web": 500, "seconds": 1.5}}

FILTERS = {
    "web/apache_access.ndjson": [
        ".status >= 500",
        ".status == 404 and .method == \"GET\"",
        ".bytes > $least",
        ".bytes == null or .bytes == 0",
        ".method != \"GET\"",
        ".path | startswith(\"/blog/\")",
        ".path | test(\"\\\\.(png|jpe?g|gif)$\")",
        ".user_agent | contains($agent)",
        ".user_agent // \"-\" | test(\"bot|crawl|spider\"; \"i\")",
        ".referer != null and (.referer | contains(\"google.\")) and .status == 200",
        "(.path | length) > 100",
        "if .status >= 400 then .bytes > $limits.web else .bytes > 1000 * $limits.web end",
        ". as $r | $codes | contains([$r.status])",
        "\"\\(.method) \\(.path)\" == \"GET /favicon.ico\"",
        ".time_local | endswith(\"+0000\") | not",
        ".remote_user == null and .referer",
        ".path | split(\"?\") | length > 1",
        "select(.status == 301) | .path | rindex(\"/\") > 10",
        (".path =~ \"^/(images|files)/\"", ".path != null and (.path | test(\"^/(images|files)/\"))"),
        (".referer !~ \"semicomplete\"", "(.referer != null and (.referer | test(\"semicomplete\"))) | not"),
    ],
    "web/nginx_plus_status.ndjson": [
        ".connections.active > 3",
        ".server_zones.\"hg.nginx.org\".responses.\"5xx\" / .server_zones[\"hg.nginx.org\"].responses.total > 0.009",
        ".upstreams[\"trac-backend\"].peers[0].state != \"up\" or .upstreams[\"trac-backend\"].peers[-1].downtime > 0",
        ".ssl.handshakes_failed / .ssl.handshakes * 100 | floor == 19",
        "(.timestamp - .load_timestamp) / 1000 % 7 == 0",
        ".timestamp / 1000 | floor | todate | endswith(\":00Z\")",
    ],
    "github/events_2021-07-21.ndjson": [
        ".type == \"PushEvent\" and .payload.size > 1",
        ".payload.commits[0]?.message? // \"\" | test(\"fix|bug\"; \"i\")",
        ".payload.pull_request.base.repo.language == \"Python\"",
        ".actor.login | ascii_downcase | endswith(\"[bot]\")",
        ".created_at | fromdate % 60 < 10",
        ".payload | has(\"issue\") and (.issue.labels | length > 0)",
        "(.org.login // .actor.login) == (.repo.name | split(\"/\") | .[0])",
        "[.public, .type] == [true, \"WatchEvent\"]",
    ],
    "flights/flights.ndjson": [
        ".FlightDelayMin >= 120 and (.Cancelled | not)",
        ".OriginCountry == .DestCountry",
        "(.OriginLocation.lat | tonumber | abs) > 60",
        ".DistanceKilometers / (.FlightTimeHour | if type == \"string\" then tonumber else . end) > 900",
        ".timestamp | startswith(\"2018-01-01T0\")",
        ".AvgTicketPrice | round % 100 == 0",
    ],
    "flows/sensor_2024-04-20_conn.ndjson": [
        ".duration > $limits.seconds and .proto == \"tcp\"",
        ".[\"id.orig_h\"] | startswith(\"172.\")",
        ".orig_bytes + .resp_bytes > 10000",
        ".service == null and .[\"id.resp_p\"] < 1024",
        "(.history // \"\") | test(\"^S[^h]*$\")",
    ],
    "flows/wrccdc_syslog.ndjson": [
        ".severity == \"ERR\" or .severity == \"CRIT\"",
        ".message | test(\"(?<user>[a-z]+)@(?<host>[a-z]+)|: [A-Z]+ \")",
    ],
    "windows/empire_shell_rubeus_asktgt_ptt.ndjson": [
        ".EventID == 4624 and .LogonType == \"3\"",
        ".Keywords == -9214364837600034816",
        ".Message | contains(\"mimikatz\") or contains(\"Rubeus\")",
        ".CommandLine? // empty | ascii_downcase | test(\"powershell|rubeus\")",
    ],
    "reviews/amazon_cellphones.ndjson": [".[1] == \"Nokia\" and .[5] > 3", ".[7] | numbers > 500"],
    "iot/hvac_mqtt.ndjson": ["(.OutsideAirTemp | tonumber) > 78", ".AHU1SupplyAirTemp > .AHU2SupplyAirTemp"],
}


def is_record(line):
    try:
        json.loads(line)
        return True
    except ValueError:
        return False


def expected(jq, program, lines):
    """The lines that pass, and the numbers of those that fail."""
    answers = jq.compile(f"try ([{program}] | any) catch null", args=VARIABLES).input_text("\n".join(lines.values())).all()
    passing = [line for line, answer in zip(lines.values(), answers) if answer]
    return "".join(line + "\n" for line in passing).encode(), [n for n, answer in zip(lines, answers) if answer is None]


def main():
    import jq

    from answers import Refused
    from ours import StreamFilter
    ours = StreamFilter(stream_filter(), VARIABLES)
    failures = done = 0
    for name, programs in FILTERS.items():
        path = data_file(name)
        if path is None:
            print(f"without {name}, which is not in {SHARED_DATA}")
            continue
        text = path.read_bytes().decode().removesuffix("\n")
        lines = {n: line for n, line in enumerate(text.split("\n")) if is_record(line)}
        for program in programs:
            program, theirs = program if isinstance(program, tuple) else (program, program)
            output, failing = expected(jq, theirs, lines)
            run = ours.passes(program, path)
            done += 1
            if isinstance(run, Refused):
                print(f"REFUSED {name}: {program}\n{run}")
                failures += 1
            elif run.output != output or [n for n in sorted(run.failed) if n in lines] != failing:
                count = (run.output.count(b"\n"), output.count(b"\n"), len(run.failed), len(failing))
                print(f"DIFFERS {name}: {program}\n  passed: ours %d, libjq %d; failed: ours %d, libjq %d" % count)
                failures += 1
            elif not output and len(failing) == 0 and "-v" in sys.argv:
                print(f"nothing passes: {name}: {program}")
    print(f"{done} filters, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    need_libjq()
    sys.exit(main())
