"""Which function evaluates which form."""

from __future__ import annotations

from vedette.analysis.program import calls, expressions, statements
from vedette.analysis.program.frame import Evaluator, Frame, Runner
from vedette.model import form as forms

_EXPRESSIONS: dict[int, Evaluator] = {
    forms.CONST: expressions.const,
    forms.LOCAL: expressions.local,
    forms.FREE: expressions.free,
    forms.GLOBAL: expressions.global_,
    forms.ATTR: expressions.attr,
    forms.ITEM: expressions.item_,
    forms.SLICE: expressions.slice_,
    forms.CALL: calls.call,
    forms.NEW: calls.call,
    forms.BINARY: expressions.binary,
    forms.UNARY: expressions.unary,
    forms.COMPARE: expressions.compare,
    forms.LOGIC: expressions.logic,
    forms.PICK: expressions.pick,
    forms.TEXT: expressions.text,
    forms.SEQUENCE: expressions.sequence,
    forms.MAP: expressions.map_,
    forms.EACH: expressions.each,
    forms.BIND: expressions.bind,
    forms.CLOSURE: expressions.closure,
    forms.AWAIT: expressions.await_,
    forms.YIELD: expressions.yield_,
    forms.SPREAD: expressions.spread,
    forms.OTHER: expressions.other,
}
_STATEMENTS: dict[int, Runner] = {
    forms.ASSIGN: statements.assign,
    forms.AUGMENT: statements.augment,
    forms.EVAL: statements.evaluate,
    forms.BRANCH: statements.branch,
    forms.LOOP: statements.loop,
    forms.RETURN: statements.return_,
    forms.THROW: statements.throw,
    forms.TRY: statements.try_,
    forms.WITH: statements.with_,
    forms.FUNCTION: statements.function,
    forms.CLASS: statements.class_,
    forms.IMPORT: statements.import_,
    forms.DELETE: statements.delete,
    forms.LEAVE: statements.leave,
    forms.NEXT: statements.next_,
    forms.LATER: statements.unread,
}


def assemble() -> None:
    """Tell frames how to evaluate; the evaluators need frames themselves."""
    Frame.EXPRESSIONS = [_EXPRESSIONS[number] for number in range(len(_EXPRESSIONS))]
    Frame.STATEMENTS = _STATEMENTS
