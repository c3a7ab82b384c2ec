"""Keys that occur twice in an object: for us the first one counts, for libjq the last. So ours over a record must answer
as libjq does over the record without the later ones."""
import sys

from environment import need_libjq, stream_filter

# Each record with duplicate keys, and the same without what does not count.
RECORDS = [
    ('{"a":1,"a":2}', '{"a":1}'),
    ('{"a":1,"b":5,"a":2}', '{"a":1,"b":5}'),
    ('{"a":null,"a":2}', '{"a":null}'),
    ('{"a":{"b":1},"a":{"b":2,"c":3}}', '{"a":{"b":1}}'),
    ('{"a":{"c":1},"a":{"b":2}}', '{"a":{"c":1}}'),
    ('{"a":"x","a":{"b":2}}', '{"a":"x"}'),
    ('{"a":{"b":2,"b":3,"c":{"d":1,"d":2}}}', '{"a":{"b":2,"c":{"d":1}}}'),
    ('{"\\u0061":1,"a":2}', '{"a":1}'),
    ('{"a":1,"\\u0061":2}', '{"a":1}'),
    ('{"b":0,"c":0,"a":[{"b":1,"b":2}],"a":[]}', '{"b":0,"c":0,"a":[{"b":1}]}'),
    ('{"":1,"":2,"a":3}', '{"":1,"a":3}'),
]
PROGRAMS = [
    ".a", ".a == 1", ".a.b?", ".a.c?", ".a.c.d?", ".a[0].b?", ".", "length", "tojson", "tostring", "has(\"a\")", ".a | length?",
    ". == {\"a\":1}", ". == {\"a\":2}", ". < {\"a\":2}", "contains({\"a\":1})?", "{a}", "{a, b}", ". + {\"z\":1}", ". * {\"a\":{\"z\":1}}",
    "{\"a\":2} + .", ".[\"a\"]", "[.a, .a]", ".a as $x | [$x, .a]", "\"\\(.)\"", "@json", "[.] == [{\"a\":1}]", ".[\"\"]",
    ". as $r | [.a, .b] | [$r.a, .[0]]", "inside({\"a\":1,\"b\":5,\"\":1})?",
]


def main():
    from answers import same
    from libjq import Libjq
    from ours import StreamFilter
    ours, libjq = StreamFilter(stream_filter(), {}), Libjq({})
    lines, without = [record for record, _ in RECORDS], [record for _, record in RECORDS]
    mine = ours.answers(PROGRAMS, ours.file_of(lines), len(lines))
    theirs = libjq.answers(PROGRAMS, without)
    failures = 0
    for program, our_answers, jq_answers in zip(PROGRAMS, mine, theirs):
        for line, answer, wanted in zip(lines, our_answers, jq_answers):
            if not same(answer, wanted):
                print(f"DIFFERENCE\n  program: {program}\n  record:  {line}\n  ours:    {answer}\n  wanted:  {wanted}")
                failures += 1
    passed = ours.passes("true", ours.file_of(lines)).output
    if passed != "".join(line + "\n" for line in lines).encode():
        print("a record with a key that occurs twice does not pass byte for byte")
        failures += 1
    print(f"{len(PROGRAMS)} programs over {len(RECORDS)} records, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    need_libjq()
    sys.exit(main())
