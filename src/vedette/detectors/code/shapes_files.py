"""Shapes of functions that make files, judge paths, run programs and tell secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.shapes import Around, Shape, called, is_const, mentioned, walk
from vedette.model import form as forms
from vedette.model.form import Form

_OWNER_ONLY = frozenset((0o600, 0o400, 0o700, 0o500, 0o640, 0o660))
_OWNER_BITS = frozenset(("S_IRUSR", "S_IWUSR", "S_IRWXU"))
_MAKES = re.compile(
    r"^(open|file|connect|_connect|write|write_\w+|save|dump|create\w*|_create\w*|mkdir|makedirs|touch)$"
)
_MADE_WELL = re.compile(r"^(umask|fchmod|mkstemp|mkdtemp|NamedTemporaryFile|O_EXCL|O_CREAT|opener|fdopen)$")
_SECRET_FILE = re.compile(
    r"(?i)(^|[_./-])(id_[rd]sa|private_?key|secret(s|_?key)?|passw(or)?ds?|passphrase|credentials?|key_?ring|"
    r"key_?(file|path)|token_?(file|path)|api_?key|shadow|htpasswd)($|[_./-])|\.(pem|key|keyring|p12|pfx|jks|token)$"
)
_PUBLIC = re.compile(r"(?i)public|\.pub$|cert|known_hosts")
_RESTRICTED = re.compile(
    r"^(umask|chmod|fchmod|mkstemp|NamedTemporaryFile|O_EXCL|O_CREAT|opener|fdopen|lchmod)$"
)
_WRITES = re.compile(r"^[rbt]*[wax+]")

_NORMAL = re.compile(
    r"^(realpath|normpath|abspath|resolve|commonpath|commonprefix|is_relative_to|relative_to|safe_join|absreal|samefile)$"
)

_PROGRAMS = frozenset(("git", "hg", "svn", "bzr"))
_VARIES = re.compile(r"(?i)(^|_)(vcs|scm|repo_?type|executable|binary|cmd|program)(_|$)")
_ORDERS = frozenset(
    (
        "clone",
        "checkout",
        "fetch",
        "pull",
        "ls-remote",
        "archive",
        "update",
        "export",
        "switch",
        "log",
        "show",
        "diff",
        "rev-parse",
        "branch",
        "submodule",
        "remote",
        "identify",
        "co",
    )
)
_CHOSEN = re.compile(
    r"(?i)(^|_)(url|uri|repo(sitory)?|rev(ision)?|ref|branch|tag|checkout|commit(ish)?|remote|version|target)(_|$)"
)
_RUNNERS = frozenset(
    ("Popen", "run", "call", "check_call", "check_output", "getoutput", "create_subprocess_exec")
)

_SECRET = re.compile(
    r"(?i)^((user|new|old|current|db|admin|raw|plain|login|root|smtp|\w+)_)?(passw(or)?d|passwd|passphrase|secret_?key|"
    r"private_?key|(access|api|auth|refresh|bearer|session)_?(key|token)|token)$"
)
_PASSWORD = re.compile(
    r"(?i)^((user|new|old|current|db|admin|raw|plain|login|root|smtp)_?)?(passw(or)?d|passwd|passphrase)$"
)
_HINTS = ("passw", "passphrase", "token", "_key", "apikey")
_SENTENCE = re.compile(r"[A-Za-z']+ +[a-z']+ +[a-z']+ ")
_STATEMENT = re.compile(
    r"(?i)^\W*(select|insert|update|alter|create|grant|set|echo|mysql|psql|sudo|printf|exec)\b|identified by|"
    r"password '|--\w|://|\$\{|="
)
_REQUESTED = re.compile(r"^(https?://[^@]*|/[\w.%{}/-]*)$")
_ASKED = re.compile(r"(?i)[?&](access_?token|api_?key|apikey|key|token|auth|password|passwd|secret)=$")
_SEND = re.compile(
    r"(?i)^(get|post|put|delete|head|request|fetch|urlopen|make_\w*request|\w*_request|connect|send)$"
)
_FIELD = re.compile(r"%(?:\((\w+)\))?[sdr]|\{(\w*)[^{}]*\}")


def _restricted_late(around: Around) -> Iterator[Hit]:
    """A file is made first, and given to its owner alone only then."""
    if any(map(_MADE_WELL.match, around.words)):
        return
    made = 0
    for one in around.calls():
        name = called(one)
        if name != "chmod":
            made = made or (one[4] if _MAKES.match(name) else 0)
        elif made and any(_is_owners(argument) for argument in one[2]):
            yield around.hit("late-restriction", one[4], "os.chmod")
            return


def _is_owners(form: Form) -> bool:
    if is_const(form):
        return type(form[1]) is int and form[1] in _OWNER_ONLY
    words = {one for one in mentioned(form) if one.startswith("S_I")}
    return bool(words & _OWNER_BITS) and not any("OTH" in one or one.endswith("RWXO") for one in words)


def _open_secret(around: Around) -> Iterator[Hit]:
    """A secret is written to a file that is made as all others are."""
    if any(map(_RESTRICTED.match, around.words)):
        return
    names = _secret_names(around)
    for one in around.calls():
        if (
            called(one) not in {"open", "file"}
            or one[1][0] != forms.GLOBAL
            or not one[2]
            or not _is_written(one)
        ):
            continue
        path = one[2][0]
        if _is_secret_path(path, names):
            yield around.hit("readable-secret", one[4], "open")


def _secret_names(around: Around) -> dict[str, bool]:
    """Variables of the function, and whether what they were given last is a path of a secret."""
    names: dict[str, bool] = {}
    for one in walk(around.function.body):
        if one[0] == forms.ASSIGN and one[1][0][0] == forms.LOCAL:
            names[str(one[1][0][1])] = _is_secret_path(one[2], names)
    return names


def _is_secret_path(form: Form, names: dict[str, bool]) -> bool:
    texts = [str(one[1]) for one in walk(form) if is_const(one) and isinstance(one[1], str)]
    words = mentioned(form)
    if any(map(_PUBLIC.search, (*texts, *words))):
        return False
    return any(map(_SECRET_FILE.search, (*texts, *words))) or any(names.get(word) for word in words)


def _is_written(form: Form) -> bool:
    modes = [one for one in form[2][1:2] if is_const(one)] + [
        value for name, value in form[3] if name == "mode"
    ]
    return any(isinstance(one[1], str) and _WRITES.match(one[1]) for one in modes if is_const(one))


def _loose_prefix(around: Around) -> Iterator[Hit]:
    """A path is compared with its folder as text, though `..` is still in it."""
    words = around.words
    if any(map(_NORMAL.match, words)) or not {"join", "absolute", "joinpath"} & words:
        return
    joined = {
        str(target[1])
        for one in walk(around.function.body)
        if one[0] == forms.ASSIGN and _joins(one[2], set(around.parameters))
        for target in one[1]
        if target[0] == forms.LOCAL
    }
    for one in around.calls():
        if called(one) == "startswith" and one[2] and not is_const(one[2][0]) and joined & mentioned(one[1]):
            yield around.hit("path-prefix", one[4], "str.startswith")
            return


def _joins(form: Form, parameters: set[str]) -> bool:
    for one in walk(form):
        if one[0] == forms.CALL and called(one) in {"join", "joinpath"} and root_is_path(one):
            return bool(parameters & mentioned(one[2]))
        if one[0] == forms.BINARY and one[1] == "/":
            return bool(parameters & mentioned(one[3]))
    return False


def root_is_path(form: Form) -> bool:
    """Whether a call joins paths, and not texts."""
    callee = form[1]
    return called(form) == "joinpath" or (
        callee[0] == forms.ATTR and bool({"path", "os"} & mentioned(callee[1]))
    )


def _option(around: Around) -> Iterator[Hit]:
    """A program is run with an argument that it may take for an option."""
    if "startswith" in around.words or not around.parameters:
        return
    given = set(around.parameters)
    for one in around.calls():
        if called(one) not in _RUNNERS or not one[2] or one[2][0][0] != forms.SEQUENCE:
            continue
        items = one[2][0][2]
        if _is_tool(items) and any(_is_chosen(item, given) for item in _before_dashes(items)):
            yield around.hit("option-injection", one[4], called(one))


def _is_tool(items: list[Form]) -> bool:
    orders = {one[1] for one in items[1:] if is_const(one)}
    if not items or _ORDERS.isdisjoint(orders):
        return False
    first = items[0]
    if is_const(first):
        return str(first[1]).rpartition("/")[2] in _PROGRAMS
    return any(map(_VARIES.search, mentioned(first)))


def _before_dashes(items: list[Form]) -> Iterator[Form]:
    for one in items[1:]:
        if is_const(one) and one[1] == "--":
            return
        yield one


def _is_chosen(form: Form, given: set[str]) -> bool:
    return form[0] == forms.LOCAL and form[1] in given and _CHOSEN.search(str(form[1])) is not None


def _told(around: Around) -> Iterator[Hit]:
    """A password becomes part of a sentence, or a token part of an address that is logged."""
    together = " ".join(around.words).lower()
    if not any(word in together for word in _HINTS):
        return
    for template, fields, pos in _composed(around):
        secret = next((name for name in fields.values() if _PASSWORD.match(name)), "")
        if secret and _SENTENCE.search(template) and not _STATEMENT.search(template):
            yield around.hit("told-secret", pos, secret)
            continue
        if "quote" not in around.words and not any(map(_SEND.match, around.words)):
            continue
        for before, name in _with_beginnings(template, fields):
            if _SECRET.match(name) and (
                _ASKED.search(before) or (_REQUESTED.match(before) and before.count("/") > 1)
            ):
                yield around.hit("told-secret", pos, name)
                break


def _with_beginnings(template: str, fields: dict[int, str]) -> Iterator[tuple[str, str]]:
    for number, found in enumerate(_FIELD.finditer(template)):
        if number in fields:
            yield template[: found.start()], fields[number]


def _composed(around: Around) -> Iterator[tuple[str, dict[int, str], int]]:
    """Texts put together: the template with `{}` or `%s`, the names of what is put in, and the place."""
    for one in walk(around.function.body):
        if one[0] == forms.TEXT and len(one) == 3:  # noqa: PLR2004 - as a text has
            inner = [part for part in one[1] if not is_const(part)]
            template = "".join(str(part[1]) if is_const(part) else "{}" for part in one[1])
            yield template, {number: _name(part) for number, part in enumerate(inner)}, one[2]
        elif one[0] == forms.BINARY and one[1] == "%" and is_const(one[2]) and isinstance(one[2][1], str):
            yield one[2][1], _percent(one[2][1], one[3]), one[4]
        elif (
            one[0] == forms.CALL
            and called(one) == "format"
            and one[1][0] == forms.ATTR
            and is_const(one[1][1])
        ):
            yield str(one[1][1][1]), _braces(str(one[1][1][1]), one), one[4]


def _percent(template: str, given: Form) -> dict[int, str]:
    if given[0] == forms.MAP:
        named = {str(key[1]): _name(value) for key, value in given[1] if key and is_const(key)}
        return {
            number: named.get(found[1] or "", "") for number, found in enumerate(_FIELD.finditer(template))
        }
    parts = given[2] if given[0] == forms.SEQUENCE else [given]
    return {number: _name(one) for number, one in enumerate(parts)}


def _braces(template: str, form: Form) -> dict[int, str]:
    named = {name: _name(value) for name, value in form[3] if name}
    found = {}
    for number, field in enumerate(_FIELD.finditer(template)):
        key = field[2] or ""
        at = int(key) if key.isdigit() else number
        found[number] = named[key] if key in named else _name(form[2][at]) if at < len(form[2]) else ""
    return found


def _name(form: Form) -> str:
    """The name of a variable, attribute or key; of nothing that is made of one."""
    if form[0] in {forms.LOCAL, forms.GLOBAL, forms.FREE}:
        return str(form[1])
    if form[0] == forms.ATTR:
        return str(form[2])
    if form[0] == forms.ITEM and is_const(form[2]):
        return str(form[2][1])
    return ""


SHAPES = (
    Shape("late-restriction", _restricted_late, words=frozenset(("chmod",)), opens=frozenset(("chmod",))),
    Shape("readable-secret", _open_secret, words=frozenset(("open", "file"))),
    Shape("path-prefix", _loose_prefix, words=frozenset(("startswith",))),
    Shape("option-injection", _option, words=_RUNNERS),
    Shape("told-secret", _told),
)
