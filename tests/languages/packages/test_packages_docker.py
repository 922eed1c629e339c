"""Images of Dockerfiles and compose files."""

import pytest
from families_examples import COMPOSE, DIGEST, DOCKERFILE
from family_exam import one, read, rows, sit

from vedette.languages.packages.images import image
from vedette.languages.packages.reading import reader_of
from vedette.model.package import Scope


@pytest.mark.parametrize("path", ["Dockerfile", "api/Containerfile", "web.dockerfile", "Dockerfile.prod"])
def test_dockerfile(path):
    manifest = sit(path, DOCKERFILE, cut=False)
    assert rows(manifest) == [
        (4, "node", "18"),
        (8, "python", "3.11-slim"),
        (10, "ghcr.io/acme/tool", "1.0"),
        (11, "busybox", "1.36"),
        (14, "alpine", "3.18"),
        (15, "quay.io:443/acme/app", "2.0"),
    ]
    python = one(manifest, "python")
    assert (python.scope, python.group) == (Scope.runtime, "base")
    assert DOCKERFILE.encode()[python.start : python.end] == b"3.11-slim"
    assert one(manifest, "node").scope is Scope.build
    assert one(manifest, "quay.io:443/acme/app").hashes == (DIGEST,)


def test_an_image_without_a_name_is_a_gap():
    manifest = read("Dockerfile", "ARG IMAGE\nFROM $IMAGE\nFROM\nFROM scratch\nFROM nginx\n")
    assert [gap.line for gap in manifest.gaps] == [2, 3] or len(manifest.gaps) == 1
    assert rows(manifest) == [(5, "nginx", "")]
    assert manifest.packages[0].end == 0


def test_windows_escapes():
    manifest = sit("Dockerfile", "# escape=`\nFROM `\n  mcr.microsoft.com/windows:ltsc2022\n", cut=False)
    assert rows(manifest) == [(3, "mcr.microsoft.com/windows", "ltsc2022")]


def test_a_text_that_does_not_end_is_a_gap():
    manifest = read("Dockerfile", "FROM a:1\nRUN <<EOF\nFROM b:1\n")
    assert [package.name for package in manifest.packages] == ["a"]
    assert manifest.gaps


def test_texts_about_it_are_none():
    assert reader_of("Dockerfile.dockerignore") is None
    assert reader_of("dockerfile.md") is None


def test_compose():
    manifest = sit("deploy/docker-compose.prod.yml", COMPOSE, cut=False)
    assert manifest.name == "shop"
    assert manifest.refers == ("../base.yml",)
    assert rows(manifest) == [
        (3, "acme/api", "1.2.0"),
        (6, "postgres", "15.2"),
        (8, "redis", "7.0"),
        (15, "acme/far", "${TAG}"),
    ]
    assert one(manifest, "acme/far").version == ""


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("nginx", ("nginx", "", "")),
        ("docker.io/library/nginx:1", ("nginx", "1", "")),
        ("localhost:5000/a/b:x", ("localhost:5000/a/b", "x", "")),
        (f"a@{DIGEST}", ("a", "", DIGEST)),
        ("a b", None),
        ("a:b:c", None),
        ("", None),
    ],
)
def test_references(reference, expected):
    found = image(reference)
    assert (found[:3] if found else None) == expected
