"""Go's files: modules, workspaces, sums, vendored modules."""

from base64 import b64encode
from hashlib import sha256

import pytest
from families_examples import GO_MOD as MOD
from family_exam import one, read, rows, sit

from vedette.languages.packages.interface import MOST_GAPS


def test_go_mod():
    manifest = sit("go.mod", MOD)
    assert (manifest.name, manifest.runtime, manifest.lock) == ("example.com/shop", "1.21", True)
    assert rows(manifest) == [
        (4, "stdlib", "1.22.3"),
        (6, "github.com/one/direct", "v1.2.3"),
        (9, "github.com/two/quoted", "v0.4.0"),
        (10, "golang.org/x/net", "v0.0.0-20210630005230-0f9fa26af87c"),
        (12, "example.com/here", "v1.0.0"),
        (13, "example.com/big", "v2.0.0+incompatible"),
        (19, "example.com/new", "v1.0.5"),
    ]
    assert [package.direct for package in manifest.packages] == [True, True, True, False, True, True, True]
    assert one(manifest, "example.com/new").aliased == "example.com/old"
    assert one(manifest, "example.com/here").origin == "path:../here"
    net = one(manifest, "github.com/two/quoted")
    assert MOD.encode()[net.start : net.end] == b"v0.4.0"


@pytest.mark.parametrize(
    ("version", "lock"), [("1.16", False), ("1.17", True), ("2.0", True), ("1.x", False)]
)
def test_from_1_17_on_it_names_everything(version, lock):
    assert read("go.mod", f"module a\n\ngo {version}\n").lock is lock


def test_what_is_no_module_is_a_gap():
    manifest = read("go.mod", "module a\nrequire (\n\tb\n\tc latest\n\td v1.0.0\n")
    assert rows(manifest) == [(5, "d", "v1.0.0")]
    assert [gap.line for gap in manifest.gaps] == [3, 4, 5]
    many = read("go.mod", "require (\n" + "b\n" * 5000 + ")\n")
    assert len(many.gaps) == MOST_GAPS


def test_go_work():
    text = "go 1.22\n\nuse (\n\t./api\n\t./web\n)\n\nreplace example.com/a v1.0.0 => example.com/b v1.2.0\n"
    manifest = sit("work/go.work", text, cut=False)
    assert manifest.refers == ("api/go.mod", "web/go.mod")
    assert rows(manifest) == [(8, "example.com/b", "v1.2.0")]
    assert read("go.work", "use ../../etc\n").gaps
    assert read("go.work", "use (\n./a\n").gaps


def test_go_sum():
    raw = sha256(b"x").digest()
    line = f"example.com/a v1.0.0 h1:{b64encode(raw).decode()}\n"
    text = line + line.replace("v1.0.0", "v1.0.0/go.mod") + line.replace("/a", "/b")
    manifest = sit("go.sum", text, cut=False)
    assert rows(manifest) == [(1, "example.com/a", "v1.0.0"), (3, "example.com/b", "v1.0.0")]
    assert manifest.packages[0].hashes == (f"h1:{raw.hex()}",)
    assert not manifest.lock
    cut = read("go.sum", text[:-20])
    assert [gap.line for gap in cut.gaps] == [3]


def test_vendored_modules():
    text = """# example.com/a v1.0.0
## explicit; go 1.20
example.com/a/x
# example.com/unused v1.0.0
## explicit
# example.com/b v1.0.0 => example.com/fork v1.1.0
example.com/b
# example.com/here v1.0.0 => ./here
example.com/here
# example.com/b => example.com/fork v1.1.0
"""
    manifest = sit("vendor/modules.txt", text, cut=False)
    assert rows(manifest) == [
        (1, "example.com/a", "v1.0.0"),
        (6, "example.com/fork", "v1.1.0"),
        (8, "example.com/here", "v1.0.0"),
    ]
    assert manifest.lock


@pytest.mark.parametrize("new", ["../d v1.0.0", "e.f/g", "ere", "e.f/g latest"])
def test_what_is_no_folder_and_no_module_with_its_version_replaces_nothing(new):
    manifest = read("go.mod", f"module a\ngo 1.21\nrequire b.c/d v1.0.0\nreplace b.c/d => {new}\n")
    assert one(manifest, "b.c/d").version == "v1.0.0"
    assert [gap.line for gap in manifest.gaps] == [4]


def test_what_a_folder_takes_the_place_of_is_asked_for():
    text = "module a\ngo 1.21\nrequire b.c/d v1.0.0\nreplace b.c/d => ../d\n"
    package = one(read("go.mod", text), "b.c/d")
    assert (package.version, package.constraint, package.origin) == ("", "v1.0.0", "path:../d")
    listed = read("vendor/modules.txt", "# b.c/d v1.0.0 => ./d\n## explicit\nb.c/d\n")
    assert (listed.packages[0].version, listed.packages[0].constraint) == ("", "v1.0.0")
