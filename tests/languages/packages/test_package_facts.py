# ruff: noqa: E501 - rows of a table
"""What each format of Python and JavaScript tells of its packages: direct or not, scope, needs, hashes, origin."""

import base64

import pytest
from package_exam import examples, read

from vedette.model.package import Scope

EXAMPLES = examples()


def manifest(path):
    return read(path, EXAMPLES[path])


def told(path, *names):
    """For each package: what the attributes named are."""
    return {
        (package.name, package.version): tuple(getattr(package, name) for name in names)
        for package in manifest(path).packages
    }


RUN, OPTIONAL, DEV, BUILD = Scope.runtime, Scope.optional, Scope.development, Scope.build


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("uv.lock", {"alpha": (True, RUN), "beta": (False, RUN), "gamma": (True, OPTIONAL), "delta": (True, DEV)}),
        ("poetry.lock", {"alpha": (None, RUN), "beta": (None, RUN), "gamma": (None, DEV)}),
        ("pdm.lock", {"alpha": (None, RUN), "beta": (None, RUN), "gamma": (None, DEV)}),
        ("pylock.toml", {"alpha": (None, RUN), "beta": (None, DEV), "gamma": (None, RUN)}),
        ("Pipfile.lock", {"alpha": (None, RUN), "beta": (None, RUN), "gamma": (None, DEV)}),
        ("requirements-dev.txt", {"alpha": (True, DEV), "beta": (True, DEV), "gamma": (False, DEV)}),
        ("setup.cfg", {"alpha": (True, RUN), "beta": (True, RUN), "gamma": (True, OPTIONAL)}),
        ("setup.py", {"alpha": (True, RUN), "beta": (True, RUN), "gamma": (True, OPTIONAL)}),
        (
            "pyproject.toml",
            {
                "alpha": (True, RUN), "beta-two": (True, RUN), "gamma": (True, OPTIONAL), "delta": (True, DEV),
                "epsilon": (True, DEV), "zeta": (True, BUILD), "eta": (True, RUN), "theta": (True, OPTIONAL),
                "iota": (True, DEV),
            },
        ),
        (
            "package.json",
            {
                "alpha": (True, RUN), "@team/beta": (True, RUN), "gamma": (True, RUN), "delta": (True, RUN),
                "epsilon": (True, DEV), "zeta": (True, OPTIONAL), "theta": (False, RUN),
            },
        ),
        (
            "pnpm-lock.yaml",
            {"@team/beta": (False, RUN), "alpha": (True, RUN), "delta": (True, DEV), "epsilon": (False, OPTIONAL)},
        ),
        ("old/pnpm-lock.yaml", {"@team/beta": (False, RUN), "alpha": (True, RUN), "delta": (True, DEV)}),
        (
            "berry/yarn.lock",
            {"@team/beta": (False, RUN), "alpha": (True, RUN), "delta": (False, OPTIONAL), "gamma": (True, RUN)},
        ),
        (
            "yarn.lock",
            {"@team/beta": (None, RUN), "alpha": (None, RUN), "delta": (None, OPTIONAL), "gamma": (None, RUN)},
        ),
    ],
)  # fmt: skip
def test_direct_and_scope(path, expected):
    assert {key[0]: facts for key, facts in told(path, "direct", "scope").items()} == expected


def test_npm_finds_what_is_needed_as_node_does():
    assert told("package-lock.json", "direct", "scope", "needs", "scripts") == {
        ("alpha", "1.2.3"): (True, RUN, ("@team/beta@1.0.1",), True),
        ("@team/beta", "2.0.0"): (False, RUN, (), False),
        ("@team/beta", "1.0.1"): (False, OPTIONAL, (), False),
        ("gamma", "3.1.0"): (True, RUN, (), False),
        ("delta", "4.0.0"): (True, DEV, (), False),
    }
    assert told("old/package-lock.json", "needs")["alpha", "1.2.3"] == (("beta@1.0.1",),)
    assert told("bun.lock", "direct", "needs")["alpha", "1.2.3"] == (True, ("@team/beta@1.0.1",))


