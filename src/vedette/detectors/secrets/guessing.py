"""Guessing: candidates that only a name or their surroundings speak for, told apart by the model."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from vedette.detectors.secrets import doubts, names
from vedette.detectors.secrets.encodings import plain
from vedette.detectors.secrets.places import (
    PlaceClass,
    is_configuration,
    is_declaration,
    is_program,
)
from vedette.detectors.secrets.scoring.features import (
    LAST,
    Guess,
    Near,
    first_features,
    is_comment,
    last_features,
)
from vedette.detectors.secrets.scoring.model import is_beyond_hope, likelihood, reasons, shipped
from vedette.detectors.secrets.scoring.words import is_common
from vedette.model.rule import Confidence, Persona

_LEAST_BARE = 4
# Blanks that may stand between a value and the end of its element.
_FOLDED = 24
_LEAST_MADE = 24
_LEAST_OF_CASE = 6
_MADE_BITS = 3.8
# A call of one of these asks for a value or looks at it, and gives none.
_ASKING = re.compile(
    r"^(?:get|find|is|has|check|validate|verify|hash|encode|encrypt|decrypt|forgot|read|load|fetch|parse|on|use|"
    r"ask|prompt|require|need|no|invalid|wrong|bad|missing|assert|delete|remove|revoke|expect)(?=[A-Z_]|pass|tok|sec)"
)
# Of this form is only one provider's token, and its own rule says of which length.
_OTHERS = re.compile(rb"[0-9]{1,20}:A[\w-]{20}")
_SHELL = re.compile(
    rb"(?:^|\n)\s*(?:ENV|ARG|set|setx|export|requirepass|masterauth|password)\s[^\n]{0,60}$", re.IGNORECASE
)
_PASSWORD = re.compile(rb"pass|pwd", re.IGNORECASE)
_ENDS = b",;)}]"
_CODE = re.compile(rb"[()\[\]{}\\]|\$\w|\.\w+\.|::|->|=[^=]*=|^[*.]+$")
_SETTING = re.compile(r"[A-Z][A-Z0-9_]{3,}")
_LETTERS = re.compile(rb"[A-Za-z_$. :/-]+")
_WORDS = re.compile(rb"(?>[A-Z]?[a-z]++[ _.:/-]?|[A-Z]{1,3}+(?=[_ -]))++|[A-Z_-]++")
# Letters alone say nothing under a key's name but in such number.
_LEAST_LETTERS = 12
# Values that are not worth a look, whatever their name is: references, digests with their kind, addresses.
# The first are tried at its beginning only, the others begin with a letter or sign each and are looked for in
# small letters: so the engine of `re` skips what none begins with.
_NO_BEGINNING = re.compile(
    rb"\$\w+$|%\w*%?$|<.*>$|\{.*\}$|\[.*\]$|(?:sha\d+|md5|blake\w+|pbkdf2\w*|bcrypt\w*|argon2\w*|scrypt)[:$_-]|"
    rb"\$[0-9a-z]{1,10}\$|-----|ssh-|[./~]|[\w.-]+@[\w-]+\.[\w.-]+$|arn:|urn:|vault:|projects/|ENC\[|ENC\(|!|"
    rb"[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)+$|\s|\W+$",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(
    rb"\$\{|\{\{|\{%|<%|%\(|#\{|\$\(|@\{|\[\[|<[\w :-]{2,40}>|\$2[abxy]?\$|://|\\[xu]0|xxxxx|\*\*\*|\.\.\.|____|----|"
    rb"\xe2\x80\xa6|example|placeholder|redacted|replace.?me|your[-_ .]|-your|_your|insert.?(?:your|here)|"
    # Half of an expression for what a value looks like.
    rb"\[\^?[a-z0-9]-[a-z0-9]|\]\{[0-9]|\(\?[:=!p]|\\[dws][+*{]"
)


_IN_QUOTES = frozenset(("called", "passed", "compared"))
_COMPARED = frozenset((b"==", b"===", b"!=", b"!=="))
# Bytes before a keyword in which the name that it ends may begin, and what stands before that.
_OPTION = 72
_OPTIONAL = re.compile(rb"[-?&;]")
# A key in this form is told from an identifier by its name only, and by dice having thrown it.
_UUID = re.compile(rb"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_UUID_KEY = re.compile(
    r"(?:api|access|auth|app|client|service|account|admin|bearer|private)[_.-]?(?:key|token|secret)$",
    re.IGNORECASE,
)
_UUID_MAYBE = re.compile(r"[a-z0-9](?:Token|Secret|[_.-]token|[_.-]secret|_TOKEN|_SECRET)$")
_UUID_BITS = 3.2


class Judged(Struct, frozen=True):
    """A guess that is likely enough for somebody.

    Attributes:
        start, end: byte range of the value.
        value: the value.
        name: what it is given to; "" when that is not known here.
        plain: the value as read through base64; b"" when it stands as it is.
        doubt: confidence that the likelihood allows; None to leave the rule's.
        persona: who should see it; None to leave the rule's.
        why: reasons in words.
        common: it is one of the commonest passwords, in settings that are in use.
    """

    start: int
    end: int
    value: bytes
    name: str = ""
    plain: bytes = b""
    doubt: Confidence | None = None
    persona: Persona | None = None
    why: str = ""
    common: bool = False


def assigned(path: str, data: bytes, match: re.Match[bytes], *, common: str = "") -> Judged | None:
    """Judge a value that is given to a name.

    Args:
        path: where the text comes from.
        data: the text.
        match: of a pattern with `{given}{value}`.
        common: the commonest passwords are told apart; "" if not.

    Returns:
        None when it is not believed.
    """
    group = match.lastgroup or ""
    value, bare = match[group], group == "bare"
    # So is most of what stands without quotes, and most of the rest stands where nothing does.
    if bare and (_never_bare(path, data, match) or _CODE.search(value)):
        return None
    value = value.rstrip(_ENDS if bare else b"\\")
    password = _PASSWORD.search(match["name"]) is not None
    if not bare and _hopeless(value, password):
        return None
    start = match.start(group)
    name = names.whole(data, *match.span("name"))
    first = match.end("name") - len(name)
    if data[first - 1 : first] == b":" and data[max(first - 2, 0) : first - 1].isalnum():
        return None  # a part of a path, as in urn:secret:name
    unlikely = bool(_UUID.fullmatch(value)) and not _UUID_KEY.search(name)
    if unlikely and not _UUID_MAYBE.search(name):
        return None
    given = _given(match, data, first, name)
    if given == "passed" and data[first - 1 : first] == b"/":
        return None  # the file /etc/passwd, and what comes after it in a list
    if not _stands(given, group, path, data, match, first) or names.harmless(name):
        return None
    # What stands in quotes was asked before, and what does not seldom comes so far.
    if bare and _hopeless(value, password):
        return None
    if given == "called" and _ASKING.match(name):
        return None
    inside = plain(value)
    if _OTHERS.match(inside or value) or (
        inside and (_hopeless(inside, password=True) or doubts.is_stand_in(inside))
    ):
        return None
    guess = Guess(
        name=name,
        value=inside or value,
        given=given,
        quoted=not bare,
        settings=is_configuration(path),
    )
    near = Near(path, data, start, start, first, start + len(value))
    judged = Judged(start, start + len(value), guess.value, name, plain=inside)
    if common and _is_default(guess, near):
        return replace(judged, common=True, why="it is one of the passwords that are tried first")
    believed = weighed(guess, near, judged)
    return (
        replace(believed, doubt=Confidence.low, persona=Persona.auditor)
        if believed and unlikely
        else believed
    )


def connected(path: str, data: bytes, match: re.Match[bytes], *, sure: bool = False) -> Judged | None:
    """Judge a password in an address, a command or a statement.

    Args:
        path: where the text comes from.
        data: the text.
        match: of a pattern with `secret`, and perhaps `user` and `host`.
        sure: an auditor is told of what does not look like a password, but for what stands for another.

    Returns:
        None when it is not believed.
    """
    groups = match.groupdict()
    value, user, host = match["secret"], groups.get("user") or b"", groups.get("host") or b""
    if _hopeless(value, password=True, sure=sure) or doubts.is_stand_in(user) or doubts.is_published(value):
        return None
    start, end = match.span("secret")
    guess = Guess(
        name="password",
        value=value,
        given="url" if host else "passed",
        settings=is_configuration(path),
        user=user,
        trial=doubts.is_trial_host(host),
    )
    judged = Judged(start, end, value)
    believed = weighed(guess, Near(path, data, start, match.start()), judged)
    if believed is None and sure and not doubts.is_dummy_password(value):
        return replace(judged, doubt=Confidence.low, persona=Persona.auditor)
    return believed


def weighed(guess: Guess, near: Near, judged: Judged) -> Judged | None:
    """What the model makes of a guess."""
    first = first_features(guess)
    if is_beyond_hope(first, LAST):
        return None
    known = [*first, *last_features(guess, near)]
    likely, bounds = likelihood(known), shipped()
    generated = near.place is PlaceClass.generated
    if likely < bounds.auditor or (generated and not doubts.is_random(guess.value)):
        return None
    low = generated or likely < bounds.regular
    doubt, persona = (Confidence.low, Persona.auditor) if low else (None, None)
    return replace(judged, doubt=doubt, persona=persona, why=reasons(known))


def _is_default(guess: Guess, near: Near) -> bool:
    """Whether a common password stands in settings that are in use, not in a comment."""
    return (
        is_declaration(near.path)
        and bool(_PASSWORD.search(guess.name.encode("latin-1")))
        and guess.given in {"assigned", "listed"}
        and is_common(guess.value)
        and near.place is PlaceClass.production
        and guess.value.lower() != guess.name.lower().encode("latin-1")
        and not is_comment(near.line.lstrip(b" \t\"'"))
    )


@lru_cache(maxsize=1024)
def _hopeless(value: bytes, password: bool, sure: bool = False) -> bool:
    """Whether a value is none, whatever is around it: asked first, as it is cheap."""
    if len(value) < _LEAST_BARE or not value.isascii():
        return True
    if not sure and _WORDS.fullmatch(value) and not (password and is_common(value)):
        return True
    # Half of a sentence that is put together ends with a blank.
    if _NO_BEGINNING.match(value) or value[-1:].isspace() or _NO_VALUE.search(value.lower()):
        return True
    if doubts.is_series(value):
        return True
    if _UUID.fullmatch(value) and doubts.entropy(value) < _UUID_BITS:
        return True
    if password:
        return False
    if doubts.is_stand_in(value):
        return True
    return bool(_LETTERS.fullmatch(value)) and (len(value) < _LEAST_LETTERS or b" " in value)


def _given(match: re.Match[bytes], data: bytes, first: int, name: str) -> str:
    """In which way a name is given its value; see `Guess`."""
    given = match["given"]
    way = _way(given)
    if not way:
        return "option" if data[max(first - 2, 0) : first] == b"--" or name.startswith("--") else "spaced"
    if given != b"=" or way != "assigned":
        return way
    before = data[first - 1 : first]
    return "option" if before == b"-" else "query" if before in (b"?", b"&", b";") else way


@lru_cache(maxsize=256)
def _way(given: bytes) -> str:
    """As `_given`, by what stands between the two alone: "" for blanks."""
    sign = given.strip()
    if not sign:
        return ""
    if sign[:1] == b"(":
        return "called"
    if sign[:1] == b",":
        return "listed" if b"alue" in sign else "passed"
    if sign[-1:] == b">" and sign not in {b"=>", b"->"}:
        return "element"
    if b"alue" in sign:
        return "listed"
    return "compared" if sign in _COMPARED else "assigned"


def _never_bare(path: str, data: bytes, match: re.Match[bytes]) -> bool:
    """Whether `_stands` will say no, as in most places that are tried: the cheap question."""
    way = _way(match["given"])
    if way in _IN_QUOTES:
        return True
    if way and (not is_program(path) or is_configuration(path)):
        return False
    # In a program only an element, an option or a part of an address; after a blank an option, or settings.
    end = match.start("name")
    start = max(end - _OPTION, 0)
    if way:
        return (
            way != "element"
            and match["given"].strip()[-1:] != b">"
            and _OPTIONAL.search(data, start, end) is None
        )
    return not is_configuration(path) and data.find(b"--", start, end) < 0


def _stands(given: str, group: str, path: str, data: bytes, match: re.Match[bytes], first: int) -> bool:
    """Whether a value may stand there as it does: in quotes nearly everywhere, bare where that is usual."""
    if group != "bare":
        return given != "passed" or data[match.end("name") : match.start("given")].strip(b"\\ ])") != b""
    value, after = match["bare"], data[match.end("bare") : match.end("bare") + _FOLDED]
    if given == "element":
        return after.lstrip()[:1] == b"<"
    if given in {"query", "option"}:
        return True
    sign = match["given"]
    if given == "spaced":
        return is_configuration(path) and bool(_SHELL.search(data[max(first - 100, 0) : first]))
    if given in _IN_QUOTES:
        return False
    tight = sign == b"=" and bool(_SETTING.fullmatch(data[first : match.end("name")].decode("latin-1")))
    if tight and not is_program(path):
        return True
    if not _ends(data, match.end("bare")):
        return tight and is_configuration(path)
    # In notes and logs only what a machine made is known without quotes.
    return is_configuration(path) or (given == "assigned" and not is_program(path) and _is_made(value))


def _is_made(value: bytes) -> bool:
    """Whether a machine made a value, and it is no digest: long, with letters of both cases and a digit."""
    small, capital = (sum(map(case, map(chr, value))) for case in (str.islower, str.isupper))
    return (
        len(value) >= _LEAST_MADE
        and min(small, capital) >= _LEAST_OF_CASE
        and small + capital < len(value)
        and doubts.is_mixed(value)
        and doubts.entropy(value) >= _MADE_BITS
    )


def _ends(data: bytes, at: int) -> bool:
    """Whether a line, or a comment, follows."""
    rest = data[at : at + 24].lstrip(b" \t")
    return not rest or rest[:1] in b"\r\n#"
