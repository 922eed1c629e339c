"""What judging packages costs: lock files by their number, and beside pip-audit and syft.

    python bench/packages_speed.py locks --intel FILE [--runs 5]
    python bench/packages_speed.py growth --intel FILE [--runs 3]
    python bench/packages_speed.py audit --intel FILE --peer pip-audit [--requirements FILE] [--runs 5]
    python bench/packages_speed.py syft --intel FILE --peer syft [--runs 5]

FILE is a database of advisories that is already there. The trees are made: names of real packages of the
database and names that nobody has, half and half, with hashes and needs as each format writes them; of one in
fifty a version that something is known of. CPU is user and system time of all processes, start included.

pip-audit asks a service for each package. Here the service is a thread of this script that answers at once
that nothing is known, and 250 packages are pinned, so that it has nothing to resolve: the least it can cost.
With `--requirements` it resolves them as a user has it do, from an index that pip knows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer

from measure import Command, Outcome, alternate
from tools import OUT, World

from vedette.sources.advisories.store import open_store

Packages = Sequence[tuple[str, str, tuple[str, ...]]]
_FOLDERS, _TOTAL = 20, 5000
# A version that is newer than all that is known of, and one that is older; those of Go second.
_NEWEST, _OLDEST = ("9999.1.0", "v9999.1.0+incompatible"), ("0.9.1", "v0.0.1")
_OLD = 0.04
_GROWTH = (1000, 2000, 5000, 10_000, 20_000, 40_000)


def main(argv: list[str]) -> int:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("what", choices=("locks", "growth", "audit", "syft"))
    parser.add_argument("--intel", type=Path, required=True, help="database of advisories")
    parser.add_argument("--peer", help="program to compare with")
    parser.add_argument("--requirements", type=Path, help="audit: these, which the peer resolves by pip")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args(argv)
    OUT.mkdir(parents=True, exist_ok=True)
    # Not below a repository: what is under version control is judged against what was there before.
    with tempfile.TemporaryDirectory(prefix="packages-") as folder:
        return _measured(given, Path(folder))


def _measured(given: argparse.Namespace, room: Path) -> int:
    if given.what == "growth":
        points = [(size, _one(room, given.intel, size, given.runs).cpu) for size in _GROWTH]
        for size, cpu in points:
            print(f"{size:>6} packages in {_FOLDERS} lock files: {cpu:.2f} CPU s", flush=True)
        (first, low), (last, high) = points[0], points[-1]
        print(f"{1e6 * (high - low) / (last - first):.0f} CPU µs a package more")
        return 0
    if given.what == "locks":
        _tell([_one(room, given.intel, _TOTAL, given.runs)])
        return 0
    with _service() as port:
        _tell(_beside(room, given, port))
    return 0


def _one(room: Path, intel: Path, total: int, runs: int) -> Outcome:
    tree = locks(room / f"locks-{total}", intel, total)
    return alternate([_ours(f"vedette, {total} packages", tree, intel)], runs)[0]


def _beside(room: Path, given: argparse.Namespace, port: int) -> list[Outcome]:
    what, intel, peer = given.what, given.intel, str(given.peer)
    if what == "syft":
        tree = locks(room / f"locks-{_TOTAL}", intel, _TOTAL)
        argv: tuple[str, ...] = (peer, "scan", f"dir:{tree}", "-o", "json", "-q")
    else:
        tree = room / "requirements"
        pinned = chosen_of(intel, random.Random("audit"), 250, "PyPI")  # noqa: S311 - chances
        mine: Path | None = given.requirements
        _written(tree, {"requirements.txt": mine.read_text() if mine else requirements(pinned)})
        argv = (
            *(peer, "-r", str(tree / "requirements.txt"), "-s", "osv", "--progress-spinner", "off"),
            *("--osv-url", f"http://127.0.0.1:{port}/v1/query"),
            *(() if mine else ("--no-deps", "--disable-pip")),
        )
    world = World("packages-peer")
    world.empty()
    environment = {**world.environment, "SYFT_CHECK_FOR_APP_UPDATE": "false"}
    other = Command(
        name=f"{Path(peer).name}, {what}",
        argv=argv,
        environment=environment,
        folder=tree,
        log=OUT / "packages-peer.log",
        good=(0, 1),
    )
    return alternate([_ours(f"vedette, {what}", tree, intel), other], given.runs)


def _ours(name: str, tree: Path, intel: Path) -> Command:
    world = World("packages-ours")
    out = OUT / "packages-speed.json"
    program = str(Path(sys.executable).with_name("vedette"))

    def check() -> str:
        told = json.loads(out.read_bytes())["verdict"]["completeness"]
        return "" if told != "void" else "void"

    return Command(
        name=name,
        argv=(program, "scan", str(tree), "--only", "packages", "--exit-zero", "--format", f"json={out}"),
        environment={**world.environment, "VEDETTE_INTEL": str(intel.resolve())},
        folder=tree,
        log=OUT / "packages-speed.log",
        before=world.empty,
        check=check,
    )


def _tell(outcomes: Sequence[Outcome]) -> None:
    for one in outcomes:
        figures = f"{one.cpu:.2f} CPU s, {one.wall:.2f} s, {one.memory:.0f} MiB" if one.samples else ""
        print(f"{one.name}: {figures} {one.problem}".rstrip(), flush=True)


def locks(tree: Path, intel: Path, total: int) -> Path:
    """A tree of lock files, each in a folder of its own, with so many packages in all."""
    chance = random.Random(f"locks-{total}")  # noqa: S311 - chances
    written = {}
    kinds = tuple(_KINDS.items())
    for number in range(_FOLDERS):
        (name, (ecosystem, write)), count = kinds[number % len(kinds)], total // _FOLDERS
        written[f"s{number:02}/{name}"] = write(chosen_of(intel, chance, count, ecosystem))
    _written(tree, written)
    return tree


def chosen_of(intel: Path, chance: random.Random, count: int, ecosystem: str) -> Packages:
    """Packages with a version and what they need, names of each once."""
    with sqlite3.connect(f"file:{intel}?mode=ro", uri=True) as base:
        rows = base.execute(
            "SELECT DISTINCT package FROM about WHERE package LIKE ? ORDER BY 1", (f"{ecosystem}\n%",)
        )
        known = [row[0].partition("\n")[2] for row in rows]
    chance.shuffle(known)
    sound = _NEWEST[ecosystem == "Go"]
    chosen: list[tuple[str, str]] = []
    with open_store(str(intel)) as store:
        for name in known:
            if len(chosen) == count // 2:
                break
            old = chance.random() < _OLD
            if old or not store.matches(ecosystem, name, sound).affecting:
                chosen.append((name, _OLDEST[ecosystem == "Go"] if old else sound))
    prefix = "example.com/none/" if ecosystem == "Go" else "nobody-has-"
    chosen += [
        (f"{prefix}{chance.randrange(10**9)}-{at}", f"{'v' * (ecosystem == 'Go')}1.{at}.0")
        for at in range(count - len(chosen))
    ]
    chance.shuffle(chosen)
    names = [name for name, _ in chosen]
    return [(*one, tuple(chance.sample(names, chance.choice((0, 1, 2, 4))))) for one in chosen]


def requirements(packages: Packages) -> str:
    """As pip-compile writes them, without hashes, which pip-audit would ask to be there for all."""
    return "".join(f"{name}=={version}\n    # via app\n" for name, version, _ in packages)


def _hashed(packages: Packages) -> str:
    end = " \\\n    --hash=sha256:"
    return "".join(
        f"{name}=={version}{end}{_hash(name, version, '.whl')}{end}{_hash(name, version, '.tar.gz')}\n"
        for name, version, _ in packages
    )


def _poetry(packages: Packages) -> str:
    parts = []
    for name, version, needs in packages:
        files = "".join(
            f'    {{file = "{name}-{version}{end}", hash = "sha256:{_hash(name, version, end)}"}},\n'
            for end in (".whl", ".tar.gz")
        )
        wanted = (
            "\n[package.dependencies]\n" + "".join(f'{need} = ">=1"\n' for need in needs) if needs else ""
        )
        parts.append(
            f'[[package]]\nname = "{name}"\nversion = "{version}"\ndescription = "What it does"\n'
            f'optional = false\npython-versions = ">=3.8"\nfiles = [\n{files}]\n{wanted}\n'
        )
    return (
        "".join(parts)
        + f'[metadata]\nlock-version = "2.0"\npython-versions = ">=3.8"\ncontent-hash = "{_hash()}"\n'
    )


def _uv(packages: Packages) -> str:
    parts = ['version = 1\nrequires-python = ">=3.8"\n\n']
    for name, version, needs in packages:
        wanted = "dependencies = [\n" + "".join(f'    {{ name = "{need}" }},\n' for need in needs) + "]\n"
        address = f"https://files.example/packages/{name}-{version}"
        source, wheel = _hash(name, version, ".tar.gz"), _hash(name, version, ".whl")
        files = (
            f'sdist = {{ url = "{address}.tar.gz", hash = "sha256:{source}", size = 1234 }}\n'
            f'wheels = [\n    {{ url = "{address}.whl", hash = "sha256:{wheel}", size = 2345 }},\n]\n'
        )
        parts.append(
            f'[[package]]\nname = "{name}"\nversion = "{version}"\n'
            f'source = {{ registry = "https://index.example/simple" }}\n{wanted if needs else ""}{files}\n'
        )
    return "".join(parts)


def _npm(packages: Packages) -> str:
    entries: dict[str, object] = {"": {"name": "app", "version": "1.0.0", "dependencies": {}}}
    for name, version, needs in packages:
        entries[f"node_modules/{name}"] = {
            "version": version,
            "resolved": f"https://index.example/{name}/-/{name}-{version}.tgz",
            "integrity": f"sha512-{'A' * 86}==",
            "dependencies": dict.fromkeys(needs, "^1.0.0"),
            "engines": {"node": ">=18"},
        }
    return json.dumps({"name": "app", "lockfileVersion": 3, "packages": entries}, indent=2)


def _cargo(packages: Packages) -> str:
    parts = ["version = 3\n\n"]
    for name, version, needs in packages:
        wanted = "dependencies = [\n" + "".join(f' "{need}",\n' for need in needs) + "]\n" if needs else ""
        parts.append(
            f'[[package]]\nname = "{name}"\nversion = "{version}"\n'
            f'source = "registry+https://index.example"\nchecksum = "{_hash(name, version)}"\n{wanted}\n'
        )
    return "".join(parts)


def _go(packages: Packages) -> str:
    lines = "".join(f"\t{name} {version} // indirect\n" for name, version, _ in packages)
    return f"module example.com/app\n\ngo 1.22\n\nrequire (\n{lines})\n"


_KINDS: dict[str, tuple[str, Callable[[Packages], str]]] = {
    "requirements.txt": ("PyPI", _hashed),
    "poetry.lock": ("PyPI", _poetry),
    "uv.lock": ("PyPI", _uv),
    "package-lock.json": ("npm", _npm),
    "Cargo.lock": ("crates.io", _cargo),
    "go.mod": ("Go", _go),
}


def _hash(*parts: str) -> str:
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _written(tree: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@contextmanager
def _service() -> Iterator[int]:
    """The port of a service that knows of nothing; in this process, of which nothing is accounted."""
    # An `HTTPServer` would ask for the name of this machine, which takes its time without a network.
    with ThreadingTCPServer(("127.0.0.1", 0), _Nothing) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


class _Nothing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
