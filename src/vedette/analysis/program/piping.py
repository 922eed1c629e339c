"""What a framework makes of a part of a request before it hands it on: pipes that the program has written."""

from __future__ import annotations

from vedette.analysis.program.callbacks import called
from vedette.analysis.program.conditions import Site
from vedette.analysis.program.containers import Operation
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.members import attribute, source_taint
from vedette.analysis.program.values import UNKNOWN, FunctionRef, Taint, Value, merged

# The method by which a pipe makes something of what it is given.
_PIPES = "transform"


def _piped(frame: Frame, site: Site) -> Value | None:
    """The source that a call is, as the pipes leave it that it is given; None without pipes."""
    taint: Taint = {}
    for name in frame.value(site.form[1]).names:
        for source in frame.world.book.read(f"{name}()"):
            taint = merged(taint, source_taint(frame, source.kind, source.what, site.pos, f"{name}()"))
    value, piped = Value(taint).kept(), False
    for one in site.arguments:
        for method in attribute(frame, one, _PIPES, site.pos).refs:
            if isinstance(method, FunctionRef):
                me = method.receiver or UNKNOWN
                bound = FunctionRef(method.path, method.number, me, method.captured, method.home)
                value, piped = called(frame, site, Value(refs=(bound,)), [value, UNKNOWN], {}), True
    return value if piped else None


PIPING: dict[str, Operation] = {"piped": _piped}
