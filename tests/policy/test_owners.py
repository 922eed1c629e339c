"""Who owns a path: which place decides, in what order, and what is told of it."""

from vedette.languages.codeowners import choice
from vedette.model.owners import Dialect
from vedette.model.service import Service
from vedette.policy.interface import Ownership, Policy
from vedette.policy.owners import Owners, Share

FILE = choice.read(b"* @all\n/shop/ @a @b\n/free/\n", ".github/CODEOWNERS", Dialect.github)
POLICY = Policy(
    services=(Service(name="shop", paths=("shop/pay/**",), owners=("@pay", "@pay-too")),),
    owners=(Ownership(paths=("*.tf",), owner="@infra"),),
)


def test_the_settings_beat_codeowners():
    owners = Owners(POLICY, FILE)
    assert owners.of("shop/pay/a.py").shares == (Share(owners=("@pay", "@pay-too"), source="service shop"),)
    assert (owners.of("shop/pay/a.tf").owners, owners.of("shop/pay/a.tf").source) == (
        ("@infra",),
        "[[owners]] entry 1",
    )


def test_else_the_line_of_codeowners_that_decides_is_named():
    share = Share(owners=("@a", "@b"), source=".github/CODEOWNERS:2", pattern="/shop/")
    assert Owners(POLICY, FILE).of("shop/x").shares == (share,)
    assert Owners(POLICY, FILE).of("x").source == ".github/CODEOWNERS:1"


def test_a_line_without_owners_says_that_nobody_owns_it():
    found = Owners(Policy(), FILE).of("free/x")
    assert (found.owners, found.source) == ((), "")
    assert found.shares[0].source == ".github/CODEOWNERS:3"


def test_the_default_owner_is_for_what_is_left():
    policy = Policy(default_owner="@sec")
    assert Owners(policy, FILE).of("free/x").source == "gate.default_owner"
    assert Owners(policy, FILE).of("x").owners == ("@all",)
    assert Owners(policy).of("x").owners == ("@sec",)
    assert Owners(Policy()).of("x").shares == ()


def test_sections_are_all_told_and_the_required_come_first():
    text = b"^[Style] @style\n*.py\n[Code][2] @code\n*.py\n[code]\n!/gen/\n"
    owners = Owners(Policy(), choice.read(text, "CODEOWNERS", Dialect.gitlab))
    code, style = owners.of("a.py").shares
    assert (code.section, code.optional, code.approvals, code.source) == ("Code", False, 2, "CODEOWNERS:4")
    assert (style.section, style.optional, style.owners) == ("Style", True, ("@style",))
    assert owners.of("gen/a.py").owners == ("@style",)


def test_what_would_take_too_long_is_given_up_and_told():
    lines = b"".join(b"*a%b*b*c @x\n" % (b"?" * (n % 50)) for n in range(60_000))
    owners = Owners(Policy(default_owner="@d"), choice.read(lines, "CODEOWNERS", Dialect.github))
    assert not owners.spent
    assert owners.of("b" * 200).owners == ("@d",)
    assert owners.spent
    assert owners.of("other").owners == ("@d",)
