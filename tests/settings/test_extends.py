"""What settings files extend: where it may lie, how deep, what of it may be loosened, and by whom."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.errors import UsageError
from vedette.model.rule import Severity
from vedette.policy.interface import OnPartial
from vedette.settings import extends_store
from vedette.settings.extends import NotStoredError, of_tree, of_user
from vedette.settings.merge import Known, LoosenedError, TreeFile, resolve

KNOWN = Known(
    kinds=frozenset({"secrets", "code"}),
    rules=frozenset({"some-rule"}),
    severities={"some-rule": Severity.high},
)
URL = "https://policy.example.org/org.toml"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setattr(extends_store, "_folder", lambda: folder)
    return folder


def tree(**files):
    """A tree's settings file with what it extends; names have `_` for `.` and `__` for `/`."""
    named = {name.replace("__", "/").replace("_", "."): text.encode() for name, text in files.items()}
    path = next(iter(named))
    return of_tree(TreeFile(named[path], path), named.get)


def settled(*, env=None, cli=None, user=None, base="same", **files):
    return resolve(
        cli=cli or {}, env=env or {}, tree=tree(**files) if files else None, user=user, base=base, known=KNOWN
    )


def pinned(text):
    extends_store.keep(text.encode())
    return f'extends = {{ url = "{URL}", sha256 = "{hashlib.sha256(text.encode()).hexdigest()}" }}\n'


def test_what_is_extended_counts_where_the_file_says_nothing():
    found = settled(
        vedette_toml='extends = "org.toml"\n[due]\nhigh = 10',
        org_toml='extends = "all.toml"\n[due]\nhigh = 20\nmedium = 50',
        all_toml="[due]\nlow = 100\nmedium = 60",
    )
    due = found.policy.due
    assert (due.high, due.medium, due.low, due.critical) == (10, 50, 100, 7)
    assert found.origins["due.high"] == "vedette.toml:3"
    assert found.origins["due.medium"] == "org.toml:4"
    assert found.origins["due.low"] == "all.toml:2"
    assert found.extends.path == "org.toml"


def test_paths_are_relative_to_the_file_that_names_them():
    found = settled(
        a__vedette_toml='extends = "../policy/org.toml"',
        policy__org_toml='extends = "more/all.toml"',
        policy__more__all_toml="[due]\nlow = 100",
    )
    assert found.origins["due.low"] == "policy/more/all.toml:2"


@pytest.mark.parametrize("path", ["/etc/org.toml", "../org.toml", "a/../../org.toml", "..", "//x/org.toml"])
def test_a_tree_names_nothing_outside_of_itself(path):
    def read(asked):
        raise AssertionError(asked)

    with pytest.raises(UsageError, match="outside of the repository"):
        of_tree(TreeFile(f'extends = "{path}"'.encode(), "vedette.toml"), read)


@pytest.mark.parametrize(
    "value",
    [
        '""',
        "1",
        "[]",
        '"a\\u0000b"',
        '"a\\\\b"',
        '{ url = "https://x/y" }',
        '{ sha256 = "00" }',
        '{ url = "http://x/y", sha256 = "' + "0" * 64 + '" }',
        '{ url = "file:///etc/passwd", sha256 = "' + "0" * 64 + '" }',
        '{ url = "https://x/y", sha256 = "' + "g" * 64 + '" }',
        '{ url = "https://me:word@x/y", sha256 = "' + "0" * 64 + '" }',
        '{ url = "https://x/y z", sha256 = "' + "0" * 64 + '" }',
        '{ url = "https://x/y", sha256 = "' + "0" * 64 + '", path = "a" }',
    ],
)
def test_what_is_neither_a_path_nor_pinned_is_refused(value):
    with pytest.raises(UsageError, match=r'vedette\.toml:1: "extends" must be'):
        tree(vedette_toml=f"extends = {value}")


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(UsageError, match=r"org\.toml, which vedette\.toml:1 extends, cannot be read"):
        tree(vedette_toml='extends = "org.toml"')


def test_a_circle_ends():
    with pytest.raises(UsageError, match="extends itself in the end"):
        tree(
            vedette_toml='extends = "a.toml"', a_toml='extends = "b.toml"', b_toml='extends = "vedette.toml"'
        )
    with pytest.raises(UsageError, match="extends itself in the end"):
        tree(vedette_toml='extends = "./vedette.toml"')


