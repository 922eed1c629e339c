"""What a licence policy says: by service, by how it ships, and unknown is no pass."""

import pytest

from vedette.model.licence import Choice, Every, Family, Ships, Term
from vedette.policy.licences import LicencePolicy, Outcome, judge
from vedette.settings.layer import parse
from vedette.settings.merge import TreeFile, resolve

MIT = Term("MIT", family=Family.permissive)
GPL = Term("GPL-3.0-only", family=Family.strong)
AGPL = Term("AGPL-3.0-only", family=Family.network)
ODD = Term("LicenseRef-odd")
SERVER = LicencePolicy()
BINARY = LicencePolicy(ships=Ships.binary)


@pytest.mark.parametrize(
    ("expression", "policies", "outcome"),
    [
        (MIT, (), "ok"),
        (GPL, (), "ok"),
        (ODD, (), "unknown"),
        (None, (), "unknown"),
        (None, (LicencePolicy(allow=("*",)),), "unknown"),
        (GPL, (SERVER,), "ok"),
        (AGPL, (SERVER,), "deny"),
        (GPL, (BINARY,), "deny"),
        (ODD, (SERVER,), "unknown"),
        (ODD, (LicencePolicy(allow=("LicenseRef-*",)),), "ok"),
        (ODD, (LicencePolicy(deny=("LicenseRef-odd",)),), "deny"),
        (ODD, (LicencePolicy(deny=("unknown",)),), "deny"),
        (MIT, (LicencePolicy(allow=("Apache-2.0",)),), "deny"),
        (MIT, (LicencePolicy(allow=("permissive",)),), "ok"),
        (MIT, (LicencePolicy(allow=("permissive",), deny=("MIT",)),), "deny"),
        (GPL, (LicencePolicy(allow=("GPL-3.0-only",), deny=("strong-copyleft",)),), "ok"),
        (GPL, (LicencePolicy(ships=Ships.binary, deny=("proprietary",)),), "ok"),
        (Choice((GPL, MIT)), (BINARY,), "ok"),
        (Choice((GPL, ODD)), (BINARY,), "unknown"),
        (Every((GPL, MIT)), (BINARY,), "deny"),
        (Every((ODD, MIT)), (BINARY,), "unknown"),
        (Every((ODD, GPL)), (BINARY,), "deny"),
    ],
)
def test_rulings(expression, policies, outcome):
    ruling = judge(expression, policies, "shop")
    assert ruling.outcome == outcome
    assert ruling.words


def test_the_last_entry_that_fits_counts():
    policies = (SERVER, LicencePolicy(services=("app-*",), ships=Ships.binary))
    assert judge(GPL, policies, "shop").outcome is Outcome.ok
    assert judge(GPL, policies, "app-one").outcome is Outcome.deny
    assert judge(GPL, policies, "app-one").policy == policies[1]
    assert judge(GPL, (policies[1],), "").policy is None


def test_words_say_which_licence_and_why():
    ruling = judge(Every((MIT, AGPL)), (SERVER,), "")
    assert ruling.words == (
        "AGPL-3.0-only is network-copyleft: it asks for your source when it is run as a server"
    )
    assert ruling.term == AGPL


def test_settings_have_it():
    text = b'[[licences]]\nservices = ["shop"]\nships = "binary"\nallow = ["MIT"]\n'
    settings = resolve(cli={}, env={}, tree=TreeFile(text=text, origin="vedette.toml"), user=None)
    assert settings.policy.licences == (
        LicencePolicy(services=("shop",), ships=Ships.binary, allow=("MIT",)),
    )


def test_a_way_of_shipping_that_does_not_exist_is_named():
    with pytest.raises(Exception, match="licences"):
        parse(b'[[licences]]\nships = "boat"\n', "vedette.toml", from_tree=True)
