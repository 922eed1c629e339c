"""What a file, the environment and the command line may say, and how they are refused."""

import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from vedette.model.errors import UsageError
from vedette.policy.interface import Emergency, OnPartial
from vedette.settings.interface import Exclusion
from vedette.settings.layer import LARGEST, from_command_line, from_environment, parse
from vedette.settings.lines import dotted, lines_of
from vedette.settings.schema import BY_NAME, KEYS, read_size

FULL = b"""
[project]
id = "shop"
name = "The shop"

[scan]
only = ["secrets"]
max_file_bytes = "64MB"
jobs = 2

[[scan.exclude]]
path = "vendor/"
reason = "not ours"
until = 2027-06-01

[gate]
on_partial = "stop"
gap_days = 3
default_owner = "@shop/all"

[[emergency]]
name = "a key"
kinds = ["secrets"]

[[owners]]
paths = ["*.sql"]
owner = "@shop/data"

[due]
critical = 1

[[service]]
name = "shop"
exposure = "internet"

[rules."aws-access-key"]
enabled = false
reason = "no cloud here"
"""


def refusal(text, origin="vedette.toml", *, from_tree=True):
    with pytest.raises(UsageError) as caught:
        parse(text if isinstance(text, bytes) else text.encode(), origin, from_tree=from_tree)
    return f"{caught.value.message} | {caught.value.help}"


def test_every_kind_of_key_is_read_with_its_line():
    layer = parse(FULL, "vedette.toml", from_tree=True)
    values = {name: value.value for name, value in layer.values.items()}
    assert values["scan.max_file_bytes"] == 64 << 20
    assert values["scan.exclude"] == (Exclusion(path="vendor/", reason="not ours", until=date(2027, 6, 1)),)
    assert values["gate.on_partial"] is OnPartial.stop
    assert values["emergency"] == (Emergency(name="a key", kinds=("secrets",)),)
    assert layer.rules["aws-access-key"]["enabled"].value is False
    assert layer.values["scan.jobs"].origin == "vedette.toml:9"
    assert layer.values["scan.exclude"].origin == "vedette.toml:11"
    assert layer.rules["aws-access-key"]["reason"].origin == "vedette.toml:38"


def test_the_table_of_a_pyproject_is_read_and_the_rest_is_not_ours():
    text = b"[project]\nname = 3\n[tool.other]\nx = 1\n[tool.vedette.scan]\njobs = 4\n"
    layer = parse(text, "sub/pyproject.toml", from_tree=True)
    assert layer.values["scan.jobs"].value == 4
    assert layer.values["scan.jobs"].origin == "sub/pyproject.toml:6"
    assert set(layer.values) == {"scan.jobs"}


