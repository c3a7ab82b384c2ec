"""The report of a run: printed as it grows, and saved as Markdown."""
import datetime
import os
import platform
import statistics
import subprocess


class Report:
    def __init__(self, title):
        self.lines = []
        self.put(f"# {title}, {datetime.date.today().isoformat()}")

    def put(self, *lines):
        self.lines += lines
        print(*lines, sep="\n", flush=True)

    def section(self, title):
        self.put("", f"## {title}", "")

    def table(self, head, rows):
        """Numbers to the right, with columns of one width, so that it reads well as plain text too."""
        rows = [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
        width = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]

        def line(cells):
            padded = [c.ljust(w) if i == 0 or i == len(cells) - 1 else c.rjust(w) for i, (c, w) in enumerate(zip(cells, width))]
            return f"| {' | '.join(padded)} |"

        rule = [("-" * (w - 1) + ":") if 0 < i < len(head) - 1 else "-" * w for i, w in enumerate(width)]
        self.put(line(head), line(rule), *(line(row) for row in rows))

    def measured(self, title, size, contenders, verdicts, than="first"):
        """What contenders took for a file of that size, beside the first of them; `verdicts`: what each answered, by name."""
        ours = contenders[0].median()
        rows = [
            [
                c.name + (" [1/8]" if c.scale != 1.0 else ""),
                f"{c.median():.3f}",
                f"{c.least():.3f}",
                f"{statistics.median(c.cpu) * c.scale:.2f}",
                f"{size / c.median() / 1e6:,.0f}",
                f"{c.peak / 1024:,.1f}",
                f"{c.median() / ours:.2f}",
                verdicts.get(c.name, ""),
            ]
            for c in contenders
        ]
        self.section(f"{title}, {size / 1e9:.2f} GB")
        self.table(["", "wall s, median", "least", "user+sys s", "MB/s", "peak MiB", f"time / {than}", "result"], rows)

    def save(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(self.lines) + "\n")
        print(f"\nsaved as {path}")


def machine():
    """One line on where this was measured."""
    model = "unknown processor"
    with open("/proc/cpuinfo") as info:
        for text in info:
            if text.startswith("model name"):
                model = text.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} processors, {memory:.0f} GiB, Linux {platform.release()}"


def commit(top):
    done = subprocess.run(["git", "-C", str(top), "describe", "--always", "--dirty"], capture_output=True, text=True)
    return done.stdout.strip() or "not committed"
