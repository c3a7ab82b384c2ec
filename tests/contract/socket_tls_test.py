"""TLS on sockets: who is let in and who is believed, in both directions, and which versions are spoken."""
import re
import socket
import ssl

from sockets import *

CONTENT = records(1000)
LISTENER = ["--tls-cert", "server.pem", "--tls-key", "server.key"]


def inside(test):
    """A test that is called with a folder of certificates, in which everything is started."""

    def each(program):
        if program.name != "stream-filter":
            raise DoesNotApply("one program is enough: they share what speaks TLS")
        with temporary_folder() as folder:
            test(program, make_certificates(folder / "keys"))

    each.__name__ = test.__name__
    return each


def client(port, keys, certificate=None, version=None, name="localhost"):
    """A connection that is through the handshake, as far as the client can tell."""
    context = ssl.create_default_context(cafile=str(keys / "ca.pem"))
    if certificate:
        context.load_cert_chain(*(str(keys / file) for file in certificate))
    if version:
        context.minimum_version = context.maximum_version = version
    return context.wrap_socket(connect(port), server_hostname=name)


@contextlib.contextmanager
def server(keys, certificate=("server.pem", "server.key"), version=None, client_ca=None, content=CONTENT):
    """A server that sends this to whoever comes; its port, and how many connections it made."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*(str(keys / file) for file in certificate))
    if client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(str(keys / client_ca))
    if version:
        context.minimum_version = context.maximum_version = version
        context.set_ciphers("ALL:@SECLEVEL=0")

    def serve(listener):
        with contextlib.suppress(OSError):
            while True:
                plain, _ = listener.accept()
                plain.settimeout(SOON)
                with contextlib.suppress(OSError), plain, context.wrap_socket(plain, server_side=True) as peer:
                    peer.sendall(content)
                    peer.unwrap()

    with socket.create_server((HERE, 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(SOON)


def read_from(program, keys, port, *options, host="localhost"):
    return run(program.passing(*options, f"tls://{host}:{port}"), cwd=keys)


def expect_refused(done, text, what):
    expect_equal((done.returncode, done.stdout), (3, b""), f"{what}: exit status and output ({done.stderr})")
    expect(re.search(text, done.stderr.decode()), f"{what}: it said {done.stderr}")


@inside
def a_server_must_be_who_it_is_said_to_be(program, keys):
    ours = ["--tls-ca", "ca.pem"]
    with server(keys) as port:
        for host in ("localhost", HERE):
            done = read_from(program, keys, port, *ours, host=host)
            expect_equal((done.returncode, done.stdout, done.stderr), (0, CONTENT, b""), f"a good one, as {host}")
        expect_refused(read_from(program, keys, port, "--tls-ca", "other-ca.pem"), "certificate", "another authority")
        expect_refused(read_from(program, keys, port), "certificate", "the system's authorities")
    for file, text in (("elsewhere.pem", "(?i)hostname|name"), ("expired.pem", "expired")):
        with server(keys, (file, "server.key")) as port:
            expect_refused(read_from(program, keys, port, *ours), text, file)
    with server(keys, ("elsewhere.pem", "server.key")) as port:
        expect_refused(read_from(program, keys, port, *ours, host=HERE), "(?i)address|name", "elsewhere.pem, by its address")
    with server(keys, ("self.pem", "self.key")) as port:
        expect_refused(read_from(program, keys, port, *ours), "self.signed", "one that vouches for itself")
        done = read_from(program, keys, port, "--tls-ca", "self.pem")
        expect_equal((done.returncode, done.stdout), (0, CONTENT), "one that is trusted itself")
    with server(keys, ("chained.pem", "server.key")) as port:
        done = read_from(program, keys, port, *ours)
        expect_equal((done.returncode, done.stdout), (0, CONTENT), "one with an authority between")


@inside
def a_sink_sends_nothing_to_a_wrong_server(program, keys):
    """It tries again and again, and says at the end how much was not taken."""
    with server(keys, ("elsewhere.pem", "server.key"), content=b"") as port:
        command = program.passing("--tls-ca", "ca.pem", "--peer-timeout", "500ms", "--to", f"tls://localhost:{port}")
        done = run(command, stdin=CONTENT, cwd=keys)
    expect_equal(done.returncode, 3, "exit status")
    expect(f"{len(CONTENT)} bytes were not taken" in done.stderr.decode(), f"it said {done.stderr}")


@inside
def clients_show_certificates(program, keys):
    port = free_port()
    command = program.passing(*LISTENER, "--tls-client-ca", "ca.pem", f"tls-listen://{HERE}:{port}")
    with started(command, stdin=NOWHERE, cwd=keys) as process:
        wait_for_listener(process, port)
        output = Collector(process.stdout)
        for certificate, what in ((None, "no certificate"), (("self.pem", "self.key"), "that of another authority")):
            for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
                with contextlib.suppress(OSError), client(port, keys, certificate, version) as stranger:
                    stranger.sendall(b'{"from":"a stranger"}\n')
                    expect_equal(stranger.recv(1), b"", f"{what}: what came")
        with client(port, keys, ("client.pem", "client.key")) as peer:
            peer.sendall(CONTENT)
            output.wait_for_size(len(CONTENT), "one that is known")
        terminate(process, "SIGTERM")
        expect_equal(output.all("output"), CONTENT, "what came out")
        said = said_by(process)
        expect_equal(said.count(" broke off: "), 4, f"how many were refused, as was said: {said}")
    with server(keys, client_ca="ca.pem") as port:
        ours = ["--tls-ca", "ca.pem"]
        expect_refused(read_from(program, keys, port, *ours), "certificate required|handshake|alert", "no certificate")
        done = read_from(program, keys, port, *ours, "--tls-cert", "client.pem", "--tls-key", "client.key")
        expect_equal((done.returncode, done.stdout, done.stderr), (0, CONTENT, b""), "with one")


@inside
def versions(program, keys):
    """1.2 and 1.3, and nothing older."""
    port = free_port()
    with started(program.passing(*LISTENER, f"tls-listen://{HERE}:{port}"), stdin=NOWHERE, cwd=keys) as process:
        wait_for_listener(process, port)
        output = Collector(process.stdout)
        for count, version in enumerate((ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3), 1):
            with client(port, keys, version=version) as peer:
                peer.sendall(CONTENT)
                output.wait_for_size(len(CONTENT) * count, version.name)
        for option in ("-tls1", "-tls1_1"):
            other = ["openssl", "s_client", option, "-cipher", "ALL:@SECLEVEL=0", "-connect", f"{HERE}:{port}", "-quiet", "-no_ign_eof"]
            expect(run(other, stdin=CONTENT).returncode != 0, f"{option} was accepted")
        terminate(process, "SIGTERM")
        expect_equal(output.all("output"), CONTENT * 2, "what came out")
        expect_equal(said_by(process).count("an older one"), 2, "how often it said that a version is too old")
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        with server(keys, version=version) as port:
            done = read_from(program, keys, port, "--tls-ca", "ca.pem")
            expect_equal((done.returncode, done.stdout, done.stderr), (0, CONTENT, b""), version.name)
    other = ["openssl", "s_server", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0", "-accept", f"{HERE}:{(port := free_port())}", "-quiet",
             "-cert", "server.pem", "-key", "server.key"]
    with started(other, cwd=keys) as process:
        wait_for_listener(process, port)
        expect_refused(read_from(program, keys, port, "--tls-ca", "ca.pem"), "(?i)version|protocol", "TLS 1.1")


@inside
def a_connection_that_is_cut(program, keys):
    """Many do not say in TLS that they have ended: between two lines it is an end, in the middle of one it is not."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(str(keys / "server.pem"), str(keys / "server.key"))
    for rest, status in ((b"", 0), (b'{"half":', 4)):
        with socket.create_server((HERE, 0)) as listener:
            command = program.passing("--tls-ca", "ca.pem", f"tls://localhost:{listener.getsockname()[1]}")
            with started(command, stdin=NOWHERE, cwd=keys) as process:
                peer = context.wrap_socket(listener.accept()[0], server_side=True)
                peer.sendall(CONTENT + rest)
                expect_equal(read_exactly(process.stdout, len(CONTENT), "what was sent"), CONTENT, "what came out")
                peer.shutdown(socket.SHUT_RDWR)
                peer.close()
                expect_equal(wait_for_end(process, A_SECOND, "a cut"), status, "exit status")