def test_refusals_name_key_file_and_line_and_say_what_was_meant():
    assert refusal("[scan]\njbos = 2") == snapshot(
        'vedette.toml:2: unknown key "scan.jbos" | did you mean "scan.jobs"?'
    )
    assert refusal("[scn]\njobs = 2") == snapshot(
        'vedette.toml:1: unknown key "scn" | `vedette config show` lists every key'
    )
    assert refusal("only = ['secrets']") == snapshot(
        'vedette.toml:1: unknown key "only" | did you mean "scan.only"?'
    )
    assert refusal("[scan]\njobs = '2'") == snapshot(
        'vedette.toml:2: "scan.jobs" must be a whole number from 0 to 256 | '
    )
    assert refusal("[scan]\njobs = 1000000") == snapshot(
        'vedette.toml:2: "scan.jobs" must be a whole number from 0 to 256 | '
    )
    assert refusal("[scan]\njobs = true") == snapshot(
        'vedette.toml:2: "scan.jobs" must be a whole number from 0 to 256 | '
    )
    assert refusal("[scan]\nonly = 'secrets'") == snapshot(
        'vedette.toml:2: "scan.only" must be a list of detector kinds | '
    )
    assert refusal("[gate]\non_partial = 'stp'") == snapshot(
        'vedette.toml:2: "gate.on_partial" must be "pass" or "stop" | did you mean "stop"?'
    )
    assert refusal("scan = 3") == snapshot('vedette.toml:1: "scan" must be a table, `[scan]` | ')
    assert refusal("[[scan.exclude]]\npath = 'a'\nreason = 'b'\n[[scan.exclude]]\npath = 'a'") == snapshot(
        'vedette.toml:4: scan.exclude: an entry misses the required field "reason" | '
    )
    assert refusal("[[scan.exclude]]\npath = 'a'\nreasn = 'b'") == snapshot(
        'vedette.toml:3: unknown key "scan.exclude[0].reasn" | did you mean "scan.exclude[0].reason"?'
    )
    assert refusal("[[scan.exclude]]\npath = '!a'\nreason = 'b'") == snapshot(
        "vedette.toml:2: \"scan.exclude[0].path\" holds a pattern that cannot be used: '!a' | "
        "patterns are those of a .gitignore file; an exclusion cannot begin with `!`"
    )
    assert refusal("[[emergency]]\nname = 'x'\nseverity = 'hgh'") == snapshot(
        'vedette.toml:1: emergency: "severity": Invalid enum value \'hgh\' | did you mean "high"?'
    )
    assert refusal("[rules.x]\nenable = false") == snapshot(
        'vedette.toml:2: unknown key "rules.x.enable" | did you mean "rules.x.enabled"?'
    )
    assert refusal("[rules]\nx = 1") == snapshot(
        'vedette.toml:2: "rules.x" must be a table, `[rules."x"]` | '
    )
    assert refusal("[scan\n") == snapshot(
        "vedette.toml is not valid TOML: Expected ']' at the end of a table declaration "
        "(at line 1, column 6) | "
    )
    assert refusal(b"\xff") == snapshot("vedette.toml is not UTF-8 (byte 0) | ")


@pytest.mark.parametrize("name", ["ledger", "destinations", "plugins", "executables", "keys"])
def test_what_a_tree_may_not_say_is_refused_there(name):
    said = refusal(f"[{name}]\npath = '/tmp/x'")
    assert said.startswith(f'vedette.toml:1: "{name}" may not stand in a scanned tree')
    assert "user's configuration file, the environment or the command line" in said


def test_the_user_may_say_where_the_ledger_is():
    layer = parse(b"[ledger]\npath = '/var/l.sqlite'", "config.toml", from_tree=False)
    assert layer.values["ledger.path"].value == "/var/l.sqlite"


@pytest.mark.parametrize(
    "text",
    [
        b"a = " + b"[" * 100_000,
        b"a = " + b"{a=" * 100_000,
        b".".join([b"a"] * 100_000) + b" = 1",
        b"[" + b".".join([b'"a b"'] * 50_000) + b"]",
        b"a = " + b"9" * 100_000,
        b"a = 1\n" * 2,
        b"#" * (LARGEST + 1),
        b"a = 2027-99-99",
        b"\xef\xbb\xbf\x00",
    ],
)
def test_hostile_files_are_refused_in_bearable_time(text):
    start = time.process_time()
    refusal(text)
    assert time.process_time() - start < 2


@given(st.binary(max_size=200) | st.text(alphabet="[]{}=\"'.#\n ascnjobse_", max_size=200).map(str.encode))
def test_no_bytes_are_a_bug(data):
    with suppress(UsageError):
        parse(data, "vedette.toml", from_tree=True)


@given(st.text())
def test_finding_lines_survives_every_text(text):
    assert all(1 <= line <= text.count("\n") + 1 for line in lines_of(text).values())


