"""Every form of socket as input and output, with the tools that others have as the other end: socat, nc and openssl."""
import re
import shutil
import socket
import stat

from sockets import *

CONTENT = WEB_LOG.read_bytes()
ENDS = []  # of every form: see Ends


class Ends:
    """A form, as URIs of a program and as commands of others: what they send comes from stdin, what they get goes to stdout.

    `where` is a port or a path, `keys` a folder of certificates.
    """

    def __init__(self, name, at, of_clients, of_servers, options=()):
        self.name, self.at = name, at
        self._clients, self._servers = of_clients, of_servers
        self.options = options
        ENDS.append(self)

    def is_at_path(self):
        return "unix" in self.at

    def place(self, folder):
        return str(folder / "socket") if self.is_at_path() else free_port()

    def uri(self, where, listens=False):
        scheme, rest = self.at.split(":", 1)
        return (scheme + ("-listen" if listens else "") + ":" + rest).format(where=where)

    def connecting(self, where, keys, sends):
        return self._command(self._clients[0 if sends else 1], where, keys)

    def listening(self, where, keys, sends):
        return self._command(self._servers[0 if sends else 1], where, keys)

    def _command(self, text, where, keys):
        return [word.format(where=where, keys=keys) for word in text.split()]


def tls_options(keys):
    return ["--tls-cert", f"{keys}/server.pem", "--tls-key", f"{keys}/server.key", "--tls-ca", f"{keys}/ca.pem"]


def needs(*names):
    for name in names:
        if not shutil.which(name):
            raise DoesNotApply(f"there is no {name}: apt-get install {dict(nc='netcat-openbsd').get(name, name)}")


Ends("tcp, socat", "tcp://127.0.0.1:{where}",
     ("socat -u - TCP:127.0.0.1:{where}", "socat -u TCP:127.0.0.1:{where} -"),
     ("socat -u - TCP-LISTEN:{where},bind=127.0.0.1,reuseaddr", "socat -u TCP-LISTEN:{where},bind=127.0.0.1,reuseaddr -"))
Ends("tcp over IPv6, socat", "tcp://[::1]:{where}",
     ("socat -u - TCP6:[::1]:{where}", "socat -u TCP6:[::1]:{where} -"),
     ("socat -u - TCP6-LISTEN:{where},bind=[::1],reuseaddr", "socat -u TCP6-LISTEN:{where},bind=[::1],reuseaddr -"))
Ends("tcp, nc", "tcp://localhost:{where}",
     ("nc -N 127.0.0.1 {where}", "nc -d 127.0.0.1 {where}"), ("nc -N -l 127.0.0.1 {where}", "nc -d -l 127.0.0.1 {where}"))
Ends("unix, socat", "unix:{where}",
     ("socat -u - UNIX-CONNECT:{where}", "socat -u UNIX-CONNECT:{where} -"),
     ("socat -u - UNIX-LISTEN:{where}", "socat -u UNIX-LISTEN:{where} -"))
Ends("unix, nc", "unix:{where}",
     ("nc -N -U {where}", "nc -d -U {where}"), ("nc -N -l -U {where}", "nc -d -l -U {where}"))
Ends("tls, socat", "tls://localhost:{where}",
     ("socat -u - OPENSSL:localhost:{where},cafile={keys}/ca.pem", "socat -u OPENSSL:localhost:{where},cafile={keys}/ca.pem -"),
     ("socat -u - OPENSSL-LISTEN:{where},bind=127.0.0.1,reuseaddr,cert={keys}/both.pem,verify=0",
      "socat -u OPENSSL-LISTEN:{where},bind=127.0.0.1,reuseaddr,cert={keys}/both.pem,verify=0 -"))
Ends("tls, openssl", "tls://127.0.0.1:{where}",
     ("openssl s_client -connect 127.0.0.1:{where} -quiet -no_ign_eof -CAfile {keys}/ca.pem -verify_return_error",
      "openssl s_client -connect 127.0.0.1:{where} -quiet -CAfile {keys}/ca.pem -verify_return_error"),
     # Without -nbio it waits for ever for what the client sends, if its stdin has something during the handshake.
     ("openssl s_server -accept 127.0.0.1:{where} -quiet -nbio -naccept 1 -cert {keys}/server.pem -key {keys}/server.key",
      "openssl s_server -accept 127.0.0.1:{where} -quiet -naccept 1 -cert {keys}/server.pem -key {keys}/server.key"))


