"""Functions whose statements are read when they are asked for: most functions of a test never are."""

from __future__ import annotations

import importlib

from vedette.model.form import LATER, Form, Function, Module


def ready(function: Function) -> Function:
    """A function whose statements are read, now if they were not before.

    Args:
        function: as it was read from where it was kept: its body is a list, and is filled in place. Where
            it has mistakes, it begins with a statement that stands for what could not be read.
    """
    body = function.body
    if body and body[0][0] == LATER and body[0][2]:
        body[:] = _read(body[0])
    return function


def completed(module: Module) -> Module:
    """A form of which every function is read."""
    for function in module.functions:
        ready(function)
    return module


def _read(form: Form) -> list[Form]:
    _, language, text, pos = form
    outline = importlib.import_module(f"vedette.languages.{language}.outline")
    found: list[Form] = outline.statements(text, pos)
    return found
