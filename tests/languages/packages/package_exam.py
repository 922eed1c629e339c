"""One exam for every format: what is asked of a reader, whatever it reads."""

import importlib.util
from pathlib import Path

from vedette.languages.packages.reading import reader_of


def examples():
    """Path -> bytes, of all modules named `*_examples` here."""
    found = {}
    for file in sorted(Path(__file__).parent.glob("*_examples.py")):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for path, text in module.EXAMPLES.items():
            found[path] = text.encode() if isinstance(text, str) else text
    return found


def read(path, data):
    return reader_of(path).read(path, data)


def block(path, data, package):
    """Lines, from 1, that a package takes up: [first, after the last)."""
    lines = data.split(b"\n")
    first = package.line
    if path.endswith((".lock", "pylock.toml")) and lines[first - 2].startswith(b"[[package"):
        after = next(
            (
                number
                for number, line in enumerate(lines[first:], first + 1)
                if line.startswith(b"[") and not line.startswith(b"[package.")
            ),
            len(lines) + 1,
        )
        return first - 1, after
    depth = _depth(lines[first - 1])
    last = first
    for number, line in enumerate(lines[first:], first + 1):
        if line.strip() and _depth(line) <= depth:
            last = number if line.strip()[:1] in {b"}", b"]"} and _opens(lines[first - 1]) else number - 1
            break
        last = number
    return first, last + 1


def without(data, first, after):
    lines = data.split(b"\n")
    return b"\n".join(lines[: first - 1] + lines[after - 1 :])


def facts(package):
    """What does not change when other packages do."""
    return (
        package.name,
        package.version,
        package.constraint,
        package.hashes,
        package.origin,
        package.markers,
    )


def check_places(path, data, manifest):
    """Each package stands where it says."""
    lines = data.split(b"\n")
    for package in manifest.packages:
        assert 1 <= package.line <= len(lines), (path, package)
        assert 0 <= package.start <= package.end <= len(data), (path, package)
        if package.end:
            there = data[package.start : package.end].decode("utf-8", "replace")
            assert there == (package.version or package.constraint), (path, package, there)


def _depth(line):
    return len(line) - len(line.lstrip())


def _opens(line):
    return line.rstrip()[-1:] in {b"{", b"["}