@pytest.mark.parametrize(
    ("path", "needs"),
    [
        ("uv.lock", ("beta",)),
        ("poetry.lock", ("beta",)),
        ("pdm.lock", ("beta",)),
        ("pylock.toml", ("beta",)),
        ("yarn.lock", ("@team/beta@1.0.1", "delta@2.0.0")),
        ("berry/yarn.lock", ("@team/beta@1.0.1", "delta@2.0.0")),
        ("pnpm-lock.yaml", ("@team/beta@1.0.1", "epsilon@0.3.0")),
        ("old/pnpm-lock.yaml", ("@team/beta@1.0.1",)),
    ],
)
def test_edges_of_the_graph(path, needs):
    assert told(path, "needs")["alpha", "1.2.3"] == (needs,)


def test_comments_of_pip_compile_are_edges():
    assert told("requirements-dev.txt", "needs") == {
        ("alpha", "1.0"): ((),),
        ("beta", "2.0"): (("alpha", "gamma"),),
        ("gamma", "3.0"): ((),),
    }
    assert manifest("requirements-dev.txt").lock


@pytest.mark.parametrize("path", ["pylock.toml", "Pipfile.lock", "poetry.lock", "pdm.lock", "uv.lock"])
def test_hashes_of_python(path):
    assert told(path, "hashes")["alpha", "1.2.3"] == (("sha256:" + "ab" * 32,),)


@pytest.mark.parametrize("path", ["package-lock.json", "old/package-lock.json", "pnpm-lock.yaml", "bun.lock"])
def test_hashes_of_javascript_are_hexadecimal(path):
    assert told(path, "hashes")["alpha", "1.2.3"] == (("sha512:" + base64.b64decode("A" * 86 + "==").hex(),),)


@pytest.mark.parametrize(
    ("path", "name", "origin"),
    [
        ("requirements.txt", "delta", "https://files.example/delta-4.5.tar.gz"),
        ("requirements.txt", "epsilon", "git+https://git.example/team/epsilon.git@v1#egg=epsilon"),
        ("requirements.txt", "alpha-one", ""),
        ("pylock.toml", "gamma", "git+https://git.example/gamma@" + "0a" * 20),
        ("Pipfile", "delta", "git+https://git.example/delta.git@main"),
        ("Pipfile.lock", "beta", "git+https://git.example/beta.git@0a0a"),
        ("poetry.lock", "gamma", "git+https://git.example/gamma.git@" + "0a" * 20),
        ("pyproject.toml", "gamma", "git+https://git.example/gamma"),
        ("pyproject.toml", "iota", "path:../iota"),
        ("uv.lock", "beta", "https://mirror.example/simple"),
        ("uv.lock", "gamma", "git+https://git.example/gamma?rev=v3#0a0a"),
        ("package.json", "delta", "git+https://git.example/delta.git#v1"),
        ("package-lock.json", "delta", "git+ssh://git.example/delta.git#0a0a"),
        ("package-lock.json", "alpha", ""),
        ("yarn.lock", "alpha", "https://mirror.example/alpha/-/alpha-1.2.3.tgz"),
        ("pnpm-lock.yaml", "epsilon", "https://git.example/epsilon/archive/0a0a"),
        ("bun.lock", "delta", "git+https://git.example/delta.git#0a0a"),
    ],
)
def test_origin(path, name, origin):
    assert {package.origin for package in manifest(path).packages if package.name == name} == {origin}


@pytest.mark.parametrize(
    "path", ["package.json", "package-lock.json", "old/package-lock.json", "yarn.lock", "berry/yarn.lock"]
)
def test_an_alias_is_told_with_the_real_name(path):
    assert told(path, "aliased")["gamma", "3.1.0"] == ("short",)


def test_credentials_in_addresses_are_nowhere():
    for path in EXAMPLES:
        assert "user:word" not in repr(manifest(path))


