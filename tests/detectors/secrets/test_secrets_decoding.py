# ruff: noqa: S311 - examples are to be the same in every run
"""Secrets are seen through encodings: where they are, as what, and at what cost."""

import base64
import contextlib
import json
import random
import time
import urllib.parse

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vedette.detectors.interface import UnfinishedError
from vedette.detectors.secrets import decoding
from vedette.detectors.secrets.decoding import DEPTH
from vedette.detectors.secrets.encodings import plain, read
from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.gates import ANYWHERE, EXPRESSIONS
from vedette.detectors.secrets.match_plain import PlainMatcher
from vedette.languages.text import decode

TOKEN = example("«ghp_<b62:30><crc62>»", random.Random(1))[1]
OTHER = example("«ghp_<b62:30><crc62>»", random.Random(2))[1]
PASSWORD = example("«<b62:18>»", random.Random(3))[1]
URL = f"postgres://shop:{PASSWORD}@db.shop.internal/x"
KEY = example(
    "«-----BEGIN RSA PRIVATE KEY-----\n<pem:1600>\n-----END RSA PRIVATE KEY-----»\n", random.Random(4)
)[0]


def b64(text, *, safe=False, padded=True):
    raw = text if isinstance(text, bytes) else text.encode()
    found = (base64.urlsafe_b64encode if safe else base64.b64encode)(raw).decode()
    return found if padded else found.rstrip("=")


def percent(text):
    return "".join(f"%{unit:02X}" for unit in text.encode())


def folded(text, width=76, indent="    "):
    return f"\n{indent}".join(text[at : at + width] for at in range(0, len(text), width))


def joined(text, quote='"', glue=" + ", size=9):
    return glue.join(f"{quote}{text[at : at + size]}{quote}" for at in range(0, len(text), size))


def entities(text):
    return "".join(f"&#{ord(sign)};" for sign in text)


def part_escaped(text):
    return text[:20] + "".join(f"\\u{ord(sign):04x}" for sign in text[20:22]) + text[22:]


