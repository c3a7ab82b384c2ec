"""Programs and records that once differed from libjq, and the documented differences that one program shows."""
import json
import sys

from environment import HERE, need_libjq, stream_filter


def main():
    from answers import same
    from differences import FIXED
    from libjq import Libjq
    from ours import StreamFilter
    from vocabulary import VARIABLES
    ours, libjq = StreamFilter(stream_filter(), VARIABLES), Libjq(VARIABLES)
    failures = count = 0
    for text in (HERE / "regressions.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(text)
        mine, theirs = ours.answer(case["program"], case["record"]), libjq.answer(case["program"], case["record"])
        count += 1
        if not same(mine, theirs):
            failures += 1
            print(f"DIFFERENCE\n  program: {case['program']}\n  record:  {case['record']}\n  ours:    {mine}\n  libjq:   {theirs}")
    for known in FIXED:
        mine, theirs = ours.answer(known.program, known.record), libjq.answer(known.program, known.record)
        count += 1
        if known.ours not in mine or known.libjq not in theirs:
            failures += 1
            print(f"NOT AS DOCUMENTED ({known.reason})\n  program: {known.program}\n  record:  {known.record}\n"
                  f"  ours:    {mine}\n  instead: {known.ours}\n  libjq:   {theirs}\n  instead: {known.libjq}")
    print(f"{count} cases, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    need_libjq()
    sys.exit(main())
