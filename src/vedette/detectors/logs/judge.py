"""Judges five minutes of a system: is there more of something than can be by chance?"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from vedette.detectors.logs.attempts import Attempt
from vedette.detectors.logs.baseline import score
from vedette.detectors.logs.columns import Columns
from vedette.detectors.logs.routes import OTHER
from vedette.detectors.logs.scope import (
    DENIED,
    ENTERED,
    FAILED,
    FEW,
    REFUSED,
    REQUESTS,
    Scope,
    Window,
    burst,
    forgetting,
    usual_burst,
)
from vedette.detectors.logs.seen import Seen
from vedette.model.rule import Confidence, Severity

_OF_ROUTE, _OF_SYSTEM, _OF_LOGINS = 20, 50, 50
_TIMES, _SCORE = 5.0, 8.0
_EXTREME_REQUESTS, _EXTREME_SHARE = 200, 0.5
_LEADERS = 3
_ALONE = 0.8
_RULES = {REFUSED: "logs-client-errors", FAILED: "logs-server-errors"}
_WORDS = {REFUSED: "refused requests (4xx)", FAILED: "failed requests (5xx)"}
_FIRST = {REFUSED: b"4", FAILED: b"5"}


class Judge:
    """Judges one window of one system as far as it has come."""

    def __init__(self, seen: Columns, scope: Scope, number: int, host: bytes) -> None:
        self._seen, self._scope, self._number, self._host = seen, scope, number, host
        self._window: Window = scope.windows[number]

    def errors(self) -> Iterator[Seen]:
        """Errors of routes, then those of the system that they do not explain."""
        for kind in (FAILED, REFUSED):
            count = self._window.counts[kind]
            if count < _OF_ROUTE:
                continue
            if not self._scope.known:
                yield from self._extreme(kind)
                continue
            if kind == REFUSED:
                yield from self._one_client()
            for name, counts in self._window.routes.items():
                if counts[kind] >= _OF_ROUTE and name != OTHER:
                    yield from self._route(kind, name, counts[kind])
            yield from self._system(kind, count)

    def logins(self, last: Attempt) -> Iterator[Seen]:
        """Logins of the system, those of the busiest client left out: they are told of elsewhere."""
        window, scope = self._window, self._scope
        for metric, words in ((DENIED, "failed logins"), (ENTERED, "logins")):
            count = window.counts[metric]
            if metric == DENIED:
                count -= window.most("logins")[1]
            if count < _OF_LOGINS or str(metric) in window.told or not scope.profiles[metric].known:
                continue
            if scope.days < 2:  # noqa: PLR2004 - a day says nothing of the next
                continue
            usual, spread = scope.profiles[metric].expected(self._number), scope.profiles[metric].spread()
            if not _beyond(count, usual, spread):
                continue
            window.told.append(str(metric))
            yield Seen(
                rule="logs-login-rate",
                time=last.time,
                line=last.line,
                host=self._host,
                where=words,
                text=_compared(count, words, usual),
                reason=f"There are more {words} than at any such hour before.",
                count=count,
            )

    def newcomers(self) -> Iterator[Seen]:
        """Routes that answer and were never seen while all others were learned."""
        if not self._scope.mature:
            return
        for name in self._window.routes:
            route = self._scope.routes.get(name)
            if route is None or not route.fresh or route.answered < FEW:
                continue
            route.fresh = False
            place = max(self._seen.last(self._number, name, b"2"), self._seen.last(self._number, name, b"3"))
            if place >= 0:
                yield replace(
                    self._at("logs-new-route", place, name),
                    text=f"{name} was answered {route.answered} times",
                    reason="A route answers that was never asked for before.",
                    count=route.answered,
                )

    def _route(self, kind: int, name: str, count: int) -> Iterator[Seen]:
        window, scope = self._window, self._scope
        mark = f"{kind} {name}"
        route = scope.routes.get(name)
        if mark in window.told or route is None or self._leaders(kind) >= _LEADERS:
            return
        errors = route.refused if kind == REFUSED else route.failed
        spread = scope.profiles[kind].spread()
        own = count - (window.most(name)[1] if kind == REFUSED else 0)
        usual = scope.usual_on(name, kind, self._number) * forgetting(self._number - route.last)
        if own < _OF_ROUTE:
            return
        if own < 2 * usual_burst(errors, self._number):
            # As it was again and again: neither the route nor the system speaks of it.
            window.told += [] if f"{kind}~{name}" in window.told else [f"{kind}~{name}"]
            return
        if not _beyond(own, usual, spread):
            return
        place = self._seen.last(self._number, name, _FIRST[kind])
        if place < 0:
            return
        window.told.append(mark)
        burst(errors, count, self._number)
        yield replace(
            self._at(_RULES[kind], place, name),
            text=_compared(count, _WORDS[kind], usual, window.routes[name][REQUESTS]),
            reason=f"This route has more {_WORDS[kind]} than at any such hour before.",
            count=count,
        )

    def _system(self, kind: int, count: int) -> Iterator[Seen]:
        window, scope = self._window, self._scope
        if str(kind) in window.told:
            return
        marks = [mark.partition(" ")[2] for mark in window.told if mark.startswith(f"{kind} ")]
        rest = count - (window.most(None)[1] if kind == REFUSED else 0)
        known = {mark.partition("~")[2] for mark in window.told if mark.startswith(f"{kind}~")}
        known.update(marks if len(marks) < _LEADERS else ())
        rest -= sum(window.routes[name][kind] for name in known)
        rest -= self._explained(kind, known)
        usual, spread = scope.usual(kind, self._number), scope.profiles[kind].spread()
        before = usual_burst(scope.bursts[kind], self._number)
        if rest < _OF_SYSTEM or not _beyond(rest, usual, spread) or rest < 2 * before:
            return
        place = self._seen.last(self._number, None, _FIRST[kind])
        if place < 0:
            return
        window.told.append(str(kind))
        burst(scope.bursts[kind], count, self._number)
        asked = window.counts[REQUESTS]
        grave = kind == FAILED and count >= _EXTREME_SHARE * asked
        yield replace(
            self._at(_RULES[kind], place),
            text=_compared(count, _WORDS[kind], usual, asked),
            reason=f"The system as a whole has more {_WORDS[kind]} than at any such hour before.",
            severity=Severity.high if grave else None,
            count=count,
        )

    def _explained(self, kind: int, known: set[str]) -> int:
        """Errors that are usual on the routes where they are many, beside those that are known."""
        many = (
            (name, counts[kind])
            for name, counts in self._window.routes.items()
            if counts[kind] >= _OF_ROUTE and name not in known and name in self._scope.routes
        )
        return sum(min(count, int(self._scope.usual_on(name, kind, self._number))) for name, count in many)

    def _extreme(self, kind: int) -> Iterator[Seen]:
        """Before anything is known, only that half of all fails."""
        window = self._window
        asked, count = window.counts[REQUESTS], window.counts[kind]
        if kind != FAILED or asked < _EXTREME_REQUESTS or count < _EXTREME_SHARE * asked:
            return
        place = self._seen.last(self._number, None, b"5")
        if str(kind) in window.told or place < 0:
            return
        window.told.append(str(kind))
        yield replace(
            self._at(_RULES[kind], place),
            text=f"{count} of {asked} requests failed (5xx) within five minutes",
            reason="Half of all requests fail. What is usual here is not known yet.",
            confidence=Confidence.medium,
            count=count,
        )

    def _one_client(self) -> Iterator[Seen]:
        """One client that causes nearly all refusals looks around; the routes are well."""
        window = self._window
        client, count = window.most(None)
        if count < _OF_SYSTEM or "client" in window.told or count < _ALONE * window.counts[REFUSED]:
            return
        usual = self._scope.usual(REFUSED, self._number)
        if not client or not _beyond(count, usual, self._scope.profiles[REFUSED].spread()):
            return
        place = self._seen.last(self._number, None, b"4")
        if place < 0:
            return
        window.told += ["client", str(REFUSED)]
        yield replace(
            self._at("logs-one-client-errors", place),
            text=_compared(count, _WORDS[REFUSED], usual, window.counts[REQUESTS]),
            reason="One client asks for much that does not exist or is not for it.",
            client=client,
            count=count,
        )

    def _leaders(self, kind: int) -> int:
        """How many routes were told of in this window and the one before: of more the system speaks."""
        before = self._scope.windows.get(self._number - 1)
        marks = {*self._window.told, *(before.told if before else ())}
        return sum(mark.startswith(f"{kind} ") for mark in marks)

    def _at(self, rule: str, place: int, path: str = "") -> Seen:
        """What is told at a line."""
        rows = self._seen.batch.rows
        return Seen(
            rule=rule,
            time=self._seen.time(place),
            line=self._seen.line(place),
            text="",
            reason="",
            host=self._host,
            path=path,
            method=rows.methods[place] if path and place < len(rows.methods) else b"",
            status=int(rows.statuses[place]) if rows.statuses[place].isdigit() else 0,
        )


def _beyond(count: int, usual: float, spread: float) -> bool:
    return count >= _TIMES * usual and score(count, usual, spread) >= _SCORE


def _compared(count: int, words: str, usual: float, asked: int = 0) -> str:
    among = f" among {asked} requests" if asked else ""
    return f"{count} {words}{among} within five minutes, where {usual:.1f} are usual"
