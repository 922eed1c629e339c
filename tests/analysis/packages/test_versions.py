"""The order of versions, by what each ecosystem says of it and against another's implementation."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intel_world import needed
from vedette.analysis.packages import versions
from vedette.analysis.packages.versions import NoOrderError, is_comparable, key

ASCENDING = {
    "PyPI": "1.0.dev1 1.0a1 1.0b2 1.0rc1 1.0 1.0.post1 1.1 2!0.1",
    "npm": "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1",
    "Go": "0.0.0-20170424173420-06e7 0.9.1-0.20170424173420-06e7a29f36a3 0.9.1 v1.2.3 1.20.0-rc.2 go1.20",
    "GitHub Actions": "v1 v2.1 v2.1.1 v3-beta v3 4.0.0",
    "Maven": "1-alpha2 1-alpha-10 1-beta 1-m3 1-rc 1-cr2 1-snapshot 1 1-sp 1-foo 1-1 1.1 1.1.1 1.10",
    "RubyGems": "1.0.a 1.0.b1 1.0.rc 1.0 1.0.0.1 1.0.1 1.1.a 1.1 1.10",
    "Packagist": "1.0-dev 1.0.0-alpha1 1.0.0-beta1 1.0.0-beta2 1.0.0-RC1 v1.0 1.0.0-pl1 1.0.1 1.2.0.1 1.10",
    "NuGet": "1.0.0-Alpha 1.0.0-beta.2 1.0.0-beta.11 1.0 1.0.0.1 1.0.1 1.10",
}
EQUAL = {
    "PyPI": "1.0 1.0.0 v1.0",
    "npm": "1.0.0 v1.0.0 1.0.0+build",
    "Maven": "1 1.0 1.0.0 1-ga 1.0-final 1.0.0-0",
    "RubyGems": "1 1.0 1.0.0",
    "Packagist": "1.0 v1.0.0 1.0.0.0 1.0.0-stable 1.0+x",
    "NuGet": "1.0 1.0.0 1.0.0.0 1.0.0+x",
    "Go": "go1.21rc2 1.21.0-rc.2",
}
NONE = {
    "PyPI": ["", "latest", "1.0-banana-2", "1" * 400],
    "npm": ["", "latest", "1.x", "^1.0", "1.0.0-", "git+https://example.org/x"],
    "Go": ["", "devel", "master"],
    "Maven": ["", "1" * 300],
    "RubyGems": ["", "a", "1..2", "1.0\n"],
    "Packagist": ["dev-main", "1.x-dev", ""],
    "NuGet": ["1.0.*", "[1.0,2.0)", ""],
    "GitHub Actions": ["main", "6e41198000000000000000000000000000000000x"],
    "Nowhere": ["1.0"],
}


@pytest.mark.parametrize("ecosystem", sorted(ASCENDING))
def test_versions_have_the_order_of_their_ecosystem(ecosystem):
    keys = [key(ecosystem, one) for one in ASCENDING[ecosystem].split()]
    for at, one in enumerate(keys):
        assert all(one < later for later in keys[at + 1 :]), ASCENDING[ecosystem].split()[at]
        assert not any(later < one for later in keys[at + 1 :])


@pytest.mark.parametrize("ecosystem", sorted(EQUAL))
def test_spellings_of_one_version_are_equal(ecosystem):
    first, *others = (key(ecosystem, one) for one in EQUAL[ecosystem].split())
    assert all(one == first for one in others)


@pytest.mark.parametrize("ecosystem", sorted(NONE))
def test_what_is_no_version_has_no_place(ecosystem):
    for one in NONE[ecosystem]:
        assert not is_comparable(ecosystem, one), one
        with pytest.raises(NoOrderError):
            key(ecosystem, one)


def sign(left, right):
    return (left > right) - (left < right)


NUMBER = st.sampled_from(["0", "1", "2", "9", "10", "11"])
PRE = st.sampled_from(["alpha", "beta", "rc", "1", "2", "10", "rc1", "x-y", "0"])


def joined(parts, least, most):
    return st.lists(parts, min_size=least, max_size=most).map(".".join)


def optional(strategy, before):
    return st.one_of(st.just(""), strategy.map(lambda text: before + text))


SEMANTIC = st.tuples(joined(NUMBER, 3, 3), optional(joined(PRE, 1, 3), "-")).map("".join)
WORD = st.sampled_from(
    ["1", "2", "10", "alpha", "beta", "a1", "b2", "m3", "rc", "cr1", "snapshot", "sp", "foo", "jre", "0"]
)
GENERATED = {
    "npm": ("SemverVersion", SEMANTIC),
    "Go": ("GolangVersion", SEMANTIC),
    "crates.io": ("SemverVersion", SEMANTIC),
    "Maven": (
        "MavenVersion",
        st.tuples(NUMBER, st.lists(st.tuples(st.sampled_from([".", "-", ""]), WORD), max_size=4)).map(
            lambda drawn: drawn[0] + "".join(a + b for a, b in drawn[1])
        ),
    ),
    "RubyGems": (
        "RubygemsVersion",
        st.tuples(
            NUMBER, st.lists(st.sampled_from(["0", "1", "2", "10", "a", "b1", "rc", "pre"]), max_size=4)
        ).map(lambda drawn: ".".join([drawn[0], *drawn[1]])),
    ),
    "NuGet": (
        "NugetVersion",
        st.tuples(
            joined(NUMBER, 2, 4),
            optional(joined(st.sampled_from(["alpha", "Beta", "rc", "1", "2", "10"]), 1, 2), "-"),
        ).map("".join),
    ),
    # Words in capitals are left out: there the other orders by ASCII, and Composer does not.
    "Packagist": (
        "ComposerVersion",
        st.tuples(
            joined(NUMBER, 3, 3), optional(st.sampled_from(["alpha", "alpha1", "beta1", "beta2"]), "-")
        ).map("".join),
    ),
}
# A list that begins with nothing, as in `1-0.1`: Maven has since 3.8.2 looked behind it, the other has not.
NOTHING_FIRST = re.compile(r"(?:-|(?<=[a-z])|(?<=[0-9])(?=[a-z]))0(?![0-9])")


@pytest.mark.parametrize("ecosystem", sorted(GENERATED))
def test_the_order_is_that_of_univers(ecosystem):
    oracle = needed("univers.versions")
    name, strategy = GENERATED[ecosystem]
    their = getattr(oracle, name)

    @settings(max_examples=400, deadline=None)
    @given(strategy, strategy)
    def compare(one, other):
        if ecosystem == "Maven" and (NOTHING_FIRST.search(one) or NOTHING_FIRST.search(other)):
            return
        assert sign(key(ecosystem, one), key(ecosystem, other)) == sign(their(one), their(other)), (
            one,
            other,
        )

    compare()


@given(st.text(max_size=60), st.sampled_from(sorted(ASCENDING)))
def test_whatever_is_asked_there_is_an_answer(text, ecosystem):
    if is_comparable(ecosystem, text):
        assert key(ecosystem, text) == key(ecosystem, text)


def test_importing_the_orders_imports_nothing_heavy():
    import subprocess
    import sys

    code = "import sys, vedette.analysis.packages.matching; print({'univers', 'packaging'} & {*sys.modules})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "set()\n"


def test_a_missing_package_is_told(monkeypatch):
    import sys

    from vedette.model.errors import WorldError

    versions._pypi_version.cache_clear()
    monkeypatch.setitem(sys.modules, "packaging.version", None)
    try:
        with pytest.raises(WorldError, match="packaging is not installed"):
            key("PyPI", "1.2.3.4.5.6.7")
    finally:
        versions._pypi_version.cache_clear()
