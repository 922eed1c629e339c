"""Which reader a path has."""

import subprocess
import sys

import pytest

from vedette.languages.packages import shared
from vedette.languages.packages.interface import MOST_GAPS, MOST_PACKAGES
from vedette.languages.packages.names import compared
from vedette.languages.packages.reading import reader_of, readers
from vedette.model.package import Package

PATHS = {
    "requirements.txt": "pip-requirements",
    "a/dev-requirements.txt": "pip-requirements",
    "requirements/test.txt": "pip-requirements",
    "requirements.in": "pip-requirements",
    "constraints.txt": "pip-requirements",
    "notes.txt": None,
    "my/requirements.md": None,
    "pylock.toml": "pylock",
    "pylock.dev.toml": "pylock",
    "pylock.a.b.toml": None,
    "Pipfile": "pipfile",
    "a/Pipfile.lock": "pipfile-lock",
    "poetry.lock": "poetry-lock",
    "pyproject.toml": "pyproject",
    "pdm.lock": "pdm-lock",
    "uv.lock": "uv-lock",
    "setup.cfg": "setup-cfg",
    "setup.py": "setup-py",
    "my_setup.py": None,
    "environment.yml": "conda-environment",
    "environment-dev.yaml": "conda-environment",
    "package.json": "package-json",
    "a/node_modules/b/package-lock.json": None,
    "package-lock.json": "npm-lock",
    "npm-shrinkwrap.json": "npm-lock",
    "yarn.lock": "yarn-lock",
    "pnpm-lock.yaml": "pnpm-lock",
    "bun.lock": "bun-lock",
    "bun.lockb": "bun-lock",
    "src/main.py": None,
    "": None,
    "a/": None,
}


@pytest.mark.parametrize(("path", "name"), PATHS.items())
def test_a_path_has_the_reader_of_its_format(path, name):
    reader = reader_of(path)
    assert (reader.FORMAT if reader else None) == name


def test_each_reader_is_complete():
    for reader in readers():
        assert reader.FORMAT
        assert reader.__doc__
        assert all(pattern == pattern.lower() for pattern in reader.FILES)
        assert reader.read("x", b"").packages == ()


def test_looking_imports_only_what_fits():
    script = (
        "import sys; from vedette.languages.packages.reading import reader_of;"
        "reader_of('a.py'); reader_of('uv.lock');"
        "print([name for name in sys.modules if '.packages.' in name and name.count('.') > 3]);"
        "print('yaml' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "uv_lock" in out
    assert "npm_lock" not in out
    assert out.endswith("False\n")


def test_names_are_compared_as_their_ecosystem_does():
    assert compared("PyPI", " Foo__Bar.baz-- ") == "foo-bar-baz-"
    assert compared("NuGet", "Newtonsoft.Json") == "newtonsoft.json"
    assert compared("npm", "JSONStream") == "JSONStream"


def test_a_draft_bounds_what_it_takes():
    draft = shared.Draft("a/x", "f", b"\n" * 10)
    for number in range(MOST_PACKAGES + 5):
        draft.add(Package(ecosystem="npm", name=f"n{number}", line=1))
    for _ in range(MOST_GAPS * 2):
        draft.gap(3, "why")
    draft.add(Package(ecosystem="npm", name="x" * 1000, line=1))
    manifest = draft.done()
    assert len(manifest.packages) == MOST_PACKAGES
    assert len(manifest.gaps) == MOST_GAPS
    assert "more than" in manifest.gaps[0].reason


@pytest.mark.parametrize(
    ("target", "refers"),
    [
        ("b.txt", ("b.txt",)),
        ("./x/../b.txt", ("b.txt",)),
        ("../b.txt", ("../b.txt",)),
        ("../../b.txt", ()),
        ("/etc/passwd", ()),
        ("C:\\x", ()),
        ("https://x.example/r.txt", ()),
        ("", ()),
    ],
)
def test_what_leads_out_of_the_tree_is_a_gap(target, refers):
    draft = shared.Draft("a/x", "f", b"")
    draft.refer(target, 0)
    manifest = draft.done()
    assert manifest.refers == refers
    assert bool(manifest.gaps) is not bool(refers)


def test_addresses_lose_their_credentials():
    assert shared.bare_address("https://u:p@h.example/a") == "https://h.example/a"
    assert shared.bare_address("git+ssh://git@h.example/a") == "git+ssh://h.example/a"
    assert (
        shared.bare_address("https://u:p@w@h.example/a?b=c&token=" + "x" * 9)
        == "https://h.example/a?b=c&token=***"
    )
