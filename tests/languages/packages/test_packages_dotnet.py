"""NuGet's and MSBuild's files."""

import json
from base64 import b64encode
from hashlib import sha512

import pytest
from families_examples import CSPROJ as PROJECT
from family_exam import one, read, rows, sit

from vedette.model.package import Scope

RAW = sha512(b"x")
HASH = b64encode(RAW.digest()).decode()


@pytest.mark.parametrize("path", ["src/Shop/Shop.csproj", "src/Shop/Shop.fsproj", "src/Shop/Shop.vbproj"])
def test_project(path):
    manifest = sit(path, PROJECT)
    assert manifest.refers == ("../Core/Core.csproj", "../Shared.props")
    assert manifest.runtime == "net8.0"
    assert rows(manifest) == [
        (8, "newtonsoft.json", "13.0.1"),
        (9, "serilog", "2.12.0"),
        (12, "analyzer", "1.0.0"),
        (13, "central", ""),
        (14, "range", "[1.0,2.0)"),
        (15, "far", "$(FarVersion)"),
        (19, "old.only", "4.5.0"),
    ]
    json_ = one(manifest, "newtonsoft.json")
    assert PROJECT.encode()[: json_.start].count(b"\n") == 3
    assert one(manifest, "analyzer").scope is Scope.development
    assert one(manifest, "old.only").markers == "'$(TargetFramework)' == 'net48'"
    assert [package.version for package in manifest.packages[3:6]] == ["", "", ""]


def test_central_versions():
    text = """<Project>
  <ItemGroup>
    <PackageVersion Include="Serilog" Version="2.12.0" />
    <GlobalPackageReference Include="Tool" Version="1.0.0" />
  </ItemGroup>
</Project>
"""
    manifest = sit("Directory.Packages.props", text)
    assert [(item.name, item.group, item.direct, item.scope) for item in manifest.packages] == [
        ("serilog", "central", None, Scope.runtime),
        ("tool", "", True, Scope.build),
    ]


def test_packages_lock():
    entry = {"type": "Direct", "requested": "[1.0.0, )", "resolved": "1.0.0", "contentHash": HASH}
    inner = {"type": "Transitive", "resolved": "2.0.0", "contentHash": "no hash"}
    lock = {
        "version": 1,
        "dependencies": {
            "net8.0": {
                "Serilog": {**entry, "dependencies": {"Inner": "2.0.0"}},
                "Inner": inner,
                "core": {"type": "Project"},
            }
        },
    }
    manifest = sit("packages.lock.json", json.dumps(lock, indent=2))
    serilog, other = manifest.packages
    assert (serilog.name, serilog.version, serilog.constraint, serilog.direct) == (
        "serilog", "1.0.0", "[1.0.0, )", True,
    )  # fmt: skip
    assert serilog.hashes == (f"sha512:{RAW.hexdigest()}",)
    assert serilog.needs == ("inner",)
    assert (other.direct, other.hashes, other.group) == (False, (), "net8.0")


def test_packages_config():
    text = """<?xml version="1.0" encoding="utf-8"?>
<packages>
  <package id="Serilog" version="2.12.0" targetFramework="net48" />
  <package id="Tool" version="1.0.0" developmentDependency="true" />
</packages>
"""
    manifest = sit("packages.config", text)
    assert manifest.lock
    assert rows(manifest) == [(3, "serilog", "2.12.0"), (4, "tool", "1.0.0")]
    assert manifest.packages[1].scope is Scope.development
    assert read("packages.config", text.replace(' version="2.12.0"', "")).gaps[0].line == 3


ASSETS = {
    "version": 3,
    "targets": {"net8.0": {"Serilog/2.12.0": {"type": "package", "dependencies": {"Inner": "1.0"}}}},
    "libraries": {
        "Serilog/2.12.0": {"sha512": HASH, "type": "package"},
        "Inner/1.0.0": {"sha512": HASH, "type": "package"},
        "Core/1.0.0": {"type": "project"},
    },
    "project": {"version": "1.0.0", "frameworks": {"net8.0": {"dependencies": {"Serilog": {}}}}},
}


def test_assets():
    manifest = sit("obj/project.assets.json", json.dumps(ASSETS, indent=2))
    serilog, inner = manifest.packages
    assert (serilog.name, serilog.version, serilog.direct, serilog.needs) == (
        "serilog", "2.12.0", True, ("inner",),
    )  # fmt: skip
    assert serilog.hashes == (f"sha512:{RAW.hexdigest()}",)
    assert inner.direct is False


def test_deps():
    deps = {
        "runtimeTarget": {"name": ".NETCoreApp,Version=v8.0"},
        "targets": {"x": {"Shop/1.0.0": {"dependencies": {"Serilog": "2.12.0"}}, "Serilog/2.12.0": {}}},
        "libraries": {
            "Shop/1.0.0": {"type": "project", "sha512": ""},
            "Serilog/2.12.0": {"type": "package", "sha512": f"sha512-{HASH}"},
            "Inner/1.0.0": {"type": "package", "sha512": ""},
        },
    }
    manifest = sit("bin/Shop.deps.json", json.dumps(deps, indent=2))
    assert (manifest.name, manifest.version) == ("Shop", "1.0.0")
    assert [(package.name, package.direct) for package in manifest.packages] == [
        ("serilog", True),
        ("inner", False),
    ]
    assert manifest.packages[0].hashes == (f"sha512:{RAW.hexdigest()}",)