FORMS = {
    "base64": (f'data = "{b64(TOKEN)}"', "base64"),
    "base64 without padding": (f"data: {b64(TOKEN, padded=False)}\n", "base64"),
    "base64 for URLs": (f'data = "{b64("a?>?>" + chr(10) + TOKEN, safe=True)}"', "base64"),
    "base64 at the start": (b64("token is " + TOKEN), "base64"),
    "base64 folded": (
        f"data: |\n    {folded(b64('# some settings' + chr(10) + 'x = 1 ' + TOKEN), 40)}\n",
        "base64",
    ),
    "base64 in a data URI": (f"url(data:text/plain;base64,{b64('t=' + TOKEN)})", "base64"),
    "base64 in a path": (f"https://shop.internal/a/{b64('x:' + TOKEN)}", "base64"),
    "base64 of UTF-16": (
        f"powershell -enc {b64(('$t = ' + repr(TOKEN)).encode('utf-16-le'))}",
        "UTF-16 in base64",
    ),
    "base64 twice": (f"x = '{b64(b64(TOKEN))}'", "base64 in base64"),
    "base64 to the full depth": (
        f"x = '{b64(b64(b64(b64(TOKEN))))}'",
        "base64 in base64 in base64 in base64",
    ),
    "hex": (f"x = '{TOKEN.encode().hex()}'", "hex"),
    "hex in capitals": (f"x = 0x{TOKEN.encode().hex().upper()};", "hex"),
    "hex in base64": (f"x = '{b64(TOKEN.encode().hex())}'", "hex in base64"),
    "percent": (f"q={percent(TOKEN)}", "percent encoding"),
    "backslash u": ("x = '" + "".join(f"\\u{ord(sign):04x}" for sign in TOKEN) + "'", "escapes"),
    "backslash x": ("x = '" + "".join(f"\\x{ord(sign):02X}" for sign in TOKEN) + "'", "escapes"),
    "octal": ("x = '" + "".join(f"\\{ord(sign):03o}" for sign in TOKEN) + "'", "escapes"),
    "continued line": (f'x = "{TOKEN[:13]}\\\n    {TOKEN[13:]}"', "escapes"),
    "entities": (f"<p>{entities(TOKEN)}</p>", "entities"),
    "joined with plus": (f"x = {joined(TOKEN)};", "joined strings"),
    "joined close": (f"x={joined(TOKEN, chr(39), '+')};", "joined strings"),
    "joined with a point": (f"$x = {joined(TOKEN, chr(39), ' . ')};", "joined strings"),
    "joined over lines": (f"x = ({joined(TOKEN, glue=chr(10) + '     ')})", "joined strings"),
    "joined in Java": (f"String x = {joined(TOKEN, glue=chr(10) + '        + ')};", "joined strings"),
    "joined in JavaScript": (f"x = {joined(TOKEN, chr(39), ' +' + chr(10) + '   ')};", "joined strings"),
    "joined after a backslash": (
        f"x = {joined(TOKEN, glue=' ' + chr(92) + chr(10) + '   ')}",
        "joined strings",
    ),
    "joined from a list": (f"x = ''.join([{joined(TOKEN, glue=', ')}])", "joined strings"),
    "a list joined": (f"const x = [{joined(TOKEN, glue=', ')}].join('');", "joined strings"),
    "base64 in joined strings": (f"x = {joined(b64(TOKEN), size=40)}", "base64 in joined strings"),
    "base64 in a JSON escape": (f'{{"x": "{part_escaped(b64(TOKEN))}"}}', "base64 in escapes"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_token_is_seen_through(form, look):
    (direct,) = look(f"x = {TOKEN!r}")
    text, how = FORMS[form]
    (found,) = look(text, "app/settings.txt")
    assert (found.rule, found.subject) == (direct.rule, direct.subject)
    assert found.evidence == f"ghp_… (40 characters) in {how}"
    assert TOKEN not in repr(found)
    assert text.encode().count(b"\n") >= found.place.end.line - 1


@pytest.mark.parametrize(
    "text",
    [
        f'x = "{b64(TOKEN)}"',
        f'x = """\n{folded(b64(TOKEN), 40, "")}\n"""',
        f"x={b64(TOKEN)}",
        f"url(data:text/plain;base64,{b64(TOKEN)})",
        f"# Basic {b64('x:' + TOKEN)}",
        f"x = 0x{TOKEN.encode().hex()}",
        f"x = '{TOKEN.encode().hex()}'",
    ],
)
def test_in_a_program_encoded_values_stand_in_quotes_or_after_a_sign(text, look):
    (found,) = look(text, "app/main.py")
    assert found.subject == look(TOKEN)[0].subject


def test_an_encoded_private_key_is_seen_anywhere_in_a_program(look):
    (found,) = look(f"// was {b64(KEY)} once\n", "app/main.go")
    assert found.subject == look(KEY)[0].subject


def test_positions_are_those_of_the_encoded_range(look):
    before, after = "a" * 30, "b" * 30
    encoded = b64(f"{before} {TOKEN} {after}")
    (found,) = look(f"é: {encoded}\n")
    start, end = found.place.start, found.place.end
    assert (start.line, end.line) == (1, 1)
    inside = f"é: {encoded}"[start.column - 1 : end.column - 1]
    assert len(TOKEN) * 4 / 3 <= len(inside) <= len(TOKEN) * 4 / 3 + 3
    assert inside in encoded
    assert inside not in repr(found)


def test_a_place_in_folded_base64_is_on_its_lines(look):
    text = "# made by hand\n" * 20
    lines = ["data:", "  .env: |"] + [
        f"    {line}" for line in folded(b64(f"{text}T={TOKEN}\n{text}"), indent="").split("\n")
    ]
    (found,) = look("\n".join(lines) + "\n", "k8s/secret.yaml")
    covered = "".join(line.strip() for line in lines[found.place.start.line - 1 : found.place.end.line])
    assert any(TOKEN.encode() in base64.b64decode(covered) for _ in (1,))
    assert found.place.end.line - found.place.start.line <= 1
    assert found.place.start.line > 2


def test_each_secret_of_an_encoded_file_is_a_finding(look):
    inner = f"A={TOKEN}\nDATABASE_URL={URL}\nDB_PASSWORD={OTHER[5:25]}\n"
    found = look(f'api_token = "{b64(inner)}"', "app/main.py")
    assert [one.rule for one in found] == [
        "secret-github-pat",
        "secret-postgres-url",
        "secret-generic-password",
    ]
    assert all(one.evidence.endswith(" in base64") for one in found)
    assert [one.symbol for one in found] == ["A", "DATABASE_URL", "DB_PASSWORD"]


def test_a_private_key_is_the_same_however_encoded(look):
    (direct,) = look(KEY)
    for text in (
        b64(KEY),
        folded(b64(KEY), 64, ""),
        KEY.encode().hex(),
        json.dumps({"k": b64(KEY)}),
        percent(KEY),
    ):
        (found,) = look(f"k: {text}\n")
        assert (found.rule, found.subject) == ("secret-private-key-rsa", direct.subject)
        assert found.evidence.startswith("-----BEGIN RSA PRIVATE KEY-----… (")


def test_a_url_is_seen_in_every_common_escape(look):
    (direct,) = look(f"u = {URL!r}", "app/main.py")
    for text in (
        json.dumps(URL).replace("/", "\\/"),
        "'" + urllib.parse.quote(URL, safe="") + "'",
        "'" + urllib.parse.quote(urllib.parse.quote(URL, safe=""), safe="") + "'",
        f'"{b64(URL)}"',
    ):
        (found,) = look(f"u = {text}", "app/main.py")
        assert (found.rule, found.subject) == (direct.rule, direct.subject)


def test_values_of_a_kubernetes_secret_are_those_within(look):
    (direct,) = look(f"password: {PASSWORD}\n", "app/values.yaml")
    (found,) = look(f"data:\n  password: {b64(PASSWORD)}\n", "k8s/secret.yaml")
    assert (found.rule, found.subject) == (direct.rule, direct.subject)
    assert found.evidence == "… (18 characters) in base64"
    assert look(f"data:\n  password: {b64('changeme-please')}\n", "k8s/secret.yaml") == []
    (common,) = look(f"data:\n  password: {b64('password123')}\n", "k8s/secret.yaml")
    assert common.rule == "secret-default-password"


def test_a_docker_configuration_in_base64_is_looked_through(look):
    inner = json.dumps({"auths": {"registry.shop.internal": {"auth": b64(f"shop:{PASSWORD}")}}})
    (found,) = look(f"data:\n  .dockerconfigjson: {b64(inner)}\n", "k8s/secret.yaml")
    assert found.rule == "secret-docker-registry-auth"
    assert found.evidence.endswith("in base64")


def test_the_same_plain_and_encoded_is_hidden_in_both_excerpts(look):
    found = look(f"a = '{TOKEN}' # {b64(TOKEN)}\n")
    assert len(found) == 2
    assert len({one.subject for one in found}) == 1
    assert TOKEN not in repr(found)
    assert b64(TOKEN) not in repr(found)


def test_utf_16_files_are_texts(look):
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        (found,) = look(f"token = '{TOKEN}'\r\n".encode(encoding))
        assert found.subject == look(TOKEN)[0].subject


@pytest.mark.parametrize("seed", range(5))
def test_encoded_bytes_of_no_text_are_silent(seed, look):
    chance = random.Random(seed)
    raw = chance.randbytes(4000)
    words = "".join(chance.choice(["password", "token", "=", ":", " ", '"', "Ab1x"]) for _ in range(400))
    for text in (b64(raw), folded(b64(raw), 64), raw.hex(), percent(raw.hex()), b64(b"token=" + raw), words):
        assert look(f'data = "{text}"', "app/main.min.js") == []


@pytest.mark.parametrize(
    "text",
    [
        '"integrity": "sha512-' + b64(bytes(range(64))) + '"',
        "password = " + joined("Please enter the password now"),
        "x = " + joined("ghp_your_token_here_and_then_some_more_of_it"),
        "secret: " + b64("the quick brown fox jumps over the lazy dog"),
        b64("token = get_token()\npassword = os.environ['PASSWORD']\n"),
        b64("if (token = next_token()) { secret = makeSecretFor1(user9); }\n"),
        '{"html": "\\u003ca href=\\"x\\" data-token=\\"\\u007b\\u007btoken\\u007d\\u007d\\"\\u003e"}',
    ],
)
def test_what_is_no_secret_is_none_in_an_encoding(text, look):
    for path in ("app/main.py", "app/settings.yaml"):
        assert look(text, path) == []


def test_deeper_than_the_bound_is_not_read(look):
    text = TOKEN
    for _ in range(DEPTH + 1):
        text = b64(text)
    assert look(text) == []


BOMBS = {
    "base64 in base64": lambda: _nested(40),
    "percent signs": lambda: "%25" * 60_000,
    "percent": lambda: "%41%41 " * 30_000,
    "escapes": lambda: '"\\u0041\\u0041" ' * 15_000,
    "quotes in escapes": lambda: '\\"' * 90_000 + "\\x41\\x41" + '\\"' * 9_000,
    "joined": lambda: 'aaaa"+"' * 25_000,
    "joined over lines": lambda: 'aaa"\n"' * 25_000,
    "blanks between": lambda: 'aaa" + ' + " " * 90_000 + '"' + 'aaa" +"a' * 9_000,
    "brackets": lambda: "[" * 90_000 + '"a"].join("")' * 5_000,
    "near base64": lambda: ("/" + b64("A" * 18) + "-") * 8_000,
    "binary with readable starts": lambda: ("/" + b64("A" * 18) + "////") * 7_000,
    "hex": lambda: ("61" * 12 + "ff ") * 7_000,
    "entities": lambda: "&#65;&#65;" * 20_000,
    "entities without an end": lambda: "&#65;&#" * 25_000,
    "continued": lambda: "a\\\n" * 60_000,
    "folds": lambda: (b64("A" * 30) + "\n") * 5_000,
}


def _nested(times):
    text = TOKEN
    for _ in range(times):
        text = b64(text)
        if len(text) > 200_000:
            break
    return text


@pytest.mark.parametrize("name", BOMBS)
def test_time_is_linear_in_the_text(name, detector):
    unit = BOMBS[name]()
    seconds = []
    for data in (unit, unit * 4):
        began = time.process_time()
        with contextlib.suppress(UnfinishedError):
            list(detector.inspect(decode("x.py", data.encode())))
        seconds.append(time.process_time() - began)
    assert seconds[1] < max(seconds[0] * 7, 0.5), seconds
    assert seconds[1] < 4


def test_what_is_left_unread_is_said(detector, monkeypatch):
    monkeypatch.setattr(decoding, "MOST_READINGS", 3)
    text = decode(
        "x.py",
        "".join(f"x = '{b64(f'some text {number} here and there')}'\n" for number in range(9)).encode(),
    )
    with pytest.raises(UnfinishedError) as left:
        list(detector.inspect(text))
    assert "encoded" in left.value.detail


@settings(max_examples=200, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=20),
            st.sampled_from(sorted(form[0].encode() for form in FORMS.values())),
            st.sampled_from(
                [
                    b'"',
                    b"'",
                    b"\\",
                    b"\n",
                    b'" + "',
                    b"%41%42",
                    b"\\x41\\x42",
                    b"&#65;&#66;",
                    b"=",
                    b"].join('')",
                ]
            ),
        ),
        max_size=12,
    )
)
def test_junk_around_encodings_is_survived(detector, parts):
    text = decode("junk.py", b"".join(parts))
    if text is None:
        return
    for one in detector.inspect(text):
        assert one.place.start < one.place.end
        assert TOKEN not in repr(one)
        begin, end = one.excerpt.mark
        assert 0 <= begin <= end <= len(one.excerpt.text)