def test_a_chain_has_a_bound():
    chain = {f"f{n}_toml": f'extends = "f{n + 1}.toml"' for n in range(5)}
    assert len(tree(**chain, f5_toml="").parents) == 5
    with pytest.raises(UsageError, match="more than 5 files"):
        tree(**chain, f5_toml='extends = "f6.toml"', f6_toml="")


def test_an_extended_file_sets_no_more_than_a_tree_may():
    for text in ('[ledger]\npath = "/x"', '[hosts]\npolicy = ["evil.example"]'):
        with pytest.raises(UsageError, match="may not stand in a scanned tree"):
            settled(vedette_toml='extends = "org.toml"', org_toml=text)


def test_a_key_that_hides_behind_an_escape_extends_all_the_same():
    found = settled(vedette_toml='"ext\\u0065nds" = "org.toml"', org_toml="[due]\nlow = 100")
    assert found.policy.due.low == 100


def test_what_nobody_looked_for_is_a_bug_and_no_looser_policy():
    with pytest.raises(RuntimeError, match="nobody read"):
        resolve(cli={}, env={}, tree=TreeFile(b'extends = "a"', "vedette.toml"), user=None, known=KNOWN)


def test_a_remote_file_is_read_from_the_cache_by_its_digest(cache):
    found = settled(vedette_toml=pinned("[due]\nlow = 100"))
    assert found.policy.due.low == 100
    assert found.origins["due.low"] == f"{URL}:2"
    assert (cache.stat().st_mode & 0o777, len(list(cache.iterdir()))) == (0o700, 1)


def test_a_remote_file_that_is_not_here_or_was_altered_is_asked_for_and_not_used(cache):
    text = pinned("[due]\nlow = 100")
    (kept,) = cache.iterdir()
    kept.write_text("[due]\nlow = 200")
    with pytest.raises(NotStoredError, match="is not here yet") as caught:
        tree(vedette_toml=text)
    assert "vedette config fetch" in caught.value.help
    assert caught.value.exit_code == 3
    kept.unlink()
    with pytest.raises(NotStoredError):
        tree(vedette_toml=text)
    outside = cache.parent / "x"
    outside.write_text("[due]\nlow = 100")
    kept.symlink_to(outside)
    with pytest.raises(NotStoredError):
        tree(vedette_toml=text)


def test_a_remote_file_extends_no_path():
    with pytest.raises(UsageError, match="from the network extends"):
        tree(vedette_toml=pinned('extends = "/etc/passwd"'))


def test_a_user_may_extend_any_file(tmp_path):
    (tmp_path / "org.toml").write_text("[due]\nlow = 100")
    for path in ("org.toml", f"{tmp_path}/org.toml"):
        user = of_user((f'extends = "{path}"'.encode(), f"{tmp_path}/config.toml"))
        assert settled(user=user).origins["due.low"] == f"{tmp_path}/org.toml:2"
    assert of_user(None) is None


ORG = 'extends = "org.toml"\n'


