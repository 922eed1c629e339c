"""Package URLs: as their own library writes and reads them, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.languages.packages.names import compared
from vedette.languages.packages.purl import package_of, purl_of
from vedette.model.package import Package


def package(ecosystem, name, version=""):
    return Package(ecosystem=ecosystem, name=name, version=version, line=0)


@pytest.mark.parametrize(
    ("one", "purl"),
    [
        (package("PyPI", "requests", "2.31.0"), "pkg:pypi/requests@2.31.0"),
        (package("npm", "@babel/core", "7.0.0"), "pkg:npm/%40babel/core@7.0.0"),
        (package("npm", "left-pad"), "pkg:npm/left-pad"),
        (package("Maven", "org.x:lib", "1.0+b"), "pkg:maven/org.x/lib@1.0%2Bb"),
        (
            package("Go", "github.com/BurntSushi/toml", "v1.0.0"),
            "pkg:golang/github.com/BurntSushi/toml@v1.0.0",
        ),
        (package("crates.io", "serde", "1"), "pkg:cargo/serde@1"),
        (package("RubyGems", "rails", "7"), "pkg:gem/rails@7"),
        (package("Packagist", "a/b", "1"), "pkg:composer/a/b@1"),
        (package("NuGet", "newtonsoft.json", "13"), "pkg:nuget/newtonsoft.json@13"),
        (package("GitHub Actions", "actions/checkout", "v4"), "pkg:githubactions/actions/checkout@v4"),
        (package("Docker", "library/python", "3.13"), "pkg:docker/library/python@3.13"),
    ],
)
def test_both_ways(one, purl):
    from packageurl import PackageURL

    assert purl_of(one) == purl
    assert package_of(purl) == one
    parsed = PackageURL.from_string(purl)
    assert (parsed.version or "") == one.version
    # Of Go the library makes some letters small, by which no module would be found.
    assert parsed.to_string() == purl or one.ecosystem == "Go"


@pytest.mark.parametrize(
    "text", ["", "pkg:", "pkg:pypi", "pkg:pypi/", "pkg:deb/debian/x@1", "http://x/y", "@"]
)
def test_what_is_none(text):
    assert package_of(text) is None


def test_qualifiers_and_signs_are_left_aside():
    assert package_of("pkg:pypi/Foo_Bar@1%2B2?x=y#z") == package("PyPI", "foo-bar", "1+2")
    assert package_of("pkg:npm/%40a/b") == package("npm", "@a/b")
    assert package_of("pkg:npm/@a/b") == package("npm", "@a/b")
    assert purl_of(package("Else", "x", "1")) == ""


parts = st.text("abcXYZ019-._~@+:% é", min_size=1, max_size=8).filter(
    lambda text: text.strip(" ./") == text and set(text) - set("._-~")
)


@given(st.sampled_from(["npm", "Go", "crates.io", "Packagist"]), parts, parts)
def test_any_name_comes_back(ecosystem, name, version):
    one = package(ecosystem, compared(ecosystem, name), version)
    assert package_of(purl_of(one)) == one


@given(st.text(max_size=40))
def test_anything_is_answered(text):
    package_of(text)
    package_of(f"pkg:npm/{text}")
