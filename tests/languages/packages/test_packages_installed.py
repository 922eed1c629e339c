"""What lies in an environment: packages of Python and Node, archives of Java."""

import hashlib
import io
import json
import random
import time
import zipfile

import pytest
from families_examples import METADATA
from family_exam import read, rows, sit

from vedette.languages.packages.reading import reader_of


@pytest.mark.parametrize(
    "path", ["lib/foo_bar-1.2.3.dist-info/METADATA", "foo.egg-info/PKG-INFO", "foo.egg-info", "PKG-INFO"]
)
def test_python(path):
    manifest = sit(path, METADATA, cut=False)
    assert rows(manifest) == [(2, "foo-bar", "1.2.3")]
    package = manifest.packages[0]
    assert package.needs == ("requests", "some-thing")
    assert package.licence == "MIT License"
    assert manifest.runtime == ">=3.8"
    assert read(path, METADATA[:20]).gaps
    assert (
        read(path, METADATA.replace("License: UNKNOWN", "License-Expression: Apache-2.0")).packages[0].licence
        == "Apache-2.0"
    )


def test_node():
    text = json.dumps(
        {
            "name": "@acme/one",
            "version": "1.2.3",
            "license": {"type": "MIT"},
            "dependencies": {"two": "^1"},
            "scripts": {"postinstall": "node x.js", "test": "x"},
        },
        indent=2,
    )
    manifest = sit("node_modules/a/node_modules/@acme/one/package.json", text)
    package = manifest.packages[0]
    assert rows(manifest) == [(2, "@acme/one", "1.2.3")]
    assert (package.needs, package.scripts, package.licence, package.aliased) == (("two",), True, "MIT", "")
    assert read("node_modules/other/package.json", text).packages[0].aliased == "other"
    for path in ("package.json", "node_modules/one/lib/package.json", "node_modules/@acme/package.json"):
        reader = reader_of(path)
        assert reader is None or reader.FORMAT != "node-installed"


def jar(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def pom(group, artifact, version):
    text = f"#x\ngroupId={group}\nartifactId={artifact}\nversion={version}\n"
    return {f"META-INF/maven/{group}/{artifact}/pom.properties": text}


def test_archives_within_archives():
    inner = jar(pom("com.acme", "inner", "2.0"))
    data = jar({**pom("com.acme", "shop", "1.0"), "BOOT-INF/lib/inner-2.0.jar": inner, "a.class": b"x"})
    manifest = read("target/shop-1.0.jar", data)
    found = {package.name: package for package in manifest.packages}
    assert {name: package.version for name, package in found.items()} == {
        "com.acme:shop": "1.0",
        "com.acme:inner": "2.0",
    }
    assert found["com.acme:inner"].group == "BOOT-INF/lib/inner-2.0.jar"
    assert found["com.acme:inner"].hashes == (f"sha1:{hashlib.sha1(inner).hexdigest()}",)  # noqa: S324 - its kind
    assert manifest.gaps == ()


def test_a_manifest_or_a_name_must_do():
    text = "Manifest-Version: 1.0\r\nBundle-SymbolicName: org.acme.log;x:=y\r\nBundle-Version: 3.1\r\n .4\r\n"
    named = read("log.jar", jar({"META-INF/MANIFEST.MF": text}))
    assert [(package.name, package.version) for package in named.packages] == [("org.acme:log", "3.1.4")]
    bare = read("lib/tool-1.5.2.jar", jar({"a.txt": "x"}))
    assert [(package.name, package.version) for package in bare.packages] == [("tool:tool", "1.5.2")]


@pytest.mark.parametrize(
    ("path", "said", "name"),
    [
        ("spring-web-5.3.jar", "Automatic-Module-Name: spring.web", "org.springframework:spring-web"),
        ("ivy-2.4.0.jar", "Bundle-SymbolicName: org.apache.ivy", "org.apache.ivy:ivy"),
        ("guava-31.jar", "Bundle-SymbolicName: com.google.guava", "com.google.guava:guava"),
        ("fail-1.jar", "Bundle-SymbolicName: com.google.guava.fail", "com.google.guava:fail"),
        ("snakeyaml-2.jar", "Bundle-SymbolicName: org.yaml.snakeyaml", "org.yaml:snakeyaml"),
        ("x.jar", "Implementation-Title: org.acme#server;8.1", "org.acme:x"),
        ("x.jar", "Implementation-Title: %a b\nBundle-Name: a.b\nExtension-Name: org.acme", "org.acme:a.b"),
    ],
)
def test_what_manifests_call_a_group(path, said, name):
    manifest = read(path, jar({"META-INF/MANIFEST.MF": f"{said}\nImplementation-Version: 8.1\n"}))
    assert [package.name for package in manifest.packages] == [name]


def test_archives_are_bounded(monkeypatch):
    data = jar(pom("com.acme", "deep", "1.0"))
    for _ in range(30):
        data = jar({"in.jar": data})
    manifest = read("a.jar", data)
    assert manifest.packages == ()
    assert any("nested too deep" in gap.reason for gap in manifest.gaps)
    from vedette.languages.packages.installed import jar as module

    monkeypatch.setattr(module, "_MOST_BYTES", 1 << 20)
    began = time.process_time()
    bomb = read("b.jar", jar({"in.jar": b"\0" * (50 << 20), **pom("com.acme", "b", "1.0")}))
    assert time.process_time() - began < 5
    assert any("more than may be taken out" in gap.reason for gap in bomb.gaps)


def test_broken_archives_say_so():
    data = jar({**pom("com.acme", "shop", "1.0"), "x.jar": jar(pom("com.acme", "x", "1.0"))})
    chance = random.Random(8)  # noqa: S311 - the same changes every time
    assert read("a.jar", data[: len(data) // 2]).gaps
    assert read("a.jar", b"").gaps
    for _ in range(200):
        changed = bytearray(data)
        for _ in range(4):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        read("a.jar", bytes(changed))


def test_a_wheel_and_an_egg():
    for path, member in (("w/a-1.whl", "a-1.dist-info/METADATA"), ("a.egg", "EGG-INFO/PKG-INFO")):
        manifest = reader_of(path).read(path, jar({"a.py": "x", member: METADATA}))
        package = manifest.packages[0]
        assert (manifest.format, manifest.gaps, manifest.lock) == ("python-archive", (), True)
        assert (package.name, package.version, package.line, package.end) == ("foo-bar", "1.2.3", 1, 0)
        assert package.needs == ("requests", "some-thing")


@pytest.mark.parametrize(
    "data", [b"", b"PK", jar({"a.py": "x"}), jar({"a-1.dist-info/METADATA": METADATA})[:-9]]
)
def test_a_wheel_that_tells_nothing_is_a_gap(data):
    manifest = reader_of("a.whl").read("a.whl", data)
    assert manifest.gaps
    assert not manifest.packages


def test_of_a_wheel_no_more_than_its_metadata_is_taken_out():
    bomb = jar({"a-1.dist-info/METADATA": METADATA + "a" * (64 << 20), "b": "b" * (64 << 20)})
    began = time.process_time()
    assert reader_of("a.whl").read("a.whl", bomb).packages
    assert time.process_time() - began < 1
