"""A project is bound to the source that first said it is its own, on each kind of store."""

from __future__ import annotations

import pytest
from ledger_world import finding, run, scan, seen, states

from vedette.ledger.interface import Ledger
from vedette.model.errors import UsageError
from vedette.model.finding import State


def test_another_source_is_refused_and_closes_nothing(ledger: Ledger) -> None:
    (one,) = scan(ledger, 1, [finding()], seen("a.py"), source="host/a", roots=("1",))
    for number, source in enumerate(("host/b", ""), 2):
        with pytest.raises(UsageError, match="another source"):
            scan(ledger, number, [], seen("a.py"), source=source)
    assert states(ledger) == {one.id: State.open}
    assert ledger.sources(run(4, source="host/b")).names == {"host/a"}
    assert ledger.verify() == []


@pytest.mark.parametrize(
    "how", [{"source": "host/a"}, {"source": "b", "roots": ("2", "1")}, {"source": "b", "vouched": True}]
)
def test_what_belongs_to_it_closes_and_goes_on_belonging(ledger: Ledger, how: dict[str, object]) -> None:
    (one,) = scan(ledger, 1, [finding()], seen("a.py"), source="host/a", roots=("1",))
    scan(ledger, 2, [], seen("a.py"), **how)
    assert states(ledger) == {one.id: State.fixed}
    for number, source in enumerate(("host/a", str(how["source"])), 3):
        scan(ledger, number, [], seen("a.py"), source=source)


def test_runs_that_name_no_source_bind_nothing(ledger: Ledger) -> None:
    (one,) = scan(ledger, 1, [finding()], seen("a.py"))
    scan(ledger, 2, [], seen("a.py"), source="host/a")
    assert states(ledger) == {one.id: State.fixed}
