# ruff: noqa: E501 - rows of pieces
"""The exam of all formats: places, cut-outs, halves, mutations, time."""

import os
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from package_exam import block, check_places, examples, facts, read, without

from vedette.languages.packages.interface import MOST_GAPS
from vedette.languages.packages.names import compared
from vedette.languages.packages.reading import reader_of, readers

EXAMPLES = examples()
PATHS = sorted(EXAMPLES)
FAMILIES = ("python", "javascript")
READERS = [one for one in readers() if one.__name__.split(".")[-2] in FAMILIES]
OURS = [path for path in PATHS if reader_of(path) in READERS]
MANY = settings(
    max_examples=2000 if os.environ.get("CI") else 200,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
SPLICES = (b'"', b"'", b"\\", b"{", b"}", b"[", b"]", b"\n", b"\r\n", b"\0", b"\xff", b"#", b"=", b":", b"  ", b"\t",
           b",", b"&a ", b"*a", b"[[package]]\n", b'"""', b"null", b"9" * 50, b"\xe2\x80\xae", b"- ", b"1e999")  # fmt: skip


@pytest.mark.parametrize("path", OURS)
def test_reads_whole_with_exact_places(path):
    manifest = read(path, EXAMPLES[path])
    assert manifest.packages or manifest.statements
    assert not manifest.gaps
    check_places(path, EXAMPLES[path], manifest)
    lines = EXAMPLES[path].decode().split("\n")
    for package in manifest.packages:
        line = lines[package.line - 1]
        name = package.aliased or package.name
        assert name.split(":")[-1] in compared("PyPI", line) or name in line.lower(), (package, line)


@pytest.mark.parametrize("path", OURS)
def test_a_package_cut_out_is_gone_and_the_others_stay(path):
    data = EXAMPLES[path]
    whole = read(path, data)
    for package in whole.packages:
        first, after = block(path, data, package)
        inside = [other for other in whole.packages if first <= other.line < after]
        rest = read(path, without(data, first, after))
        expected = sorted(facts(other) for other in whole.packages if other not in inside)
        assert sorted(map(facts, rest.packages)) == expected, package.name
        assert facts(package) not in map(facts, rest.packages) or facts(package) in expected


@pytest.mark.parametrize("path", OURS)
def test_a_half_gives_what_stands_before_the_cut(path):
    data = EXAMPLES[path]
    whole = read(path, data)
    # Where the cut takes the fact that it is an alias, or the project itself, the name is still there.
    names = {name for package in whole.packages for name in (package.name, package.aliased)} | {whole.name}
    for size in range(0, len(data), 7):
        half = read(path, data[:size])
        before = data[:size].count(b"\n")
        kept = {package.name for package in half.packages if package.line <= before}
        last = [package for package in whole.packages if block(path, data, package)[1] - 1 <= before]
        missing = {package.name for package in last} - kept
        # Of Python that is cut off only lists with a telling name can be read, and a gap says so.
        assert not missing or path == "setup.py", (size, missing)
        # A name that was cut itself is a beginning of one.
        assert all(any(name.startswith(one) for name in names) for one in kept), (size, kept)


@pytest.mark.parametrize(
    "path", [path for path in OURS if path.endswith((".json", "Pipfile.lock", "bun.lock"))]
)
def test_half_of_a_structure_is_a_gap(path):
    data = EXAMPLES[path]
    for size in range(0, len(data.rstrip()), 5):
        assert read(path, data[:size]).gaps, size


@pytest.mark.parametrize("path", ["uv.lock", "poetry.lock", "pdm.lock", "yarn.lock", "berry/yarn.lock"])
def test_a_lock_file_without_its_end_says_so(path):
    data = EXAMPLES[path]
    if path in {"pdm.lock", "berry/yarn.lock"}:
        data = data[: data.rindex(b'"') - 3]  # inside of a text
    elif path == "uv.lock":
        data = data[: data.index(b'[[package]]\nname = "beta"')]
    elif path == "poetry.lock":
        data = data[: data.index(b"[metadata]")]
    else:
        data = data[: data.index(b"delta@^2.0.0:")]
    assert read(path, data).gaps


@MANY
@given(st.sampled_from(PATHS), st.integers(0, 2**32))
def test_mutated_files_are_read_or_refused(path, seed):
    data = mutated(EXAMPLES[path], random.Random(seed))  # noqa: S311 - drawn by hypothesis
    manifest = read(path, data)
    assert len(manifest.gaps) <= MOST_GAPS
    lines = data.count(b"\n") + 1
    for package in manifest.packages:
        assert package.name
        assert 1 <= package.line <= lines
        assert 0 <= package.start <= package.end <= len(data)
    assert [package.line for package in manifest.packages] == sorted(one.line for one in manifest.packages)


def mutated(data, chance):
    """Pieces put in, taken out, doubled and swapped."""
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.randrange(1, 40))
        deed = chance.randrange(4)
        if deed == 0:
            data = data[:at] + chance.choice(SPLICES) + data[at:]
        elif deed == 1:
            data = data[:at] + data[to:]
        elif deed == 2:
            data = data[:to] + data[at:]
        else:
            data = data[:at] + bytes(chance.randrange(256) for _ in range(to - at)) + data[to:]
    return data


HOSTILE = (
    b"[", b"{", b'{"a":', b'"', b"'", b"\\\n", b"a.", b"a[", b"a\n", b"- ", b"? ", b"[[package]]\n", b"=", b"a==", b",", b"(",
    b"a;", b" --hash=", b"@", b"/", b"a@", b"a@npm:", b"a:\n  ", b'"a": [', b"# via\n", b"*a ", b"&a ", b"\r", b"install_requires=[",
    b'x = """\n', b"[package.a.b.c]\n", b"{a = ", b"-r a\n", b"!", b"|\n", b"%", b"'''", b"a, ", b"git+a@", b"a>", b"-",
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.FORMAT)
def test_time_is_linear_on_hostile_bytes(reader):
    path = next(path for path in PATHS if reader_of(path) is reader)
    for piece in HOSTILE:
        data = piece * (150_000 // len(piece))
        began = time.process_time()
        reader.read(path, data)
        reader.read(path, EXAMPLES[path] + data)
        used = time.process_time() - began
        assert used < 3, (piece, used)


@pytest.mark.parametrize("path", OURS)
def test_many_copies_of_a_file_cost_so_many_times_the_time(path):
    data = EXAMPLES[path]
    count = 300_000 // len(data)
    began = time.process_time()
    read(path, data * count)
    assert time.process_time() - began < 3


def test_every_format_has_an_example():
    assert {one.FORMAT for one in READERS} == {reader_of(path).FORMAT for path in OURS}


def test_no_two_formats_have_one_name():
    names = [one.FORMAT for one in readers()]
    assert len(names) == len(set(names))