@pytest.mark.parametrize(
    ("loose", "said", "key"),
    [
        ("[due]\nhigh = 20", "[due]\nhigh = 10", "due.high"),
        ("[due]\nhigh = 31", "", "due.high"),
        ("[due.by_criticality]\ncritical = 0.9", "", "due.by_criticality"),
        ('[gate]\non_partial = "pass"', '[gate]\non_partial = "stop"', "gate.on_partial"),
        ("[gate]\ngap_days = 15", "", "gate.gap_days"),
        ("[gate]\nbudget = 5", "", "gate.budget"),
        ("[gate]\nbudget = 5", "[gate]\nbudget = 10", "gate.budget"),
        ("[gate]\noverride = true", "[gate]\noverride = false", "gate.override"),
        ("[gate]\noverride_days = 8", "", "gate.override_days"),
        ("[scan]\nmax_file_bytes = 10", "", "scan.max_file_bytes"),
        ('[scan]\nskip = ["code"]', "", "scan.skip"),
        ('[scan]\nonly = ["code"]', "", "scan.only"),
        ('[scan]\nonly = ["code"]', '[scan]\nonly = ["secrets"]', "scan.only"),
        ('[[scan.exclude]]\npath = "a"\nreason = "r"', "", "scan.exclude"),
        (
            '[[scan.exclude]]\npath = "a"\nreason = "r"',
            '[[scan.exclude]]\npath = "a"\nreason = "r"\nuntil = 2027-01-01',
            "scan.exclude",
        ),
        ("[waivers]\nmax_days = 181", "", "waivers.max_days"),
        ("[ignores]\nforeign = true", "[ignores]\nforeign = false", "ignores.foreign"),
        ('[ignores]\nseverity = "critical"', '[ignores]\nseverity = "low"', "ignores.severity"),
        ("[rules.some-rule]\nenabled = false", "", "rules.some-rule.enabled"),
        ('[rules.some-rule]\nseverity = "medium"', "", "rules.some-rule.severity"),
        (
            '[rules.some-rule]\nseverity = "high"',
            '[rules.some-rule]\nseverity = "critical"',
            "rules.some-rule.severity",
        ),
        ('[rules."tool/x"]\nseverity = "high"', "", 'rules."tool/x".severity'),
        ("emergency = []", "", "emergency"),
        ('[[emergency]]\nname = "n"\nkinds = ["secrets"]\nseverity = "critical"', "", "emergency"),
        ('[[emergency]]\nname = "n"\nkinds = ["secrets"]\npaths = ["src"]', "", "emergency"),
        ('[[emergency]]\nname = "n"\nkinds = ["secrets"]\nrules = ["some-rule"]', "", "emergency"),
        ('[[emergency]]\nname = "n"\nkinds = ["code"]', "", "emergency"),
    ],
)
def test_a_loosening_is_an_error_unless_the_organisation_allows_it(loose, said, key):
    with pytest.raises(LoosenedError) as caught:
        settled(vedette_toml=f"{ORG}{loose}", org_toml=said)
    message = caught.value.message
    assert f": {key} = " in message
    assert message.startswith("vedette.toml:")
    assert "is looser than" in message
    assert ("(org.toml:" if said and "rules" not in key else "(") in message
    assert "org.toml does not allow that" in message
    table = "rules" if key.startswith("rules") else key
    quoted = table.replace('"', '\\"')
    settled(vedette_toml=f"{ORG}{loose}", org_toml=f'allow.loosen = ["{quoted}"]\n{said}')


@pytest.mark.parametrize(
    "tight",
    [
        "[due]\nhigh = 1",
        "[due.by_criticality]\ncritical = 0.1",
        '[gate]\non_partial = "stop"\ngap_days = 1\noverride = false\noverride_days = 1',
        '[scan]\nmax_file_bytes = "1GB"',
        '[[scan.exclude]]\npath = "a"\nreason = "other"\nuntil = 2026-12-31',
        "scan.exclude = []",
        "[waivers]\nmax_days = 1\nmost_places = 1",
        '[ignores]\nforeign = false\nseverity = "low"',
        '[rules.some-rule]\nenabled = true\nseverity = "critical"',
        '[[emergency]]\nname = "n"\nkinds = ["secrets", "code"]\nseverity = "low"\nconfidence = "low"',
        '[[emergency]]\nname = "n"\nkinds = ["*"]',
        '[[emergency]]\nname = "n"',
        '[[owners]]\npaths = ["a"]\nowner = "x"',
        '[project]\nid = "x"\nname = "y"',
        '[[service]]\nname = "s"\ncriticality = "low"',
    ],
)
def test_tightening_needs_no_leave_and_some_things_are_no_policy(tight):
    org = '[[scan.exclude]]\npath = "a"\nreason = "r"\nuntil = 2027-01-01'
    settled(vedette_toml=f"{ORG}{tight}", org_toml=org)


def test_a_file_in_between_gives_no_leave_of_its_own():
    team = 'extends = "org.toml"\nallow.loosen = ["due"]\n[due]\nhigh = 5'
    settled(
        vedette_toml='extends = "team.toml"\n[due]\nhigh = 10', team_toml=team, org_toml="[due]\nhigh = 10"
    )
    with pytest.raises(LoosenedError, match=r"than 10 \(org\.toml:2\)"):
        settled(
            vedette_toml='extends = "team.toml"\n[due]\nhigh = 11',
            team_toml=team,
            org_toml="[due]\nhigh = 10",
        )
    with pytest.raises(LoosenedError, match=r"team\.toml:4: due\.high = 5 is looser than 4"):
        settled(vedette_toml='extends = "team.toml"', team_toml=team, org_toml="[due]\nhigh = 4")