@given(st.sampled_from(sorted(set(EXPRESSIONS.values()))), st.binary(max_size=200), st.integers(0, 200))
def test_readers_stay_within_the_text(gate, data, at):
    end, reading = read(gate, data, min(at, len(data)), 0)
    assert end >= min(at, len(data))
    if reading is not None:
        assert 0 <= reading.start < reading.end <= len(data)
        for first in range(len(reading.data)):
            begin, stop = reading.within(first, first + 1)
            assert reading.start <= begin < stop <= reading.end


def test_readings_come_from_where_they_say():
    text = f'x = {joined(TOKEN)}  # \\u0041\\u0042 and "a\\x41\\x42c"'.encode()
    for at, gate in PlainMatcher({}, EXPRESSIONS).candidates(text):
        _, reading = read(gate, text, at, 0)
        assert reading is not None
        for first in range(len(reading.data)):
            begin, stop = reading.within(first, first + 1)
            if stop - begin == 1:
                assert text[begin:stop] == reading.data[first : first + 1]


@pytest.mark.parametrize(
    "value", [b"", b"abcd", b"AAAAAAAAAAAAAAAA", b"correcthorsebatt", b"0123456789abcdef" * 2]
)
def test_values_that_only_look_like_base64_are_themselves(value):
    assert plain(value) == b""


def test_both_matchers_find_the_same_gates(detector):
    for quick, expressions in ((detector._matcher, EXPRESSIONS), (detector._further, ANYWHERE)):
        slow = PlainMatcher({}, expressions)
        for text, _ in FORMS.values():
            gates = [one for one in quick.candidates(text.encode()) if one[1].startswith("~")]
            assert gates == slow.candidates(text.encode())
