"""Maven's and Gradle's files."""

import time

import pytest
from families_examples import GRADLE_BUILD as BUILD
from families_examples import POM
from family_exam import one, read, rows, sit

from vedette.model.package import Scope


def test_pom():
    manifest = sit("svc/pom.xml", POM)
    assert (manifest.name, manifest.version, manifest.runtime) == ("com.acme:shop", "3.0.0", "17")
    assert manifest.refers == ("../parent/pom.xml", "api/pom.xml")
    assert dict(manifest.constants)["jackson.version"] == "2.15.0"
    named = {(item.name, item.group): item for item in manifest.packages}
    jackson = named["com.fasterxml:jackson", ""]
    assert (jackson.version, jackson.line, jackson.markers) == ("2.15.0", 18, "exclude org.slow:slow")
    assert POM.encode()[: jackson.start].count(b"\n") == 10
    assert named["com.acme:own", ""].version == "3.0.0"
    assert named["junit:junit", ""].scope is Scope.development
    far = named["org.far:far", ""]
    assert (far.version, far.constraint, far.scope) == ("", "${far.version}", Scope.optional)
    assert named["org.range:range", ""].constraint == "[1.0,2.0)"
    managed = named["org.managed:managed", ""]
    assert (managed.version, managed.scope, managed.direct) == ("5.0.1", Scope.build, True)
    assert named["org.managed:managed", "management"].direct is None
    assert named["org.bom:bom", "import"].version == "1.0"
    assert named["com.acme:parent", "parent"].version == "3.0.0"
    assert named["org.apache.maven.plugins:maven-war-plugin", "plugin"].scope is Scope.build
    assert named["org.fast:fast", "profile:fast"].version == "1.1"


def test_a_pom_declares_no_entities():
    text = '<!DOCTYPE project [<!ENTITY a "b">]>\n' + POM.split("\n", 1)[1]
    manifest = read("pom.xml", text)
    assert manifest.packages == ()
    assert "entity" in manifest.gaps[0].reason


def test_a_pom_that_multiplies_itself_is_bounded():
    chain = "".join(f"<a{n}>{f'${{a{n + 1}}}' * 9}</a{n}>" for n in range(40))
    dependencies = (
        "<dependency><groupId>a</groupId><artifactId>b</artifactId><version>${a0}</version></dependency>"
    )
    asked = f"<dependencies>{dependencies * 2000}</dependencies>"
    text = f"<project><properties>{chain}</properties>{asked}</project>"
    began = time.process_time()
    manifest = read("pom.xml", text)
    assert time.process_time() - began < 5
    assert len(manifest.packages) == 2000
    assert all(len(package.constraint) <= 1000 for package in manifest.packages)


def test_a_parent_outside_of_the_tree_is_a_gap():
    text = "<project><parent><groupId>a</groupId><artifactId>b</artifactId><version>1</version>"
    assert read("pom.xml", text + "<relativePath>../x</relativePath></parent></project>").gaps
    assert read("pom.xml", text + "</parent></project>").gaps == ()
    assert read("a/pom.xml", text + "</parent></project>").refers == ("../pom.xml",)
    assert read("a/pom.xml", text + "<relativePath/></parent></project>").refers == ()


def test_gradle_lock():
    text = """# This is a Gradle generated file
com.acme:one:1.2.3=compileClasspath,runtimeClasspath,testRuntimeClasspath
com.acme:tests:5.0=testCompileClasspath,testRuntimeClasspath
com.acme:tool:1.0=annotationProcessor
empty=archives
"""
    manifest = sit("gradle.lockfile", text)
    assert manifest.lock
    assert rows(manifest) == [
        (2, "com.acme:one", "1.2.3"),
        (3, "com.acme:tests", "5.0"),
        (4, "com.acme:tool", "1.0"),
    ]
    scopes = [package.scope for package in manifest.packages]
    assert scopes == [Scope.runtime, Scope.development, Scope.build]
    assert read("buildscript-gradle.lockfile", text).packages[0].scope is Scope.build
    assert read("gradle.lockfile", "a:b\nempty=\n").gaps[0].line == 1


def test_gradle_catalogue():
    text = """[versions]
kotlin = "1.9.0"
rich = { strictly = "[1.7, 1.8[", prefer = "1.7.25" }

[libraries]
plain = "com.acme:plain:1.0"
shared = { module = "org.jetbrains:kotlin", version.ref = "kotlin" }
parts = { group = "com.acme", name = "parts", version = "2.0" }
ranged = { module = "com.acme:ranged", version.ref = "rich" }
open = { module = "com.acme:open" }

[plugins]
kt = { id = "org.kt", version.ref = "kotlin" }
short = "org.short:3.0"
"""
    manifest = sit("gradle/libs.versions.toml", text, cut=False)
    assert rows(manifest) == [
        (6, "com.acme:plain", "1.0"),
        (7, "org.jetbrains:kotlin", "1.9.0"),
        (8, "com.acme:parts", "2.0"),
        (9, "com.acme:ranged", "[1.7, 1.8["),
        (10, "com.acme:open", ""),
        (13, "org.kt:org.kt.gradle.plugin", "1.9.0"),
        (14, "org.short:org.short.gradle.plugin", "3.0"),
    ]
    assert manifest.packages[1].start < text.index("rich")
    assert one(manifest, "com.acme:parts").aliased == "parts"


def test_gradle_hashes():
    text = f"""<?xml version="1.0"?>
<verification-metadata>
  <components>
    <component group="com.acme" name="one" version="1.0">
      <artifact name="one-1.0.jar">
        <sha256 value="{"AB" * 32}" origin="x"><also-trust value="{"cd" * 32}"/></sha256>
      </artifact>
    </component>
    <component name='two' group='com.acme' version='2.0'>
    </component>
  </components>
</verification-metadata>
"""
    manifest = sit("gradle/verification-metadata.xml", text)
    assert rows(manifest) == [(4, "com.acme:one", "1.0"), (9, "com.acme:two", "2.0")]
    assert manifest.packages[0].hashes == (f"sha256:{'ab' * 32}", f"sha256:{'cd' * 32}")


def test_gradle_build():
    manifest = sit("build.gradle", BUILD, cut=False)
    assert rows(manifest) == [
        (2, "org.springframework.boot:org.springframework.boot.gradle.plugin", "3.1.0"),
        (3, "org.kt:org.kt.gradle.plugin", "1.9.0"),
        (10, "com.acme:one", "1.2.3"),
        (11, "com.acme:two", "1.0"),
        (12, "com.acme:tests", "2.15.0"),
        (13, "com.acme:far", "${farVersion}"),
        (14, "com.acme:bom", "4.0"),
        (15, "com.acme:tool", "1.+"),
        (16, "com.acme:open", ""),
    ]
    assert one(manifest, "com.acme:tests").scope is Scope.development
    assert one(manifest, "com.acme:tool").scope is Scope.build


@pytest.mark.parametrize(
    "line",
    ["implementation group: 'a', name: 'b', version: '1'", "implementation(dependency)", "api('a:' + b)"],
)
def test_what_gradle_puts_together_is_a_gap(line):
    manifest = read("build.gradle", f"dependencies {{\n  {line}\n}}\n")
    assert manifest.packages == ()
    assert [gap.line for gap in manifest.gaps] == [2]
