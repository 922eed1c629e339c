"""Shapes of functions that open files by names they are given, and that keep files where all may write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.shapes import Around, Shape, called, is_const, mentioned, root
from vedette.detectors.code.shapes_files import root_is_path
from vedette.detectors.code.shapes_texts import template
from vedette.model import form as forms
from vedette.model.form import Form

_NAMED = re.compile(
    r"(?i)^((\w+_)?(file_?name|fname|name|sub_?path|rel_?path|relative_path|relpath|url_?path|request_?path|member|entry|"
    r"session_?id|sid|slug|key|identifier|uid|uuid|token|filepath|file_?path|path|template_?name|resource|module|message|"
    r"doc_?name|page_?name|project|repo|package|user|username|node|tag|title|label|plugin|theme|lang|language|locale|"
    r"attachment|document|category|group|tenant|bucket|branch)|\w+_id)$"
)
_TOUCHES = frozenset(
    (
        *("open", "file", "send_file", "remove", "unlink", "rmtree", "read_text", "read_bytes", "write_text"),
        *(
            "write_bytes",
            "copyfile",
            "copy",
            "move",
            "rename",
            "replace",
            "FileResponse",
            "static_file",
            "makedirs",
        ),
    )
)
_SAFE = re.compile(
    r"(?i)^(realpath|normpath|abspath|resolve|relative_to|is_relative_to|commonpath|commonprefix|basename|"
    r"secure_filename|\w*safe\w*|\w*sanit\w*|\w*valid\w*|isabs|pardir|quote\w*|hexdigest|md5|sha1|sha256|digest|"
    r"fullmatch|isalnum|walk|listdir|scandir|glob|iglob|iterdir|mkdtemp|mkstemp|gettempdir|TemporaryDirectory|"
    r"slugify|get_valid_name|isidentifier|int|uuid4|clean_\w+|\w*_clean|\w*normali[sz]e\w*|\w*escape\w*|match|"
    r"import_module|__file__|parents|is_absolute)$"
)


def _opened(around: Around) -> Iterator[Hit]:
    """A file is opened by a name that the function is given, put behind a folder as it is."""
    if not around.parameters or any(map(_SAFE.match, around.words)) or ".." in around.texts:
        return
    if _TOUCHES.isdisjoint(around.words):
        return
    given = {name for name in around.parameters if _NAMED.match(name)} | _keys(around)
    if not given:
        return
    joined: set[str] = set()
    for one in around.every():
        if one[0] == forms.ASSIGN and one[1][0][0] == forms.LOCAL and _joins(one[2], given):
            joined.add(str(one[1][0][1]))
    for one in around.calls():
        if called(one) in _TOUCHES and _leads(one, joined, given):
            yield around.hit("path-of-name", one[4], called(one))
            return


def _keys(around: Around) -> set[str]:
    """Variables that go over the keys of a map which the function, or its object, was given."""
    given = {one.name for one in around.function.parameters}
    found: set[str] = set()
    for one in around.every():
        if one[0] != forms.LOOP or not one[1] or one[1][0] != forms.SEQUENCE or one[2][0] != forms.CALL:
            continue
        if called(one[2]) in {"items", "iteritems"} and root(one[2]) in given and one[1][2]:
            first = one[1][2][0]
            found |= {str(first[1])} if first[0] == forms.LOCAL else set()
    return found


_BUILDS = re.compile(r"(?i)^_?\w*(path|file_?name)(_(for|of|to|from)\w*)?$")
_ROOTS = re.compile(r"(?i)(root|dir|directory|folder|base|path|location|home|store|storage|cache)$")


def _made(around: Around) -> Iterator[Hit]:
    """A method that says where something is kept puts the name that it is given behind the folder."""
    function = around.function
    if not _BUILDS.match(function.name) or function.owner < 0 or any(map(_SAFE.match, around.words)):
        return
    given = {name for name in around.parameters if _NAMED.match(name)}
    if not given or ".." in around.texts:
        return
    me = function.parameters[0].name
    for one in around.every():
        if one[0] == forms.RETURN and len(one) == 3 and one[1] and one[1][0] == forms.CALL:  # noqa: PLR2004 - as a return has
            call = one[1]
            if called(call) == "join" and root_is_path(call) and _of_own_folder(call, me, given):
                yield around.hit("path-of-name", one[2], function.name)
                return


def _of_own_folder(call: Form, me: str, given: set[str]) -> bool:
    first, *rest = call[2] or [()]
    return (
        bool(first)
        and first[0] == forms.ATTR
        and root(first) == me
        and _ROOTS.search(str(first[2])) is not None
        and any(part[0] == forms.LOCAL and part[1] in given for part in rest)
    )


def _leads(form: Form, joined: set[str], given: set[str]) -> bool:
    parts = [*form[2][:1], *([form[1][1]] if form[1][0] == forms.ATTR else [])]
    return any(root(part) in joined or _joins(part, given) for part in parts)


def _joins(form: Form, given: set[str]) -> bool:
    """Whether a path is joined, its last part a parameter itself or a text with one."""
    for one in walk(form):
        if one[0] == forms.CALL and called(one) in {"join", "joinpath"} and root_is_path(one):
            return bool(one[2]) and bool(given & mentioned(one[2][1:] if called(one) == "join" else one[2]))
        if one[0] == forms.BINARY and one[1] == "/":
            return bool(given & mentioned(one[3]))
    return False


# Files in a folder in which all accounts write.
_SHARED = re.compile(r"^/(var/)?tmp/[^/{%]*[\w{%]|^/dev/shm/\w")
_FOLDERS = ("/tmp", "/dev/shm")  # noqa: S108 - what is looked for
_FILES = re.compile(
    r"(?i)(file|path|dir|directory|folder|log|sock|socket|pid|lock|cache|db|database|output|dest|target|fifo|pipe)s?$"
)
_PRIVATE = re.compile(
    r"^(mkstemp|mkdtemp|NamedTemporaryFile|TemporaryDirectory|uuid[14]|token_\w+|urandom|getuid)$"
)


def _kept(around: Around) -> Iterator[Hit]:
    """The path of a file in /tmp by a name that others know, kept for all that writes there."""
    if not any(one in around.said() for one in _FOLDERS) or any(map(_PRIVATE.match, around.words)):
        return
    for one in around.function.parameters:
        if one.default and is_const(one.default) and _is_shared(one.default[1]) and _FILES.search(one.name):
            yield around.hit("temporary-path", around.function.start, one.name)
            return
    for one in around.every():
        if one[0] != forms.ASSIGN or not (name := _name(one[1][0])) or not _FILES.search(name):
            continue
        if _is_shared(_beginning(one[2])):
            yield around.hit("temporary-path", one[3], name)


def _name(target: Form) -> str:
    if target[0] == forms.ATTR:
        return str(target[2])
    return str(target[1]) if target[0] in {forms.LOCAL, forms.GLOBAL} else ""


def _beginning(form: Form) -> object:
    """The text that an expression is, or what it begins with."""
    if is_const(form):
        return form[1]
    if (
        form[0] == forms.CALL
        and called(form) == "join"
        and root_is_path(form)
        and form[2]
        and is_const(form[2][0])
    ):
        return f"{form[2][0][1]}/{{}}"
    made = template(form)
    return made[0] if made else ""


def _is_shared(text: object) -> bool:
    return isinstance(text, str) and _SHARED.match(text) is not None


SHAPES = (
    Shape("path-of-name", _opened, words=_TOUCHES, language="python"),
    Shape("path-of-name", _made, words=frozenset(("join",)), language="python"),
    Shape("temporary-path", _kept, opens=frozenset(("tmp", "shm")), language="python"),
)
