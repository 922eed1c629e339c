"""Which layer wins, and which layer may speak at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.errors import UsageError
from vedette.model.rule import Severity
from vedette.policy.interface import DEFAULT_EMERGENCIES, OnPartial
from vedette.settings.merge import Known, TreeFile, resolve, value_of
from vedette.settings.schema import KEYS

KNOWN = Known(kinds=frozenset({"secrets", "code"}), rules=frozenset({"aws-access-key", "private-key"}))


def settle(*, cli=None, env=None, tree=None, user=None, **more):
    return resolve(
        cli=cli or {},
        env=env or {},
        tree=TreeFile(tree.encode(), "vedette.toml") if tree is not None else None,
        user=TreeFile(user.encode(), "config.toml") if user is not None else None,
        **more,
    )


@given(st.sets(st.sampled_from(["cli", "env", "tree", "user"])))
def test_the_highest_layer_that_speaks_wins(given_layers):
    settings = settle(
        cli={"scan.jobs": 1} if "cli" in given_layers else {},
        env={"VEDETTE_JOBS": "2"} if "env" in given_layers else {},
        tree="[scan]\njobs = 3" if "tree" in given_layers else None,
        user="[scan]\njobs = 4" if "user" in given_layers else None,
    )
    order = [
        ("cli", 1, "--jobs"),
        ("env", 2, "VEDETTE_JOBS"),
        ("tree", 3, "vedette.toml:2"),
        ("user", 4, "config.toml:2"),
    ]
    jobs, origin = next(((n, o) for layer, n, o in order if layer in given_layers), (0, "default"))
    assert (settings.scan.jobs, settings.origins["scan.jobs"]) == (jobs, origin)


def test_nothing_said_is_the_defaults():
    settings = settle()
    assert settings.policy.emergencies == DEFAULT_EMERGENCIES
    assert set(settings.origins.values()) == {"default"}
    assert set(settings.origins) == {key.name for key in KEYS}
    for key in KEYS:
        value_of(settings, key.name)


def test_policy_comes_from_the_base_and_never_from_the_change():
    loosened = (
        "emergency = []\n[scan]\nskip = ['secrets']\njobs = 3\n[gate]\non_partial = 'pass'\n"
        "[rules.aws-access-key]\nenabled = false\n"
    )
    strict = b"[gate]\non_partial = 'stop'\n[scan]\njobs = 9"
    settings = settle(tree=loosened, base=TreeFile(strict, "vedette.toml@abc"))
    assert settings.policy.on_partial is OnPartial.stop
    assert settings.policy.emergencies == DEFAULT_EMERGENCIES
    assert settings.scan.skip == ()
    assert settings.rules == {}
    assert settings.origins["gate.on_partial"] == "vedette.toml@abc:2"
    assert settings.scan.jobs == 3


def test_a_change_that_brings_the_first_policy_is_judged_by_the_defaults():
    settings = settle(tree="emergency = []", base=None)
    assert settings.policy.emergencies == DEFAULT_EMERGENCIES


def test_a_slip_in_the_change_is_told_before_it_is_merged():
    with pytest.raises(UsageError, match="unknown key"):
        settle(tree="[gate]\nonpartial = 'stop'", base=None)


def test_emergencies_given_replace_the_default():
    settings = settle(tree="[[emergency]]\nname = 'x'\nseverity = 'critical'")
    assert [one.name for one in settings.policy.emergencies] == ["x"]
    assert settle(tree="emergency = []").policy.emergencies == ()


def test_changes_to_a_rule_are_merged_by_field():
    settings = settle(
        tree="[rules.private-key]\nseverity = 'low'",
        user="[rules.private-key]\nenabled = false\nseverity = 'high'",
    )
    assert settings.rules["private-key"].severity is Severity.low
    assert settings.rules["private-key"].enabled is False
    assert settings.origins["rules.private-key.enabled"] == "config.toml:2"


def test_days_are_merged_one_by_one():
    settings = settle(tree="[due]\nhigh = 5", user="[due]\nlow = 6\nhigh = 9")
    assert (settings.policy.due.high, settings.policy.due.low, settings.policy.due.critical) == (5, 6, 7)


@pytest.mark.parametrize(
    ("tree", "message", "help_"),
    [
        ("[scan]\nonly = ['secretz']", 'unknown detector kind "secretz"', 'did you mean "secrets"?'),
        ("[scan]\nskip = ['zzz']", 'unknown detector kind "zzz"', "known kinds: code, secrets"),
        ("[rules.aws-acess-key]\nenabled = false", 'unknown rule "aws-acess-key"', 'mean "aws-access-key"?'),
        ("[[emergency]]\nname = 'x'\nkinds = ['secretz']", 'unknown kind "secretz"', '"secrets"?'),
        (
            "[[emergency]]\nname = 'x'\nrules = ['private-kye']",
            'unknown rule "private-kye"',
            '"private-key"?',
        ),
    ],
)
def test_names_that_do_not_exist_are_refused(tree, message, help_):
    with pytest.raises(UsageError) as caught:
        settle(tree=tree, known=KNOWN)
    assert message in caught.value.message
    assert caught.value.message.startswith("vedette.toml:")
    assert help_ in caught.value.help


def test_names_of_others_and_wildcards_pass():
    settle(
        tree="[rules.'bandit/B101']\nenabled = false\n[[emergency]]\nname='x'\nrules=['aws-*','bandit/B1']\n"
        "kinds=['import:*', 'coverage']",
        known=KNOWN,
    )


def test_an_unknown_kind_on_the_command_line_names_the_option():
    with pytest.raises(UsageError, match="--only: unknown detector kind"):
        settle(cli={"scan.only": ["secretz"]}, known=KNOWN)