def test_a_repository_cannot_allow_itself_anything():
    with pytest.raises(LoosenedError):
        settled(vedette_toml=f'{ORG}allow.loosen = ["due"]\n[due]\nhigh = 50', org_toml="")


def test_environment_and_user_may_loosen_no_more_than_a_file_but_a_run_may_be_asked_for_less():
    files = {"vedette_toml": ORG, "org_toml": '[gate]\non_partial = "stop"'}
    with pytest.raises(LoosenedError, match="VEDETTE_ON_PARTIAL: "):
        settled(env={"VEDETTE_ON_PARTIAL": "pass"}, **files)
    with pytest.raises(LoosenedError, match=r"config\.toml:2: due\.low = 300"):
        settled(user=TreeFile(b"[due]\nlow = 300", "config.toml"), **files)
    found = settled(cli={"scan.skip": "code"}, **files)
    assert found.scan.skip == ("code",)
    assert found.policy.on_partial is OnPartial.stop


def test_the_organisation_of_the_user_binds_the_tree(tmp_path):
    (tmp_path / "org.toml").write_text("[due]\nhigh = 10")
    user = of_user((b'extends = "org.toml"', f"{tmp_path}/config.toml"))
    with pytest.raises(LoosenedError, match=r"vedette\.toml:2: due\.high = 11 is looser than 10"):
        settled(user=user, vedette_toml="[due]\nhigh = 11")
    with pytest.raises(LoosenedError):
        settled(user=user, vedette_toml=f"{ORG}", org_toml="[due]\nhigh = 11")
    assert settled(user=user, vedette_toml="[due]\nhigh = 9").policy.due.high == 9


def test_when_a_change_is_judged_both_sides_are_held_and_the_base_counts():
    base = tree(vedette_toml=f"{ORG}[due]\nhigh = 9", org_toml="[due]\nhigh = 10\nlow = 90")
    found = settled(base=base, vedette_toml="[due]\nhigh = 400")
    assert (found.policy.due.high, found.policy.due.low) == (9, 90)
    assert found.origins["due.low"] == "org.toml:3"
    with pytest.raises(LoosenedError):
        settled(base=base, vedette_toml=f"{ORG}[due]\nhigh = 11", org_toml="[due]\nhigh = 10")
    bad = tree(vedette_toml=f"{ORG}[due]\nhigh = 11", org_toml="[due]\nhigh = 10")
    with pytest.raises(LoosenedError):
        settled(base=bad, vedette_toml="")


@pytest.mark.parametrize(
    "value", ['["nothing"]', '["due.hihg"]', "[1]", '"due"', '["ledger.path"]', '["hosts"]']
)
def test_only_keys_of_a_policy_may_be_allowed(value):
    with pytest.raises(UsageError, match=r"allow\.loosen"):
        settled(vedette_toml=f"allow.loosen = {value}")


def test_each_key_of_a_policy_has_a_direction_or_is_free_for_a_reason():
    from vedette.settings.extends_looser import _FREE, _LOOSER
    from vedette.settings.key import Authority
    from vedette.settings.schema import KEYS

    names = {key.name for key in KEYS if key.authority is Authority.policy}
    assert names == _FREE | set(_LOOSER), "say in extends_looser.py what looser means for a new key"


@given(
    texts=st.lists(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), min_size=1, max_size=8),
    wishes=st.lists(st.text(max_size=20), min_size=8, max_size=8),
)
def test_hostile_files_end_in_an_error_of_the_users_or_in_a_bounded_chain(texts, wishes):
    quoted = [f"extends = {json.dumps(wish)}\n".encode() for wish in wishes]
    named = {f"f{n}.toml": quoted[n] + text for n, text in enumerate(texts)}
    asked = []

    def read(path):
        asked.append(path)
        return named.get(path) or named[f"f{len(asked) % len(named)}.toml"]

    try:
        found = of_tree(TreeFile(named["f0.toml"], "f0.toml"), read)
    except UsageError:
        found = None
    assert len(asked) <= 5
    assert not found or len(found.parents) <= 5
    assert not [path for path in asked if path.startswith(("/", ".."))]
