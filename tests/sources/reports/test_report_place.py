"""Paths from URIs: below the root, or not at all."""

import pytest

from vedette.sources.reports.sarif_file import ArtifactLocation, Invocation, Run
from vedette.sources.reports.sarif_place import Places, Unplaced

BASES = {
    "%SRCROOT%": ArtifactLocation(uri="file:///home/ci/shop/"),
    "LIB": ArtifactLocation(uri="lib/", uri_base_id="%SRCROOT%"),
    "ABSLIB": ArtifactLocation(uri="file:///home/ci/shop/lib/"),
    "OPEN": ArtifactLocation(),
    "A": ArtifactLocation(uri="a", uri_base_id="B"),
    "B": ArtifactLocation(uri="b", uri_base_id="A"),
}


def path(uri, base=None, root="", bases=BASES, folder=None):
    invocation = Invocation(working_directory=ArtifactLocation(uri=folder))
    places = Places(Run(original_uri_base_ids=bases, invocations=[invocation]), root)
    return places.path(ArtifactLocation(uri=uri, uri_base_id=base))


@pytest.mark.parametrize(
    ("uri", "base", "expected"),
    [
        ("src/a.py", None, "src/a.py"),
        ("./src//a.py", None, "src/a.py"),
        ("src%20x/%C3%BC.py", None, "src x/ü.py"),
        ("caf%E9", None, "caf\udce9"),
        ("100%.py", None, "100%.py"),
        ("src\\win\\a.cs", None, "src/win/a.cs"),
        ("a%5Cb", None, "a\\b"),
        ("a.py", "%SRCROOT%", "a.py"),
        ("a.py", "LIB", "lib/a.py"),
        ("a.py", "OPEN", "a.py"),
        ("a.py", "UNKNOWN", "a.py"),
        ("file:///home/ci/shop/src/a.py", None, "src/a.py"),
        ("file:/home/ci/shop/src/a.py", None, "src/a.py"),
        ("file://localhost/home/ci/shop/src/a.py", None, "src/a.py"),
        ("file:///home/ci/shop/lib/a.py", None, "lib/a.py"),
        ("/home/ci/shop/src/a.py", None, "src/a.py"),
    ],
)
def test_paths(uri, base, expected):
    assert path(uri, base) == expected


def test_the_users_root_comes_first():
    assert path("file:///home/ci/shop/src/a.py", root="/home/ci") == "shop/src/a.py"
    assert path("a.py", "%SRCROOT%", root="/home/ci") == "shop/a.py"
    assert path("file:///C:/build/shop/a.cs", root="C:\\build\\shop", bases=None) == "a.cs"
    assert path("C:\\build\\shop\\a.cs", root="C:\\build\\shop", bases=None) == "a.cs"


def test_the_tools_working_folder_is_a_root():
    assert path("file:///build/x/a.c", bases=None, folder="file:///build/x") == "a.c"


@pytest.mark.parametrize(
    ("uri", "base", "reason"),
    [
        ("../a", None, "outside-root"),
        ("a/../b", None, "outside-root"),
        ("a/%2E%2E/b", None, "outside-root"),
        ("..\\a", None, "outside-root"),
        ("file:///home/ci/shop/../x", None, "outside-root"),
        ("file:///home/ci/shopping/x", None, "outside-root"),
        ("file://server/share/x", None, "outside-root"),
        ("/etc/passwd", None, "outside-root"),
        ("C:/windows/x", None, "outside-root"),
        ("http://example.org/x", None, "not-a-file"),
        ("git+ssh://example.org/x", None, "not-a-file"),
        ("a%00b", None, "bad-path"),
        ("x", "A", "no-location"),
        ("", None, "no-location"),
        ("/home/ci/shop/", None, "no-location"),
    ],
)
def test_what_has_no_path_says_why(uri, base, reason):
    with pytest.raises(Unplaced) as caught:
        path(uri, base)
    assert caught.value.reason == reason


def test_a_base_that_is_the_whole_file_system_is_no_root():
    with pytest.raises(Unplaced):
        path("file:///etc/passwd", bases={"ROOTPATH": ArtifactLocation(uri="file:///")})
