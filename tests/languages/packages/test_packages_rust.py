"""Cargo's files."""

import pytest
from families_examples import CARGO_LOCK as LOCK
from families_examples import CARGO_TOML as MANIFEST
from families_examples import SUM
from family_exam import one, read, rows, sit

from vedette.model.package import Scope


def test_cargo_lock():
    manifest = sit("Cargo.lock", LOCK, cut=False)
    assert (manifest.name, manifest.version, manifest.lock) == ("shop", "0.1.0", True)
    assert rows(manifest) == [
        (5, "shop", "0.1.0"),
        (13, "serde", "1.0.200"),
        (19, "rand", "0.8.5"),
        (25, "rand", "0.7.0"),
    ]
    shop, serde, rand, old = manifest.packages
    assert shop.needs == ("serde", "rand@0.8.5")
    assert serde.hashes == (f"sha256:{SUM}",)
    assert [package.direct for package in manifest.packages] == [None, True, True, False]
    assert (shop.origin, serde.origin, rand.origin) == ("path:", "", "")
    assert old.origin == "git+https://example.com/rand.git?tag=v1#0123"


def test_cargo_lock_of_the_first_version_has_its_sums_apart():
    text = f"""[[package]]
name = "a"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"

[metadata]
"checksum a 1.0.0 (registry+https://github.com/rust-lang/crates.io-index)" = "{SUM}"
"""
    assert one(sit("x/Cargo.lock", text, cut=False), "a").hashes == (f"sha256:{SUM}",)


def test_cargo_toml():
    manifest = sit("Cargo.toml", MANIFEST, cut=False)
    assert (manifest.name, manifest.version, manifest.runtime) == ("shop", "0.1.0", "1.70")
    assert manifest.refers == ("api/Cargo.toml",)
    found = {package.name: package for package in manifest.packages if not package.group.startswith("patch")}
    assert (found["serde"].constraint, found["serde"].version) == ("1.0", "")
    assert found["exact"].version == "1.2.3"
    assert (found["real-name"].aliased, found["real-name"].line) == ("renamed", 9)
    assert found["far"].origin == "git+https://example.com/far.git#v1"
    assert found["near"].origin == "path:../near"
    assert found["shared"].group == "workspace"
    assert found["extra"].scope is Scope.optional
    assert found["proptest"].scope is Scope.development
    assert found["cc"].scope is Scope.build
    assert found["winapi"].markers == "cfg(windows)"
    assert found["tokio"].constraint == "1.30"
    assert [item.group for item in manifest.packages if item.name == "serde"] == [
        "",
        "patch:crates-io",
    ]


@pytest.mark.parametrize("name", ["Cargo.lock", "Cargo.toml"])
def test_a_line_that_is_broken_leaves_the_rest(name):
    text = (LOCK if name == "Cargo.lock" else MANIFEST).replace('version = "0.1.0"', "version = = 1", 1)
    manifest = read(name, text)
    assert manifest.gaps
    assert "serde" in {package.name for package in manifest.packages}
