"""What a change from one bill to another brings in: known weaknesses, and licences that are denied."""

from vedette.analysis.packages.matching import Answer, judge
from vedette.model.advisory import Advisory, Affected, Event, Matches
from vedette.model.bom import Bom, Component, Licence
from vedette.policy.interface import Policy
from vedette.policy.licences import LicencePolicy
from vedette.work.bom_difference import consequences

CVSS = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


class Known:
    """What is publicly known, in a test: each package is mended in 2.0."""

    def matches(self, ecosystem, name, version):
        events = (Event("introduced", "0"), Event("fixed", "2.0"))
        affected = Affected(ecosystem=ecosystem, name=name, kinds=("ECOSYSTEM",), ranges=(events,))
        one = Advisory(id=f"CVE-{name}", summary="It breaks", severity=(CVSS,), affected=(affected,))
        hit = judge(one, ecosystem, name, version) is Answer.yes
        return Matches(affecting=(one,) if hit else ())


def bom(*packages, licence="MIT"):
    return Bom(
        format="cyclonedx",
        components=tuple(
            Component(
                name=name,
                version=version,
                purl=f"pkg:pypi/{name}@{version}",
                licences=(Licence(id=licence),),
            )
            for name, version in packages
        ),
    )


def test_what_comes_and_goes():
    before = bom(("gone", "1.0"), ("mended", "1.0"), ("stays", "1.0"), ("same", "1.0"))
    after = bom(("new", "1.0"), ("mended", "2.0"), ("stays", "1.1"), ("same", "1.0"))
    found = consequences(before, after, Known(), Policy())
    assert found.known
    assert [(one.package, one.version, one.severity) for one in found.brought] == [("new", "1.0", "critical")]
    assert [(one.package, one.name) for one in found.mended] == [
        ("gone", "CVE-gone"),
        ("mended", "CVE-mended"),
    ]
    assert found.denied == ()


def test_without_a_database_nothing_is_said():
    found = consequences(bom(), bom(("new", "1.0")), None, Policy())
    assert (found.known, found.brought, found.mended) == (False, (), ())


def test_what_the_policy_denies_is_told_of_what_comes_in():
    policy = Policy(licences=(LicencePolicy(deny=("strong-copyleft", "unknown")),))
    before, after = (
        bom(("old", "1"), licence="GPL-3.0-only"),
        bom(("old", "1"), ("new", "1"), licence="GPL-3.0-only"),
    )
    (denied,) = consequences(before, after, None, policy).denied
    assert (denied.package, denied.why) == ("new", "GPL-3.0-only is strong-copyleft, which is denied")
    assert denied.obligation
