"""The Debian package holds the programs, their manuals and completions, and what is in it runs."""
import gzip
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("RUNNEL_BIN", TOP / "build" / "bin"))
BUILD = BIN.parent
PROGRAMS = sorted(path.stem for path in (TOP / "man").glob("*.1"))

failures = []


def expect(condition, what):
    if not condition:
        failures.append(what)


def output(*command, stdin=b""):
    done = subprocess.run([str(word) for word in command], input=stdin, capture_output=True, timeout=120)
    expect(done.returncode == 0, f"{command[0]}: exit status {done.returncode}\n{(done.stdout + done.stderr).decode()[-2000:]}")
    return done.stdout


def made_package(folder):
    output("cpack", "--config", BUILD / "CPackConfig.cmake", "-G", "DEB", "-B", folder)
    found = list(folder.glob("*.deb"))
    expect(len(found) == 1, f"cpack made {found}")
    return found[0] if found else None


def check_files(root):
    """Everything is there, as it is in the tree, and nothing else."""
    wanted = {}
    for program in PROGRAMS:
        wanted[f"usr/bin/{program}"] = None
        for name, place in ((f"{program}.bash", f"bash-completion/completions/{program}"),
                            (f"_{program}", f"zsh/vendor-completions/_{program}"),
                            (f"{program}.fish", f"fish/vendor_completions.d/{program}.fish")):
            wanted[f"usr/share/{place}"] = (TOP / "scripts" / "completions" / name).read_bytes()
    for manual in (TOP / "man").glob("*.[1-9]"):
        wanted[f"usr/share/man/man{manual.suffix[1:]}/{manual.name}.gz"] = manual.read_bytes()
    for shared in (TOP / "share").iterdir():
        wanted[f"usr/share/runnel/{shared.name}"] = shared.read_bytes()
    for kind in ("systemd", "cron"):
        for example in (TOP / "scripts" / kind).iterdir():
            wanted[f"usr/share/doc/runnel/examples/{kind}/{example.name}"] = example.read_bytes()
    wanted["usr/lib/runnel/runnel-http.so"] = wanted["usr/lib/runnel/runnel-tls.so"] = None
    wanted["usr/share/doc/runnel/copyright"] = wanted["usr/share/doc/runnel/changelog.Debian.gz"] = None
    wanted["usr/share/doc/runnel/changelog.gz"] = (TOP / "CHANGELOG.md").read_bytes()
    found = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    expect(found == set(wanted), f"files that are there or wanted, not both: {sorted(found ^ set(wanted))}")
    for name in found & set(wanted):
        content = (root / name).read_bytes()
        if wanted[name] is not None:
            expect((gzip.decompress(content) if name.endswith(".gz") else content) == wanted[name], f"{name} is not as in the tree")
    example = root / "usr/share/doc/runnel/examples/cron/access-alerts"
    expect(os.access(example, os.X_OK), f"{example.name} cannot be executed")
    expect("Apache-2.0" in (root / "usr/share/doc/runnel/copyright").read_text(), "the copyright file names no licence")


def check_control(package):
    fields = dict(line.split(": ", 1) for line in output("dpkg-deb", "-f", package).decode().splitlines() if ": " in line and line[0] != " ")
    expect(fields.get("Package") == "runnel", f"Package: {fields.get('Package')}")
    depends = {word.split()[0] for word in fields.get("Depends", "").split(",") if word.strip()}
    expect({"libc6", "libstdc++6"} <= depends, f"Depends: {fields.get('Depends')}")
    version = output(BIN / PROGRAMS[0], "--version").split()[-1].decode()
    expect(fields.get("Version", "").split("-")[0] == version, f"Version: {fields.get('Version')}, the program says {version}")


def check_programs(root):
    for program in PROGRAMS:
        expect(output(root / "usr/bin" / program, "--version").startswith(program.encode()), f"{program} --version")
    passed = output(root / "usr/bin/stream-filter", ".a > 1", stdin=b'{"a":1}\n{"a": 2}\n')
    expect(passed == b'{"a": 2}\n', f"stream-filter wrote {passed}")


def main():
    missing = [tool for tool in ("cpack", "dpkg-deb", "dpkg-shlibdeps") if not shutil.which(tool)]
    if missing or not (BUILD / "CPackConfig.cmake").exists():
        print(f"skipped: {', '.join(missing) or f'no CPackConfig.cmake in {BUILD}'}")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="contract-") as name:
        folder = pathlib.Path(name)
        package = made_package(folder)
        if package:
            output("dpkg-deb", "-x", package, folder / "root")
            check_control(package)
            check_files(folder / "root")
            check_programs(folder / "root")
            if shutil.which("lintian"):
                said = subprocess.run(["lintian", "--allow-root", package], capture_output=True, text=True).stdout
                expect("\nE: " not in "\n" + said, f"lintian:\n{said}")
    print("\n".join(failures) or "the package holds what it should, and runs")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
