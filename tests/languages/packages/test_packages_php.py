"""Composer's files."""

import json

from family_exam import one, read, rows, sit

from vedette.model.package import Scope


def _entry(name, version, **more):
    base = {"name": name, "version": version, "notification-url": "https://packagist.org/downloads/"}
    return {**base, **more}


LOCK = {
    "packages": [
        _entry("Acme/One", "v1.2.3", require={"php": "8", "ext-json": "*", "acme/two": "1"}, license=["MIT"]),
        _entry("acme/two", "1.0.0", dist={"type": "zip", "url": "https://x.test/a", "shasum": "ab" * 20}),
        {"name": "acme/far", "version": "dev-main", "source": {"type": "git", "url": "https://u:p@x.test/far.git",
                                                             "reference": "0123"}},
    ],
    "packages-dev": [_entry("acme/tests", "9.5.0", license=["MIT", "GPL-2.0"])],
    "platform": {"php": ">=8.1"},
}  # fmt: skip


def test_composer_lock():
    manifest = sit("composer.lock", json.dumps(LOCK, indent=4))
    assert manifest.lock
    assert manifest.runtime == ">=8.1"
    assert [(name, version) for _, name, version in rows(manifest)] == [
        ("acme/one", "v1.2.3"),
        ("acme/two", "1.0.0"),
        ("acme/far", "dev-main"),
        ("acme/tests", "9.5.0"),
    ]
    assert one(manifest, "acme/one").needs == ("acme/two",)
    assert one(manifest, "acme/two").hashes == (f"sha1:{'ab' * 20}",)
    assert one(manifest, "acme/far").origin == "git+https://x.test/far.git#0123"
    assert one(manifest, "acme/tests").scope is Scope.development
    assert one(manifest, "acme/tests").licence == "MIT OR GPL-2.0"


def test_installed():
    new = {"packages": LOCK["packages"] + LOCK["packages-dev"], "dev-package-names": ["acme/tests"]}
    manifest = sit("vendor/composer/installed.json", json.dumps(new, indent=4))
    assert one(manifest, "acme/tests").scope is Scope.development
    old = sit("vendor/composer/installed.json", json.dumps(LOCK["packages"], indent=4))
    assert len(old.packages) == 3


def test_composer_json():
    text = """{
    "name": "acme/shop",
    "require": {
        "php": "^8.1",
        "ext-curl": "*",
        "acme/one": "^1.2",
        "acme/two": "1.0.0"
    },
    "require-dev": {
        "acme/tests": "~9.5"
    }
}
"""
    manifest = sit("composer.json", text)
    assert (manifest.name, manifest.runtime, manifest.lock) == ("acme/shop", "^8.1", False)
    assert rows(manifest) == [(6, "acme/one", "^1.2"), (7, "acme/two", "1.0.0"), (10, "acme/tests", "~9.5")]
    assert [package.version for package in manifest.packages] == ["", "1.0.0", ""]


def test_what_is_no_lock():
    for text in ("", "[]", "null", '{"packages": 1}', '{"packages": [1, {"name": 2}, {}]}'):
        assert read("composer.lock", text).packages == ()