@inside
def where_certificates_come_from(program, keys):
    """The environment, and the credentials of a systemd service."""
    credentials = keys / "credentials"
    credentials.mkdir()
    for name, file in (("tls-cert", "server.pem"), ("tls-key", "server.key")):
        (credentials / name).write_bytes((keys / file).read_bytes())
    for environment in ({"RUNNEL_TLS_CERT": "server.pem", "RUNNEL_TLS_KEY": "server.key"}, {"CREDENTIALS_DIRECTORY": str(credentials)}):
        port = free_port()
        with started(program.passing(f"tls-listen://{HERE}:{port}"), stdin=NOWHERE, cwd=keys, env={**os.environ, **environment}) as process:
            wait_for_listener(process, port)
            with client(port, keys) as peer:
                peer.sendall(CONTENT)
                expect_equal(read_exactly(process.stdout, len(CONTENT), "records"), CONTENT, "what came out")
    with server(keys) as port:
        done = run(program.passing(f"tls://localhost:{port}"), cwd=keys, env={**os.environ, "RUNNEL_TLS_CA": "ca.pem"})
        expect_equal((done.returncode, done.stdout), (0, CONTENT), "RUNNEL_TLS_CA")


if __name__ == "__main__":
    run_tests(a_server_must_be_who_it_is_said_to_be, a_sink_sends_nothing_to_a_wrong_server, clients_show_certificates, versions,
              a_connection_that_is_cut, where_certificates_come_from)