def with_each_end(test):
    """A test that is called as test(program, ends, where, keys) for each."""

    def each(program):
        needs("socat", "nc", "openssl")
        program.passing()
        with temporary_folder() as folder:
            keys = make_certificates(folder / "keys")
            for number, ends in enumerate(ENDS):
                (folder / str(number)).mkdir()
                try:
                    test(program, ends, ends.place(folder / str(number)), keys)
                except Failed as failure:
                    raise Failed(f"{ends.name}: {failure}") from None

    each.__name__ = test.__name__
    return each


@contextlib.contextmanager
def fed(command, content=CONTENT):
    """A process of others that reads this from stdin, and says what it likes."""
    with started(command, stderr=NOWHERE) as process:
        Feeder(process.stdin, content)
        process.stdin = None
        yield process


@contextlib.contextmanager
def listens_quietly(command):
    """A process of others whose stdin never ends, and a Collector of what it gets."""
    with started(command, stderr=NOWHERE) as process:
        yield process, Collector(process.stdout)


def expect_quiet_end(process, status, what):
    expect_equal(wait_for_end(process, SOON, what), status, f"{what}: exit status")
    expect_equal(said_by(process), "", f"{what}: what it said")


@with_each_end
def others_send_to_a_listener(program, ends, where, keys):
    command = program.passing(*(tls_options(keys) if "tls" in ends.at else ()), ends.uri(where, listens=True))
    with started(command, stdin=NOWHERE) as process:
        wait_for_listener(process, where)
        output = Collector(process.stdout)
        wanted = program.written(CONTENT)
        with fed(ends.connecting(where, keys, sends=True)) as other:
            output.wait_for_size(len(wanted), "what was sent")
            wait_for_end(other, SOON, "the other end")
        terminate(process, "SIGTERM")
        expect_equal(output.all("output"), wanted, "what came out")
        expect_equal(said_by(process), "", "what it said")


@with_each_end
def others_send_to_one_that_connects(program, ends, where, keys):
    options = ["--tls-ca", f"{keys}/ca.pem"] if "tls" in ends.at else []
    with fed(ends.listening(where, keys, sends=True)) as other:
        wait_for_listener(other, where)
        done = run(program.passing(*options, ends.uri(where)))
    expect_equal((done.returncode, done.stderr), (0, b""), "exit status and what it said")
    expect_equal(done.stdout, program.written(CONTENT), "what came out")


@with_each_end
def others_get_from_a_listener(program, ends, where, keys):
    options = ["--to", ends.uri(where, listens=True), *(tls_options(keys) if "tls" in ends.at else ())]
    with started(program.passing(*options, str(WEB_LOG)), stdin=NOWHERE) as process:
        wait_for_listener(process, where)
        with listens_quietly(ends.connecting(where, keys, sends=False)) as (_, output):
            expect_quiet_end(process, 0, "the end of input")
            expect_equal(output.all("the other end"), program.written(CONTENT), "what the other end got")
    expect(not ends.is_at_path() or not os.path.exists(where), "the file of the socket is still there")


@with_each_end
def others_get_from_one_that_connects(program, ends, where, keys):
    options = ["--to", ends.uri(where), *(["--tls-ca", f"{keys}/ca.pem"] if "tls" in ends.at else ())]
    with listens_quietly(ends.listening(where, keys, sends=False)) as (other, output):
        wait_for_listener(other, where)
        done = run(program.passing(*options, str(WEB_LOG)))
        expect_equal((done.returncode, done.stdout, done.stderr), (0, b"", b""), "exit status and what it said")
        expect_equal(output.all("the other end"), program.written(CONTENT), "what the other end got")


