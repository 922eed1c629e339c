"""Shapes of functions that put what their caller gives into a command."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.callers import Callers, callers
from vedette.detectors.code.shapes import CALL_SIZE, VARIABLES, Around, Shape, called, is_const, remembered
from vedette.model import form as forms
from vedette.model.form import Form, Module

_LANGUAGE = "javascript"
# Programs of a project's own people: what they are given comes from these.
OWN = re.compile(
    r"(?i)(^|/)(scripts?|tools?|build|tasks?|ci|\.github|benchmarks?|gulp|grunt|webpack)/|"
    r"(^|/)(gulp|grunt|webpack|rollup|build|release|make)[\w.-]*\.[cm]?[jt]s$"
)
# Packages, and which of their functions give a shell what they are given.
_COMMANDS = frozenset(("exec", "execSync"))
_PACKAGES = {
    **dict.fromkeys(
        ("child_process", "node:child_process", "shelljs", "child-process-promise", "mz/child_process"),
        _COMMANDS,
    ),
    "execa": frozenset(("shell", "shellSync")),
}
# Packages that are one function, which gives a shell what it is given.
_SHELL = frozenset(
    ("shell-exec", "await-exec", "exec-sh", "execspawn", "promised-exec", "sync-exec", "exec-async")
)
_STARTS = frozenset(("spawn", "spawnSync", "execFile", "execFileSync"))
_RUNS = _COMMANDS | {"shell", "shellSync"}
_SHELLS = re.compile(r"(?i)(^|[\\/])(sh|bash|zsh|dash|ksh|cmd|powershell|pwsh)(\.exe)?$")
_SWITCH = re.compile(r"(?i)^(-l?c|/[sdq/]*c|-(enc\w*|command))$")
_WORDS = frozenset(("shell", "spawn", "spawnSync", "execFile", "sh"))
# Programs that take what begins with a dash for an option that runs another, and in which of their commands.
_OPTIONS = {
    "git": re.compile(r"^(clone|fetch|pull|push|ls-remote|archive|blame|diff|log|grep|submodule)$"),
    "hg": re.compile(r"^(clone|log|pull|push|cat|identify|archive|incoming|outgoing)$"),
}
_REFUSES_DASH = re.compile(r"^--?$|\^\(?-")


def _commands(around: Around) -> Iterator[Hit]:
    """A command for a shell is put together with what a caller gives."""
    if OWN.search(around.path):
        return
    runners = _runners(around.module)
    known, inside = callers(around.module), around.function.number
    for call in around.calls() if runners else ():
        given = call[2]
        if not given:
            continue
        is_shell = _is_runner(call[1], runners, _RUNS) or _is_wrapper(call, around.module)
        if is_shell or (_is_started(call, runners) and _has_shell(given)):
            if _is_handed_on(known, given[0], inside):
                yield around.hit("composed-command", call[4], called(call))
        elif _is_started(call, runners) and len(given) > 1 and _is_shell(given):
            rest = _rest(given[1])
            if any(known.holds(one, inside) for one in rest):
                yield around.hit("composed-command", call[4], called(call))


def _is_wrapper(call: Form, module: Module) -> bool:
    """Whether a call is of a function of the file that gives a shell what it is given first."""
    base = call[1][1] if call[1][0] == forms.ATTR else None
    is_own = base is None or (
        base[0] in VARIABLES and base[1] in {"this", "self", "exports", "module.exports"}
    )
    return is_own and called(call) in _wrappers(module)


@remembered
def _wrappers(module: Module) -> set[str]:
    """Names of functions of a file that give a shell their first parameter as it is."""
    runners, found = _runners(module), set[str]()
    for function in module.functions[1:]:
        own = 1 if function.owner >= 0 else 0
        if len(function.parameters) <= own or function.name.startswith("<"):
            continue
        first = function.parameters[own].name
        for one in walk(function.body):
            runs = (
                one[0] == forms.CALL
                and len(one) >= CALL_SIZE
                and one[2]
                and _is_runner(one[1], runners, _RUNS)
            )
            if runs and one[2][0][0] in VARIABLES and one[2][0][1] == first:
                found.add(function.name)
    return found


def _is_handed_on(known: Callers, form: Form, inside: int) -> bool:
    return known.composes(form, inside) and known.holds(form, inside)


def _options(around: Around) -> Iterator[Hit]:
    """A program is given what a caller gives where an option may stand."""
    if OWN.search(around.path):
        return
    runners = _runners(around.module)
    known, inside = callers(around.module), around.function.number
    for call in around.calls() if runners else ():
        if len(call[2]) < 2 or not _is_started(call, runners) or not is_const(call[2][0]):  # noqa: PLR2004 - a program and its list
            continue
        commands, given = _OPTIONS.get(str(call[2][0][1])), call[2][1]
        if commands is None or given[0] != forms.SEQUENCE or not given[2] or not is_const(given[2][0]):
            continue
        if not commands.match(str(given[2][0][1])) or any(map(_ends_options, given[2])):
            continue
        # A text that is put together begins with what stands first in it.
        is_first = any(one[0] in {*VARIABLES, forms.ATTR} and known.holds(one, inside) for one in given[2])
        if is_first and not any(map(_REFUSES_DASH.search, around.texts)):
            yield around.hit("option-argument", call[4], str(call[2][0][1]))


def _ends_options(form: Form) -> bool:
    return bool(is_const(form) and form[1] == "--")


def _is_shell(given: list[Form]) -> bool:
    """Whether a program is a shell that is given a command."""
    if not is_const(given[0]) or not isinstance(given[0][1], str) or not _SHELLS.search(given[0][1]):
        return False
    first = next(iter(_listed(given[1])), None)
    return bool(first and is_const(first) and isinstance(first[1], str) and _SWITCH.match(first[1]))


def _rest(form: Form) -> list[Form]:
    """What follows the switch of a shell: the command, or what is added to the list."""
    return [*_listed(form)[1:], *(form[2] if form[0] == forms.CALL and called(form) == "concat" else ())]


def _listed(form: Form) -> list[Form]:
    """The items of a list that is written out, to which others may be added."""
    if form[0] == forms.CALL and called(form) == "concat" and form[1][0] == forms.ATTR:
        form = form[1][1]
    return list(form[2]) if form[0] == forms.SEQUENCE else []


def _has_shell(given: list[Form]) -> bool:
    """Whether the settings of a call say that a shell reads the command."""
    return any(
        one[0] == forms.MAP
        and any(
            key and is_const(key) and key[1] == "shell" and not (is_const(value) and not value[1])
            for key, value in one[1]
        )
        for one in given[1:]
    )


@remembered
def _runners(module: Module) -> set[str]:
    """Variables of a file that are a library which runs commands, or one of its functions.

    A function that gives a shell what it is given ends with `()`, one that starts a program with `[]`.
    """
    found: set[str] = set()
    for one in module.functions[0].body:
        if one[0] != forms.IMPORT or one[1] not in _PACKAGES.keys() | _SHELL:
            continue
        if one[1] in _SHELL:
            found.add(f"{one[3][1]}()")
        elif not one[2] or one[2] in {"*", "module.exports", "default"}:
            found.add(str(one[3][1]))
        else:
            found |= _as(str(one[3][1]), one[2])
    if not found:
        return found
    for _ in range(2):
        for function in module.functions:
            for one in walk(function.body):
                if one[0] == forms.ASSIGN and one[1][0][0] in VARIABLES:
                    found |= _made_of(str(one[1][0][1]), one[2], found)
    return found


def _as(name: str, what: str) -> set[str]:
    return {f"{name}[]"} if what in _STARTS else {f"{name}()"} if what in _RUNS else set()


def _made_of(name: str, value: Form, runners: set[str]) -> set[str]:
    """A name as it counts among runners by what it is given."""
    if value[0] in VARIABLES:
        return {f"{name}{end}" for end in ("", "()", "[]") if f"{value[1]}{end}" in runners}
    if _is_runner(value, runners, _STARTS, "[]"):
        return {f"{name}[]"}
    wrapped = value[0] == forms.CALL and any(_is_runner(one, runners, _RUNS) for one in value[2])
    return {f"{name}()"} if wrapped or _is_runner(value, runners, _RUNS) else set()


def _is_started(call: Form, runners: set[str]) -> bool:
    return _is_runner(call[1], runners, _STARTS, "[]")


def _is_runner(form: Form, runners: set[str], names: frozenset[str], end: str = "()") -> bool:
    if not form:
        return False
    if form[0] in VARIABLES:
        return f"{form[1]}{end}" in runners
    if form[0] != forms.ATTR or form[2] not in names:
        return False
    return form[1][0] in VARIABLES and form[1][1] in runners


SHAPES = (
    Shape("composed-command", _commands, about=_RUNS | _WORDS, opens=_RUNS | _WORDS, language=_LANGUAGE),
    Shape("option-argument", _options, words=_STARTS, language=_LANGUAGE),
)