def test_what_is_asked_of_pip():
    found = {package.name: package for package in manifest("requirements.txt").packages}
    assert manifest("requirements.txt").refers == ("more/requirements.txt",)
    assert found["alpha-one"].hashes == ("sha256:" + "ab" * 32, "sha256:" + "cd" * 32)
    assert (found["beta"].constraint, found["beta"].markers) == (">=1.0, <2", 'python_version < "3.12"')
    assert found["zeta"].version == "1.0.2"
    assert found["eta"].constraint == "~=2.2"


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("requirements.txt", "-r ../../up.txt\n", "outside"),
        ("requirements.txt", "-r https://x.example/a.txt\n", "no path"),
        ("requirements.txt", "alpha==$" + "{WHICH}\n", "environment"),
        ("requirements.txt", "alpha=1\n", "not understood"),
        ("requirements.txt", "alpha==1 \\", "cut off"),
        ("setup.py", "setup(install_requires=read())", "works out"),
        ("setup.py", "setup(**facts)", "not written here"),
        ("setup.py", "print 'x'\nsetup(install_requires=['alpha==1'])", "no Python"),
        ("setup.cfg", "[options]\ninstall_requires = file: x.txt\n", "elsewhere"),
        ("bun.lockb", "#!/usr/bin/env bun\n\0\1", "binary"),
        ("package.json", '{"dependencies": {"a": 1}}', "no text"),
        ("package-lock.json", "{}", "no lock file"),
        ("pylock.toml", "a = 1", "no lock-version"),
        (
            "uv.lock",
            '[[package]]\nname = "a"\nversion = "1"\ndependencies = [{name = "b"}]\n',
            "does not have",
        ),
        ("yarn.lock", 'a@1:\n  version "1"\n  dependencies:\n    b "2"\n', "does not have"),
        ("uv.lock", '[[package]]\nversion = "1"\n', "missing"),
    ],
)
def test_what_is_not_read_is_said(path, text, reason):
    gaps = read(path, text.encode()).gaps
    assert any(reason in gap.reason for gap in gaps), gaps


def test_a_file_in_utf_16_is_read():
    found = read("requirements.txt", "alpha==1.2\r\nbeta\r\n".encode("utf-16"))
    assert [(package.name, package.version, package.line) for package in found.packages] == [
        ("alpha", "1.2", 1),
        ("beta", "", 2),
    ]


def test_python_that_does_not_parse_is_searched_for_its_lists():
    found = read("setup.py", b"print 'x'\nsetup(install_requires=['alpha==1', # why\n 'beta'])")
    assert [(package.name, package.version, package.line) for package in found.packages] == [
        ("alpha", "1", 2),
        ("beta", "", 3),
    ]


def test_overrides_reach_what_others_bring_in():
    text = b'{"resolutions": {"a/**/@b/c": "1.0.0", "d": "npm:e@2.0.0"}, "pnpm": {"overrides": {"f@1>g": "3.0.0"}}}'
    found = {package.name: package for package in read("package.json", text).packages}
    assert sorted(found) == ["@b/c", "e", "g"]
    assert all(package.group == "overrides" and package.direct is False for package in found.values())


def test_projects_say_who_they_are():
    for path in (
        "uv.lock",
        "pyproject.toml",
        "setup.cfg",
        "setup.py",
        "package.json",
        "package-lock.json",
        "bun.lock",
    ):
        assert manifest(path).name == "shop", path
    assert manifest("package.json").refers == ("members/*/package.json",)
    assert manifest("pyproject.toml").runtime == ">=3.11"


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"])
def test_a_line_that_only_pip_sees_hides_no_requirement(end):
    """Pip cuts where Python's text does: a comment ends there, and what stands behind is installed."""
    text = f"# one{end}alpha==1.0{end}beta==2.0\ngamma==3.0\n"
    found = read("requirements.txt", text.encode())
    assert [(package.name, package.version) for package in found.packages] == [
        ("alpha", "1.0"),
        ("beta", "2.0"),
        ("gamma", "3.0"),
    ]
    assert not found.gaps


@pytest.mark.parametrize(
    "line", ["-r base.txt", "-c ../deps/list", "-r requirements/base.txt", "--constraint=pins"]
)
def test_what_is_taken_in_is_named_whatever_its_name(line):
    found = read("web/requirements.txt", f"{line}\n".encode())
    assert found.refers == (line.split(" ")[-1].split("=")[-1],)
    assert not found.gaps