def test_lines_know_quotes_arrays_and_multi_line_strings():
    text = 'a = 1\n[b."c.d"]\ne = """\nf = 2\n"""\ng=[\n"h=1",\n]\n[[i]]\nj=1\n[[i]]\nj=2\n'
    assert lines_of(text) == snapshot(
        {
            "a": 1,
            'b."c.d"': 2,
            'b."c.d".e': 3,
            'b."c.d".g': 6,
            "i": 9,
            "i[0]": 9,
            "i[0].j": 10,
            "i[1]": 11,
            "i[1].j": 12,
        }
    )


def test_dotted_quotes_what_needs_it():
    assert dotted("rules", "bandit/B101", "enabled") == 'rules."bandit/B101".enabled'


def test_environment_is_read_as_text_and_names_itself():
    layer = from_environment(
        {"VEDETTE_ONLY": "secrets, code", "VEDETTE_JOBS": "3", "VEDETTE_SKIP": "", "HOME": "/x"}
    )
    assert layer.values["scan.only"].value == ("secrets", "code")
    assert layer.values["scan.jobs"].value == 3
    assert {value.origin for value in layer.values.values()} == {"VEDETTE_ONLY", "VEDETTE_JOBS"}


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"VEDETTE_JOBS": "many"}, "must be a whole number"),
        ({"VEDETTE_JOBS": "-1"}, "must be a whole number"),
        ({"VEDETTE_JOB": "2"}, "unknown environment variable VEDETTE_JOB"),
        # Named in full they would be taken for set, and change nothing.
        ({"VEDETTE_GATE_ON_PARTIAL": "stop"}, "unknown environment variable VEDETTE_GATE_ON_PARTIAL"),
        ({"VEDETTE_GATE_OVERRIDE": "false"}, "no environment variable sets gate.override"),
        ({"VEDETTE_MAX_FILE_BYTES": "64XB"}, "must be a number of bytes"),
    ],
)
def test_wrong_environment_is_refused(env, words):
    with pytest.raises(UsageError, match=words):
        from_environment(env)


def test_variables_of_others_are_left_alone():
    assert not from_environment({"VEDETTE_VERSION": "1", "VEDETTE_IDENTITY_KEY": "x"}).values


def test_command_line_names_its_option():
    layer = from_command_line({"scan.jobs": 2, "scan.only": ["secrets"]})
    assert layer.values["scan.jobs"].origin == "--jobs"
    with pytest.raises(UsageError, match=r"--jobs: .*must be"):
        from_command_line({"scan.jobs": 999})


@pytest.mark.parametrize(("text", "size"), [("64MB", 64 << 20), ("1 kb", 1024), ("7", 7), (5, 5)])
def test_sizes(text, size):
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["", "MB", "-1", "1.5MB", "0", 0, True, "1" * 13, None, "9TB"])
def test_what_is_no_size(text):
    with pytest.raises(ValueError, match=r".*"):
        read_size(text)


def test_every_field_of_every_table_is_described():
    for key in KEYS:
        if key.fields:
            entry = key.type.__args__[0]
            assert set(key.fields) == set(entry.__struct_fields__), key.name
    assert len(BY_NAME) == len(KEYS)


def test_a_great_many_patterns_are_read_in_bearable_time():
    """Each costs microseconds; those that would take milliseconds are bounded in number."""
    plain = "".join(f'[[scan.exclude]]\npath = "a{n}/*.x*"\nreason = "r"\n' for n in range(2000))
    begun = time.process_time()
    assert len(parse(plain.encode(), "vedette.toml", from_tree=True).values["scan.exclude"].value) == 2000
    assert time.process_time() - begun < 5
    dear = "".join(f'[[scan.exclude]]\npath = "a{n}*b*c*"\nreason = "r"\n' for n in range(101))
    with pytest.raises(UsageError, match="too long to prepare"):
        parse(dear.encode(), "vedette.toml", from_tree=True)


def test_an_exclusion_says_why():
    with pytest.raises(UsageError, match="reason"):
        parse(b'[[scan.exclude]]\npath = "a"\nreason = " "\n', "vedette.toml", from_tree=True)
