"""What of a log may be shown and kept: no secret, no personal data, no character that acts.

What shows an attack stays readable: a value is replaced by what it was (`<token>`, `<password>`, `<email>`,
`<card>`, `<iban>`), and where a quote, a tag or a climbing path breaks out of a value, that part stays.
Each expression is linear: its repeats are possessive or bounded, and none starts within what another tried.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from math import log2

_WINDOW = 8  # times the characters wanted are looked at: what is replaced shrinks
_LEAST_WINDOW = 4096
# What opens an attack in a value, plain or percent-encoded; all before it is the value.
_BREAKOUT = (
    r"(?:['\"`](?=[\s+)|;#]|%20|%2b|%29|%3b|/\*|--|or\b|and\b|union\b|$)|%2[27](?=[+)|;#\s]|%[0-9a-f]{2}|/\*|--|$)"
    r"|<[a-z/!?%]|%3c|\$[{(]|%24%7b|\{\{|%7b%7b|\.\.[/\\]|\.\.%2f|%2e%2e|[;|]\s?[a-z/]|--\s|%26|%00|%0[ad])"
)
_VALUE = rf"(?>(?!{_BREAKOUT})[^\s&;,\"'<>(){{}}\[\]])++"
_TO_QUOTE = r"(?>[^\"\\]|\\.){1,4096}+"
# Names of parameters, cookies, headers and members whose values are secret.
_OF_PASSWORDS = (
    r"(?:pass(?:w(?:or)?d|phrase|code)?|[a-z]{1,16}pass(?:word|wd)|passwort|pwd|pw|kennwort|pin|otp|totp|"
    r"mfa[_-]?code|cvv2?|cvc)"
)
_OF_TOKENS = (
    r"(?:[a-z]{0,16}secret|[a-z]{0,16}token|client[_-]?secret|api[_-]?key|access[_-]?key|private[_-]?key|"
    r"auth[_-]?key|key[_-]?id|sig|signature|csrfmiddlewaretoken|jwt|assertion|samlresponse|code[_-]?verifier|"
    r"session|session[_-]?id|sessid|sid|phpsessid|jsessionid|asp\.net_sessionid|connect\.sid|auth|bearer|"
    r"credentials?|x-amz-(?:signature|credential)|remember[_-]?me|ticket|[a-z]{1,16}[_-]session)"
)
_SEPARATOR = r"(?:\]|%5d|%22)?(?:=|%3d|%3a|:\s?|\s=\s)(?:%22)?"


def _named(word: str) -> re.Pattern[str]:
    """A parameter, cookie, header or JSON member by its name; group 1 stays, the rest is its value."""
    name = rf"(?:(?<![a-z0-9])|(?<=%[0-9a-f][0-9a-f])){word}(?![a-z0-9])"
    quoted = rf"(?:\\?[\"']{_SEPARATOR}\s?\\?\"(?={_TO_QUOTE}\")(?!{_BREAKOUT}))"
    return re.compile(
        rf"({name}(?:{quoted}))({_TO_QUOTE})|({name}[\"']?{_SEPARATOR}[\"']?)({_VALUE})", re.IGNORECASE
    )


_PASSWORDS = _named(_OF_PASSWORDS)
_SECRETS = _named(_OF_TOKENS)
_AUTHORIZATION = re.compile(
    r"((?:proxy-)?authorization[\"']?\s?[:=]\s?[\"']?(?:(?:basic|bearer|digest|negotiate|token|apikey|ntlm)(?:\s|%20|\+))?)"
    r"([^\s\"',;&]{1,8192}+)",
    re.IGNORECASE,
)
# A session in the path ends where the query begins.
_PATH_SESSION = re.compile(r"(;[a-z]{0,16}session_?id=)[\w.!-]{1,512}+", re.IGNORECASE)
_BEARER = re.compile(r"(?<![a-z0-9])((?:bearer|basic)(?:\s|%20|\+))([a-z0-9._~+/=-]{8,8192}+)", re.IGNORECASE)
_JWT = re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]{4,}+(?:\.[A-Za-z0-9_-]*+)?")
_USERINFO = re.compile(r"(?<=://)([^\s/@:\"'<>]{0,128}+:)([^\s/@\"'<>]{1,256}+)(?=@)")
# Shapes that providers document: a prefix, then random characters.
_SHAPED = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:gh[opsur]|github_pat|glpat|xox[abeoprs]|sk|pk|rk|hf|npm|dop_v1|shpat|SG|ya29|AIza|pypi|figd|lin_api|"
    r"sntrys|rubygems|dckr_pat|whsec|EAA[A-Za-z]|tfp|atlasv1|sl)[._-]?[A-Za-z0-9_.-]{16,512}+|(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Z]))"
)
_LONG = re.compile(r"(?<![A-Za-z0-9_%-])[A-Za-z0-9_-]{24,512}+(?:={1,2})?(?![A-Za-z0-9_-])")
_EMAIL = re.compile(
    r"(?<![\w.%+-])[\w.+-]{1,64}+(?:@|%40)(?>[a-z0-9](?:[a-z0-9-]{0,62}+)\.){1,8}+[a-z]{2,24}+|"
    r"(?<![\w.%+-])[\w.+-]{1,64}+(?:@|%40)(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![a-z0-9])",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![0-9A-Za-z.])[0-9](?>(?:[ +-]|%20)?[0-9]){11,18}+(?![0-9A-Za-z])")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?>(?:[ +-]|%20)?[A-Z0-9]){11,30}+(?![A-Za-z0-9])")
_TAIL = re.compile(r"[^\s&;,\"'<>]{0,4096}\Z")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_NAMED_CONTROLS = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MARK = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def redact(data: bytes, limit: int = 200) -> str:
    r"""Text of a log that is safe to show and to store.

    Tokens, passwords, e-mail addresses, card numbers (by check digit) and IBANs (by checksum) are replaced
    by `<token>`, `<password>`, `<email>`, `<card>`, `<iban>`; characters that act or are not seen become
    `\x1b` or `\u202e`, and bytes that are no UTF-8 `\xff`.

    Args:
        data: as logged, or decoded; of any length, of which the first few thousand bytes count.
        limit: most characters of the answer; a longer text ends in `...`.
    """
    window = max(_LEAST_WINDOW, limit * _WINDOW)
    text = data[:window].decode("utf-8", "backslashreplace")
    if len(data) > window:
        # A secret that was cut has lost its shape.
        text = text[: _tail_start(text)] + "..."
    shown = _visible(_without_secrets(text))
    return shown if len(shown) <= limit else f"{shown[: max(0, limit - 3)]}..."[:limit]


def _without_secrets(text: str) -> str:
    text = _AUTHORIZATION.sub(r"\1<token>", text)
    text = _PATH_SESSION.sub(r"\1<token>", text)
    text = _BEARER.sub(r"\1<token>", text)
    text = _USERINFO.sub(r"\1<password>", text)
    text = _PASSWORDS.sub(_name_kept("<password>"), text)
    text = _JWT.sub("<token>", text)
    text = _SECRETS.sub(_name_kept("<token>"), text)
    text = _SHAPED.sub("<token>", text)
    text = _EMAIL.sub("<email>", text)
    text = _IBAN.sub(_iban, text)
    text = _DIGITS.sub(_card, text)
    return _LONG.sub(_random, text)


def _name_kept(word: str) -> Callable[[re.Match[str]], str]:
    def replace(found: re.Match[str]) -> str:
        value = found[2] or found[4] or ""
        return found[0] if value.startswith("<") else (found[1] or found[3] or "") + word

    return replace


def _card(found: re.Match[str]) -> str:
    digits = [int(one) for one in re.sub(r"%20|[^0-9]", "", found[0])]
    doubled = sum(sum(divmod(2 * one, 10)) for one in digits[-2::-2])
    checked = (doubled + sum(digits[-1::-2])) % 10 == 0
    # 3 to 6: the networks that issue cards; 2: Mastercard and Mir.
    is_card = len(digits) in range(13, 20) and digits[0] in {2, 3, 4, 5, 6} and checked
    return "<card>" if is_card else found[0]


def _iban(found: re.Match[str]) -> str:
    plain = re.sub(r"%20|[ +-]", "", found[0])
    for length in range(min(len(plain), 34), 14, -1):
        number = plain[4:length] + plain[:4]
        if int("".join(str(int(one, 36)) for one in number)) % 97 == 1:
            kept, index = 0, 0
            rest = found[0]
            while kept < length:
                step = 3 if rest.startswith("%20", index) else 1
                kept += rest[index].isalnum() and step == 1
                index += step
            return "<iban>" + rest[index:]
    return found[0]


def _random(found: re.Match[str]) -> str:
    """A long word of many different characters, letters and digits mixed, is no word."""
    word = found[0]
    digits = sum(one.isdigit() for one in word)
    if not digits or digits == len(word) or word.count("-") + word.count("_") > len(word) // 6:
        return found[0] if not _UUID.fullmatch(word) else "<token>"
    entropy = -sum(count / len(word) * log2(count / len(word)) for count in Counter(word).values())
    return "<token>" if entropy >= 3.2 and digits >= 3 else word  # noqa: PLR2004 - hex of 128 bits has 3.4 to 4


def _tail_start(text: str) -> int:
    found = _TAIL.search(text, max(0, len(text) - 4096))
    return found.start() if found else len(text)


def _visible(text: str) -> str:
    if text.isprintable() and not _MARK.search(text):
        return text
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char in _NAMED_CONTROLS:
        return _NAMED_CONTROLS[char]
    if (char.isprintable() and not _MARK.match(char)) or char == " ":
        return char
    code = ord(char)
    width = 2 if code <= 0xFF else 4 if code <= 0xFFFF else 8  # noqa: PLR2004 - widths of escapes
    return f"\\{'xuU'[width.bit_length() - 2]}{code:0{width}x}"