def a_report_from_a_socket_to_a_socket(program):
    """stream-stats: the same as from a file to stdout."""
    if program.name != "stream-stats":
        raise DoesNotApply("it hands records on")
    with temporary_folder() as folder:
        into, out, metrics = str(folder / "in"), str(folder / "out"), free_port()
        command = [program.path, "-t", "0", "--metrics", str(metrics), f"unix-listen:{into}", "--to", f"unix-listen:{out}"]
        with started(command, stdin=NOWHERE) as process:
            wait_for_listener(process, out)
            output = Collector(connect(out))
            with connect(into) as peer:
                peer.sendall(CONTENT)
            wait_for(lambda: records_read(metrics) == CONTENT.count(b"\n"), "all records are read")
            terminate(process, "SIGTERM")
            found = output.all("the report")
    expect_equal(found, run([program.path, "-t", "0"], stdin=CONTENT).stdout, "the report")


def inputs_of_all_kinds_together(program):
    """A file, stdin and three listeners: each record once, and those of a peer in order."""
    needs_many_inputs(program)
    program.passing()
    with temporary_folder() as folder:
        path, port = folder / "socket", free_port()
        (folder / "file").write_bytes(b'{"from":"a file"}\n')
        inputs = [str(folder / "file"), "-", f"tcp-listen://{HERE}:{port}", f"unix-listen:{path}", f"tcp-listen://[::1]:{port}"]
        with started(program.passing(*inputs)) as process:
            output = Collector(process.stdout)
            wait_for_listener(process, port)
            wait_for_listener(process, path)
            with connect(port) as one, connect(path) as two, socket.create_connection(("::1", port)) as three:
                for turn in range(10):
                    for number, peer in enumerate((one, two, three)):
                        peer.sendall(b'{"from":%d,"turn":%d}\n' % (number, turn))
                    write_all(process.stdin, b'{"from":"stdin","turn":%d}\n' % turn)
                    output.wait_for_lines(1 + 4 * (turn + 1), "a record of each")
            process.stdin.close()
            process.stdin = None
            terminate(process, "SIGTERM")
            found = output.all("output").splitlines(keepends=True)
            for name in (b"0", b"1", b"2", b'"stdin"'):
                wanted = program.written(b"".join(b'{"from":%s,"turn":%d}\n' % (name, turn) for turn in range(10)))
                expect_equal(b"".join(line for line in found if b'"from":' + name in line), wanted, f"what came from {name}")


