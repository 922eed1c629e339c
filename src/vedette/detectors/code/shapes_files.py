"""Shapes of functions that make files, judge paths and run programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.shapes import Around, Shape, called, is_const, mentioned
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


SHAPES = (
    Shape("late-restriction", _restricted_late, words=frozenset(("chmod",)), opens=frozenset(("chmod",))),
    Shape("readable-secret", _open_secret, words=frozenset(("open", "file"))),
    Shape("path-prefix", _loose_prefix, words=frozenset(("startswith",))),
    Shape("option-injection", _option, words=_RUNNERS),
)
