# ruff: noqa: E501 - rows of pieces
"""What all formats of the ten families have in common: an example each, and time linear in hostile bytes."""

import time

import pytest
from families_examples import EXAMPLES
from family_exam import read

from vedette.languages.packages.reading import reader_of, readers

FAMILIES = {
    "actions", "docker", "dotnet", "go", "installed", "jvm", "php", "ruby", "rust", "terraform",
}  # fmt: skip
PIECES = [
    b"[", b"{", b'{"a":', b'"', b"'", b"\\\n", b"(", b"=", b"a = ", b"a => b\n", b"<a>", b"<a b='", b" b='c'", b"&amp;",
    b"${", b"$a", b"<<A\n", b"/*", b"//", b"require (\n", b"    a (1)\n", b"FROM a\n", b"ARG A=$A\n", b"a = <<A\nA\n",
    b"implementation ", b"id 'a' ", b"s.add_dependency ", b"Name: a\n", b"\n", b"    ", b"- ", b"*a ", b"a.", b"--mount=",
]  # fmt: skip
HEADS = [
    b"",
    b"RUN ",
    b"FROM ",
    b"<a ",
    b"a = ",
    b"jobs:\n a:\n  steps:\n",
    b"<project><dependencies><dependency>",
]


def test_every_format_has_an_example():
    formats = {one.FORMAT for one in readers() if one.__name__.split(".")[-2] in FAMILIES}
    assert {reader_of(path).FORMAT for path in EXAMPLES} == formats - {"java-archive", "python-archive"}


@pytest.mark.parametrize("path", sorted(EXAMPLES))
def test_time_is_linear(path):
    data = EXAMPLES[path].encode()
    began = time.process_time()
    for piece in PIECES:
        for head in HEADS:
            read(path, head + piece * (3_000 // len(piece)))
        read(path, data + piece * (10_000 // len(piece)))
    read(path, data * (300_000 // len(data)))
    assert time.process_time() - began < 10


@pytest.mark.parametrize("path", sorted(EXAMPLES))
def test_crlf_changes_nothing_but_places(path):
    text = EXAMPLES[path]
    plain, other = read(path, text), read(path, text.replace("\n", "\r\n"))
    assert [(item.name, item.version, item.constraint, item.line) for item in plain.packages] == [
        (item.name, item.version, item.constraint, item.line) for item in other.packages
    ]
    assert len(other.gaps) == len(plain.gaps)
