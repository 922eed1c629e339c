"""Cargo's files."""

import pytest
from family_exam import one, read, rows, sit

from vedette.model.package import Scope

SUM = "ab" * 32
LOCK = f"""# generated
version = 4

[[package]]
name = "shop"
version = "0.1.0"
dependencies = [
 "serde",
 "rand 0.8.5",
]

[[package]]
name = "serde"
version = "1.0.200"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "{SUM}"

[[package]]
name = "rand"
version = "0.8.5"
source = "sparse+https://index.crates.io/"
dependencies = ["serde"]

[[package]]
name = "rand"
version = "0.7.0"
source = "git+https://user:word@example.com/rand.git?tag=v1#0123"
"""
MANIFEST = """[package]
name = "shop"
version = "0.1.0"
rust-version = "1.70"

[dependencies]
serde = "1.0"
exact = "=1.2.3"
renamed = { package = "real-name", version = "0.3" }
far = { git = "https://example.com/far.git", tag = "v1" }
near = { path = "../near" }
shared = { workspace = true }
extra = { version = "2", optional = true }

[dev-dependencies]
proptest = "1"

[build-dependencies.cc]
version = "1.0.5"

[target.'cfg(windows)'.dependencies]
winapi = "0.3"

[workspace]
members = ["api", "tools/*"]

[workspace.dependencies]
tokio = { version = "1.30", features = ["full"] }

[patch.crates-io]
serde = { git = "https://example.com/serde" }
"""


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
