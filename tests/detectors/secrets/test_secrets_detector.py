# ruff: noqa: S311 - examples are to be the same in every run
"""What the detector promises beyond its rules: canaries, identity, redaction, caps, overlaps."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vedette.detectors.interface import UnfinishedError
from vedette.detectors.secrets import detector as module
from vedette.detectors.secrets import sightings as sightings_module
from vedette.detectors.secrets.detector import create
from vedette.detectors.secrets.examples import example
from vedette.languages.text import decode
from vedette.model.facts import Text, character_at
from vedette.model.rule import Confidence, Persona


def github(seed):
    return example("«ghp_<b62:30><crc62>»", random.Random(seed))[1]


def test_canaries_are_found(detector, make_setup):
    plain = create(make_setup(identity_key=b""))
    for one in (detector, plain):
        for _ in range(1000):
            canary = one.canary()
            assert canary.token in {finding.subject for finding in one.inspect(canary.text)}


def test_canaries_differ(detector):
    assert len({detector.canary().token for _ in range(20)}) == 20


def test_canary_is_missed_when_its_rule_is_gone(make_setup):
    rule = "secret-npm-token"
    whole = create(make_setup({rule}))
    canary = whole.canary()
    assert [finding.rule for finding in whole.inspect(canary.text)] == [rule]
    without = create(make_setup({"secret-github-pat"}))
    assert list(without.inspect(canary.text)) == []


def test_canary_is_missed_when_no_rule_is_on(make_setup):
    empty = create(make_setup(set()))
    assert list(empty.inspect(empty.canary().text)) == []


def test_applies_to_every_path(detector):
    assert detector.applies("a/b.weird")


def test_findings_come_in_order_with_positions(look):
    first, second = github(1), github(2)
    found = look(f"é = '{first}'\n\n  x: '{second}' # ü\n")
    assert [(one.place.start.line, one.place.start.column) for one in found] == [(1, 6), (3, 7)]
    assert [one.place.end.column - one.place.start.column for one in found] == [40, 40]
    assert found[0].evidence == "ghp_… (40 characters)"


def test_symbol_and_message_name_the_variable(look):
    (found,) = look(f'deploy_token = "{github(1)}"')
    assert found.symbol == "deploy_token"
    assert found.message == "GitHub personal access token given to deploy_token."


def test_every_value_of_the_file_is_hidden_in_each_excerpt(look):
    one, two = github(1), github(2)
    found = look(f"a='{one}' b='{two}' # was {one[:4]}{one[4:]} and {two}\n")
    assert len(found) == 4
    for finding in found:
        assert one[4:] not in finding.excerpt.text
        assert two[4:] not in finding.excerpt.text


def test_plain_copies_of_a_chosen_password_are_hidden(look):
    value = example("«<b62:16>»", random.Random(4))[1]
    (found,) = look(f'db_password = "{value}"  # not {value}, really\n')
    assert value not in found.excerpt.text


def test_excerpt_is_cut_and_cheap_in_one_long_line(look):
    found = look("x" * 5000 + ";\u00e9 '" + github(1) + "' " + "y" * 5000)
    assert len(found[0].excerpt.text) <= 165
    start, end = found[0].excerpt.mark
    assert found[0].excerpt.text[start:end] == found[0].evidence


def test_a_name_that_is_a_secret_is_not_a_symbol(look):
    key = example("«AKIA<b32:16>»", random.Random(1))[1]
    found = look(f'{key}: "{github(1)}"\n')
    assert len(found) == 2
    assert key not in repr(found)


def test_the_most_specific_rule_reports_alone(look):
    (found,) = look(f'api_key = "https://x:{github(1)}@github.com/o/r"\n')
    assert found.rule == "secret-github-pat"


def test_wrong_checksum_is_for_auditors(look):
    value = github(1)
    (found,) = look(f"t = '{value[:-1]}{'A' if value[-1] != 'A' else 'B'}'")
    assert (found.confidence, found.persona) == (Confidence.low, Persona.auditor)


def test_too_many_are_counted_not_lost(look):
    lines = "\n".join(f"t{seed} = '{github(seed)}'" for seed in range(module.MAX_PER_RULE + 30))
    found = look(lines)
    assert len(found) == module.MAX_PER_RULE
    assert "30 more of the same rule" in found[-1].message


def test_generic_is_never_high_and_lower_in_tests(look):
    value = example("«<b62:40>»", random.Random(3))[1]
    for text in (f'api_key = "{value}"', f'password = "{value}"'):
        (here,) = look(text, "app/main.py")
        assert (here.confidence, here.persona) == (Confidence.medium, Persona.regular)
        (there,) = look(text, "tests/test_main.py")
        assert (there.confidence, there.persona) == (Confidence.low, Persona.regular)


def test_structured_tokens_are_seen_in_lock_files_and_bundles(look):
    for path in ("package-lock.json", "dist/app.min.js", "tests/fixtures/a.json"):
        assert len(look(f'"t": "{github(1)}"', path)) == 1


@pytest.mark.parametrize(
    "text",
    [
        'password = getpass("Password: ")',
        'PASSWORD_RESET_TOKEN = "token_generator_class"',
        "password: ${{ secrets.DB_PASSWORD }}",
        'token = "eyJhbGciOi..."',
        '"integrity": "sha512-' + "ab12" * 20 + '=="',
        "secret: arn:aws:secretsmanager:eu-west-1:1:secret:db-Ab12Cd",
        'label = {"password": "Contraseña nueva"}',
        'next_token = "' + "Ab1" * 12 + '"',
        "apiKey: process.env.API_KEY_V2",
        'const token = "user.profile.token1"',
        "password=<your password>",
        "password = ********",
        'secret_key = "abcdefghijklmnopqrstuvwxyz0123456789"',
        'password = f"{user}-{number}1"',
        'key = "credentials/service-account-1.json"',
        'private_key = "/etc/ssl/private/server1.key"',
    ],
)
def test_what_is_no_secret_is_silent(text, look):
    for path in ("app/main.py", "app/settings.yaml", ".env"):
        assert look(text, path) == []


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("DB_PASSWORD=«<b62:20>»", "deploy/.env"),
        ("  password: «<b62:20>»", "config/app.yml"),
        ("db.password = «<b62:20>»", "src/application.properties"),
        ("const API_KEY = `«<b62:32>»`;", "src/app.ts"),
        ('  "clientSecret" : "«<hex:40>»",', "src/config.json"),
        ('password: str = "«<b62:20>»"', "app/config.py"),
        ("'secret_key' => '«<b62:32>»',", "app/config.php"),
    ],
)
def test_generic_assignments_are_seen(template, path, look):
    text, value = example(template, random.Random(5))
    (found,) = look(text + "\n", path)
    assert found.rule.startswith("secret-generic-")
    assert value not in repr(found)


def test_bare_values_are_not_read_in_code(look):
    text, _ = example("password = «<b62:20>»", random.Random(5))
    assert look(text + "\n", "app/main.py") == []


def test_identity_without_a_key(make_setup):
    plain = create(make_setup(identity_key=b""))
    value = example("«<b62:16>»", random.Random(2))[1]
    (guessable,) = plain.inspect(Text(path="app/a.py", data=f'db_password = "{value}"'.encode()))
    assert guessable.subject == "name:db_password:production"
    (strong,) = plain.inspect(Text(path="app/a.py", data=f'x = "{github(1)}"'.encode()))
    assert len(strong.subject) == 32


def test_identity_depends_on_the_key(make_setup):
    text = Text(path="a", data=github(1).encode())
    one, two = (
        next(iter(create(make_setup(identity_key=key)).inspect(text))).subject for key in (b"a", b"b")
    )
    assert one != two


def test_a_rewrapped_key_is_the_same_key(look):
    lines, _ = example(
        "-----BEGIN RSA PRIVATE KEY-----\n<pem:640>\n-----END RSA PRIVATE KEY-----", random.Random(1)
    )
    (folded,) = look(lines)
    (escaped,) = look('k = "' + lines.replace("\n", "\\n") + '"')
    assert folded.subject == escaped.subject
    assert (folded.place.start.line, folded.place.end.line) == (1, 12)


@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60),
            st.sampled_from(
                [b"password = '", b"-----BEGIN PRIVATE KEY-----", b"postgres://a:", b"ghp_", b"@h", b"'\n"]
            ),
            st.integers(0, 50).map(lambda seed: github(seed).encode()),
        ),
        max_size=30,
    )
)
def test_junk_is_survived_and_nothing_is_given_away(detector, parts):
    text = decode("junk", b"".join(parts))
    if text is None:
        return
    found = list(detector.inspect(text))
    assert [one.place.start for one in found] == sorted(one.place.start for one in found)
    for one in found:
        begin, end = one.excerpt.mark
        assert 0 <= begin <= end <= len(one.excerpt.text)
        if one.rule == "secret-github-pat":
            first, last = (text.line_bounds(one.place.start.line)[0], one.place.start.column - 1)
            value = text.data[first:].decode("utf-8", "surrogateescape")[last : last + 40]
            assert value not in repr(one)


@pytest.mark.parametrize("window", [97, 101, 256, 1000])
def test_windows_find_what_one_look_finds(detector, monkeypatch, window):
    lines = [
        f"x = {number}\n" + ("token = " + repr(github(number)) + "\n") * (number % 3) for number in range(60)
    ]
    text = Text(path="app/main.py", data="".join(lines).encode())
    whole = list(detector.inspect(text))
    monkeypatch.setattr(module, "_WINDOW", window)
    assert list(detector.inspect(text)) == whole != []


def test_a_text_made_of_credentials_is_left_with_a_word(detector, monkeypatch):
    monkeypatch.setattr(sightings_module, "MOST_SIGHTINGS", 50)
    data = "".join(f"token = {github(number)!r}\n" for number in range(80)).encode()
    found = []
    with pytest.raises(UnfinishedError) as left:
        found.extend(detector.inspect(Text(path="app/main.py", data=data)))
    assert 0 < len(found) <= 50
    assert left.value.reason == "too-dense"


def test_a_place_ends_between_characters(detector):
    # The longest password that the pattern takes ends within the last character.
    data = ("machine shop login me\n  password " + "aB3xK9qZ" * 24 + "cD4wRt\U0001f600").encode()
    text = Text(path="a.netrc", data=data)
    for end in range(len(data) - 4, len(data) + 1):
        moved = character_at(data, end, after=True)
        assert text.position(moved) <= text.position(len(data))
        assert character_at(data, end, after=False) <= end <= moved
    for finding in detector.inspect(text):
        assert finding.place.end <= text.position(len(data))
