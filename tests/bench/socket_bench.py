"""What a socket between two programs costs, beside a pipe; and latency of a chain by sockets, beside socat."""
import shlex
import socket
import subprocess
from pathlib import Path

from filter_bench import REFERENCE
from line_latency import LineLatency
from measure import Contender

MAKE_CERTIFICATES = Path(__file__).resolve().parents[1] / "tls" / "make-certificates"
LEAST = {"Unix socket": 0.7, "TCP": 0.7, "TLS": 0.3}  # of a pipe's throughput


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class SocketBench(LineLatency):
    def __init__(self, programs, measure, report, latency_tool, folder):
        super().__init__(programs, measure, report, latency_tool, folder, "sockets")
        subprocess.run([MAKE_CERTIFICATES, self.folder], check=True)

    def throughput(self, file, runs):
        """The same two programs: one hands on all, the other filters. It comes again until the first one listens."""
        print("throughput", flush=True)
        port = free_port()
        path = self.folder / "s"
        tls = {"server": ["--tls-cert", self.folder / "server.pem", "--tls-key", self.folder / "server.key"],
               "client": ["--tls-ca", self.folder / "ca.pem"]}  # fmt: skip
        writer = lambda *more: shlex.join(self.program("filter", *more, "true", file))
        reader = lambda *more: shlex.join(self.program("filter", *more[:-1], REFERENCE.jq, more[-1]))
        over = lambda to, source: f"{to} & until {source} 2>/dev/null; do :; done; wait"
        lines = {
            "pipe": f"{writer()} | {reader('-')}",
            "Unix socket": over(writer("--to", f"unix-listen:{path}"), reader(f"unix:{path}")),
            "TCP": over(writer("--to", f"tcp-listen://127.0.0.1:{port}"), reader(f"tcp://127.0.0.1:{port}")),
            "TLS": over(writer("--to", f"tls-listen://127.0.0.1:{port}", *tls["server"]), reader(*tls["client"], f"tls://127.0.0.1:{port}")),
        }
        contenders = [Contender(name, ["sh", "-c", line]) for name, line in lines.items()]
        for contender in contenders:
            self.measure.once(contender.argv)
            digest = subprocess.run(["sha256sum", self.measure.scratch], capture_output=True, check=True).stdout[:64]
            if contender is contenders[0]:
                wanted = digest
            elif digest != wanted:
                self.differing.append(contender.name)
        self.measure.rounds(contenders, runs)
        pipe = contenders[0]
        rows = []
        for contender in contenders:
            share = pipe.median() / contender.median()
            rows.append([contender.name, f"{contender.median():.3f}", f"{share:.2f}"])
            if contender.name in LEAST:
                least = LEAST[contender.name]
                self.bound(f"{contender.name}: throughput at least {least} of a pipe's", f"{share:.2f}", share >= least)
        self.report.section(f"Throughput between two programs, {file.stat().st_size / 1e6:.0f} MB")
        self.report.table(["", "s, median", "of the pipe's throughput"], rows)

    def chain(self, lines, interval_ms, rounds):
        """Four hops, the last of which writes to a pipe. Each is begun once the one before it listens."""
        paths = [self.folder / name for name in "abc"]
        socat = lambda source, to: ["socat", "-u", source, to]
        ours = lambda source, to: self.program("filter", *to, "true", source)
        hops = {
            "four socat": [socat("STDIN", f"UNIX-LISTEN:{paths[0]}"),
                           *(socat(f"UNIX-CONNECT:{a}", f"UNIX-LISTEN:{b}") for a, b in zip(paths, paths[1:])),
                           socat(f"UNIX-CONNECT:{paths[-1]}", "STDOUT")],
            "four stream-filter": [ours("-", ["--to", f"unix-listen:{paths[0]}"]),
                                   *(ours(f"unix:{a}", ["--to", f"unix-listen:{b}"]) for a, b in zip(paths, paths[1:])),
                                   ours(f"unix:{paths[-1]}", [])],
        }  # fmt: skip
        contenders = {name: {"command": ["sh", "-c", self.started(commands, paths)], "followed": False} for name, commands in hops.items()}
        quantiles, lost = self.compared("A line through four programs, by Unix sockets", contenders, lines, interval_ms, rounds)
        socats, ours = (quantiles[name][98] for name in hops)
        met = ours <= 1.5 * socats and lost["four stream-filter"] == 0
        self.bound("four programs by sockets, p99 of a line: at most 1.5 of four socat", f"{ours:.3f} ms, {ours / socats:.2f} of {socats:.3f}", met)

    @staticmethod
    def started(commands, paths):
        parts = ["rm -f " + shlex.join(map(str, paths)), "exec 3<&0"]
        for command, path in zip(commands, paths):
            parts.append(f"{shlex.join(command)} <&3 & while [ ! -S {shlex.quote(str(path))} ]; do :; done")
        return "; ".join([*parts, f"exec {shlex.join(commands[-1])}"])