def two_sockets_are_joined(program):
    """The two sides of stream-join, each a listener with two peers."""
    if program.name != "stream-join":
        raise DoesNotApply("it joins nothing")
    left, right = (b"".join(b'{"id":%d,"t":%d,"side":"%s"}\n' % (n, n // 10, side) for n in range(1000)) for side in (b"left", b"right"))
    with temporary_folder() as folder:
        options = ["-t", ".t", "--watermark-delay", "1h", "--on", "id", "--within", "5s", "--type", "full"]
        for name, content in (("left", left), ("right", right)):
            (folder / name).write_bytes(content)
        wanted = run([program.path, *options, str(folder / "left"), str(folder / "right")]).stdout
        paths = [folder / "left.socket", folder / "right.socket"]
        command = [program.path, *options, f"unix-listen:{paths[0]}", f"unix-listen:{paths[1]}"]
        with started(command, stdin=NOWHERE) as process:
            output = Collector(process.stdout)
            for path in paths:
                wait_for_listener(process, path)
            peers = [(connect(path), content) for path, content in zip(paths, (left, right)) for _ in range(2)]
            for number, (peer, content) in enumerate(peers):
                with peer:
                    peer.sendall(b"".join(content.splitlines(keepends=True)[number % 2::2]))
            output.wait_for_lines(1000, "pairs")
            terminate(process, "SIGTERM")
            expect_equal(sorted(output.all("pairs").splitlines()), sorted(wanted.splitlines()), "pairs")


def descriptors_that_were_inherited(program):
    """A pipe each way, a socket both ways, and one that listens."""
    program.passing()
    wanted = program.written(CONTENT)
    (in_end, into), (out, out_end) = os.pipe(), os.pipe()
    command = program.passing(f"fd:{in_end}", "--to", f"fd:{out_end}")
    with started(command, stdin=NOWHERE, pass_fds=(in_end, out_end)) as process:
        os.close(in_end)
        os.close(out_end)
        with open(into, "wb", buffering=0) as writer, open(out, "rb", buffering=0) as reader:
            output = Collector(reader)
            Feeder(writer, CONTENT)
            expect_quiet_end(process, 0, "pipes")
            expect_equal(output.all("a pipe"), wanted, "what came through pipes")
    ours, theirs = socket.socketpair()
    number = theirs.fileno()
    with ours, started(program.passing(f"fd:{number}", "--to", f"fd:{number}"), stdin=NOWHERE, pass_fds=[number]) as process:
        theirs.close()
        output = Collector(ours)
        ours.sendall(CONTENT)
        ours.shutdown(socket.SHUT_WR)
        expect_quiet_end(process, 0, "a socket")
        expect_equal(output.all("a socket"), wanted, "what came through a socket")
    with socket.create_server((HERE, 0)) as listener:
        number, port = listener.fileno(), listener.getsockname()[1]
        with started(program.passing(f"fd:{number}"), stdin=NOWHERE, pass_fds=[number]) as process:
            listener.close()
            output = Collector(process.stdout)
            with connect(port) as one, connect(port) as other:
                one.sendall(CONTENT)
                output.wait_for_size(len(wanted), "the first peer")
                other.sendall(records(3))
            output.wait_for_size(len(wanted) + len(program.written(records(3))), "the second peer")
            terminate(process, "a listener")
            expect_equal(output.all("both"), wanted + program.written(records(3)), "what came from two peers")


@contextlib.contextmanager
def activated(command, ports, *options):
    """What systemd would start: it is, with the first connection."""
    needs("systemd-socket-activate")
    places = [word for port in ports for word in ("-l", f"{HERE}:{port}")]
    with started(["systemd-socket-activate", *places, *options, *command], stdin=NOWHERE) as process:
        for port in ports:
            wait_for_listener(process, port)
        yield process


def one_socket_of_systemd(program):
    port = free_port()
    with activated(program.passing("systemd:"), [port]) as process:
        output = Collector(process.stdout)
        with connect(port) as peer, connect(port) as other:
            peer.sendall(CONTENT)
            wanted = program.written(CONTENT)
            output.wait_for_size(len(wanted), "the peer that woke it up")
            other.sendall(records(1))
        output.wait_for_size(len(wanted) + len(program.written(records(1))), "another peer")
        terminate(process, "SIGTERM")
        expect_equal(output.all("output"), wanted + program.written(records(1)), "what came out")


def several_sockets_of_systemd_by_name(program):
    """Two are one input by their name, the third is the output; then all three are one input."""
    ports = [free_port() for _ in range(3)]
    names = "--fdname=in:out:in"
    with activated(program.passing("systemd:in", "--to", "systemd:out"), ports, names) as process:
        with connect(ports[0]) as first, connect(ports[2]) as second, connect(ports[1]) as reader:
            output = Collector(reader)
            first.sendall(records(2))
            output.wait_for_lines(2, "a record through the first")
            second.sendall(CONTENT)
            wanted = program.written(records(2) + CONTENT)
            output.wait_for_size(len(wanted), "records through the third")
            first.close()
            second.close()
            terminate(process, "SIGTERM")
            expect_equal(output.all("the second"), wanted, "what came out of the second")
    with activated(program.passing("systemd:"), ports, names) as process:
        output = Collector(process.stdout)
        for port in ports:
            with connect(port) as peer:
                peer.sendall(records(100))
        output.wait_for_lines(300, "records through all")
        terminate(process, "SIGTERM")
    with activated(program.passing("systemd:other"), ports[:1], "--fdname=in") as process:
        with contextlib.suppress(ConnectionError):  # it may be closed before it is there
            connect(ports[0]).close()
        expect_equal(wait_for_end(process, SOON, "a name that is none"), 3, "exit status")
        expect("systemd passed no socket of this name" in said_by(process), "it did not say that there is none")


def the_file_of_a_unix_socket(program):
    """It has the mode that was asked for; one that was left behind is replaced, one in use is not, nor anything else."""
    with temporary_folder() as folder:
        path = folder / "socket"
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(path))
        command = program.passing(f"unix-listen:{path}?mode=0660")
        with started(command, stdin=NOWHERE) as process:
            wait_for_listener(process, path)
            expect_equal(oct(stat.S_IMODE(path.stat().st_mode)), "0o660", "mode")
            second = run(command)
            expect_equal(second.returncode, 3, "exit status where another one listens")
            expect(b"Address already in use" in second.stderr, f"it said {second.stderr}")
            connect(path).close()
            terminate(process, "SIGTERM")
        expect(not path.exists(), "it was left behind")
        path.write_text("precious")
        other = run(command)
        expect_equal((other.returncode, path.read_text()), (3, "precious"), "a file that is no socket")


FAILURES = [  # arguments behind `true`, exit status, what is said
    (["tcp://127.0.0.1:{free}"], 3, r"tcp://127.0.0.1:\d+: Connection refused"),
    (["tcp://no-such-host.invalid:1"], 3, r"tcp://no-such-host.invalid:1: "),
    (["tcp-listen://127.0.0.1:{taken}"], 3, r"tcp-listen://127.0.0.1:\d+: Address already in use"),
    (["--to", "tcp-listen://127.0.0.1:{taken}"], 3, r"tcp-listen://127.0.0.1:\d+: Address already in use"),
    (["unix:{folder}/none"], 3, r"unix:.*/none: No such file or directory"),
    (["unix-listen:{folder}/none/s"], 3, r"unix-listen:.*/none/s: No such file or directory"),
    (["fd:77"], 3, r"fd:77: it is not open"),
    (["--to", "fd:77"], 3, r"fd:77: Bad file descriptor"),
    (["systemd:"], 3, r"systemd passed no socket"),
    (["--to", "tcp://127.0.0.1:{free}", "--peer-timeout", "300ms"], 3, r"\d+ bytes were not taken: nobody was there for 300ms"),
    (["--to", "tcp-listen://127.0.0.1:{free}", "--peer-timeout", "300ms"], 3, r"\d+ bytes were not taken: nobody was there for 300ms"),
    (["tcp://localhost"], 2, r"HOST:PORT is wanted"),
    (["tcp://localhost:66000"], 2, r"a port is a number from 1 to 65535"),
    (["tcp-listen://0.0.0.0:{free}"], 2, r"--insecure"),
    (["tcp-listen://:{free}"], 2, r"--insecure"),
    (["--to", "tcp-listen://[::]:{free}"], 2, r"--insecure"),
    (["unix-listen:{folder}/s?mode=rw"], 2, r"mode="),
    (["unix:" + "x" * 108], 2, r"107 bytes"),
    (["--share", "tcp://127.0.0.1:{free}"], 2, r"--share is about outputs"),
    (["--max-peers", "3"], 2, r"--max-peers is about sockets"),
    (["tls-listen://127.0.0.1:{free}"], 2, r"--tls-cert"),
    (["tls://127.0.0.1:{free}", "--tls-ca", "{folder}/none"], 2, r"--tls-ca .*/none: No such file or directory"),
]


def failures_are_said(program):
    with temporary_folder() as folder, socket.create_server((HERE, 0)) as taken:
        names = {"free": free_port(), "taken": taken.getsockname()[1], "folder": folder}
        for arguments, status, text in FAILURES:
            words = [word.format(**names) for word in arguments]
            done = run(program.passing(*words), stdin=records(3))
            said = done.stderr.decode()
            expect_equal((done.returncode, done.stdout), (status, b""), f"{words}: exit status and output ({said})")
            expect(re.search(text, said) and said.startswith(f"{program.name}: "), f"{words}: it said {said}")


def other_machines_only_where_it_is_meant(program):
    port = free_port()
    with started(program.passing("--insecure", f"tcp-listen://:{port}"), stdin=NOWHERE) as process:
        wait_for_listener(process, port)
        output = Collector(process.stdout)
        with connect(port) as peer:
            peer.sendall(records(1))
            output.wait_for_lines(1, "a record")
        terminate(process, "SIGTERM")


if __name__ == "__main__":
    run_tests(others_send_to_a_listener, others_send_to_one_that_connects, others_get_from_a_listener, others_get_from_one_that_connects,
              a_report_from_a_socket_to_a_socket, inputs_of_all_kinds_together, two_sockets_are_joined, descriptors_that_were_inherited, one_socket_of_systemd,
              several_sockets_of_systemd_by_name, the_file_of_a_unix_socket, failures_are_said, other_machines_only_where_it_is_meant)
