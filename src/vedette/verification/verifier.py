"""The verifier: asks providers through the one door, a few requests a second, and forgets what they said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from vedette.model.errors import VedetteError
from vedette.model.verification import Asked, Credential, Verified
from vedette.network.address import Address
from vedette.network.door import Door
from vedette.network.interface import Answer, Ask, Clock, Limits, NetworkError
from vedette.verification.question import Halves, halves, hosts, meaning, request
from vedette.verification.spec import Spec, specs

_TOO_MANY = 429


class Bounds(Struct, frozen=True, kw_only=True):
    """How much one run may ask.

    Attributes:
        credentials: at most.
        requests: at most.
        seconds: after which nothing more is asked.
        per_second: requests to all hosts.
        host_per_second: requests to one host.
        failures: of one host, in a row, after which it is not asked again.
        silences: hosts that could not be reached, with none that could, after which nobody is asked any more.
        exchange: of one request.
    """

    credentials: int = 200
    requests: int = 600
    seconds: float = 300.0
    per_second: float = 10.0
    host_per_second: float = 2.0
    failures: int = 3
    silences: int = 4
    exchange: Limits = Limits(seconds=10.0, all_seconds=10.0, most_bytes=256 * 1024, attempts=1, requests=1)


class ProviderVerifier:
    """Asks the providers of shipped rules; for one run.

    Args:
        environment: of the user, for the proxy.
        known: rule id -> spec; None for those of this installation.
        bounds: of the run.
        clock: tells the time and waits.
        route: where an address is really found. There is no option, variable or setting for it: a test
            gives one to reach a server of its own.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        known: Mapping[str, Spec] | None = None,
        *,
        bounds: Bounds | None = None,
        clock: Clock | None = None,
        route: Callable[[Address], Address] | None = None,
    ) -> None:
        self._environment = dict(environment)
        self._specs = specs() if known is None else known
        self._bounds = bounds or Bounds()
        self._clock = clock or Clock()
        self._route = route or (lambda address: address)
        self.rules = frozenset(self._specs)
        self.most = self._bounds.credentials
        self.reached = False
        self.requests = 0
        self._next = 0.0
        self._next_of: dict[str, float] = {}
        self._failed: Counter[str] = Counter()

    def verify(self, credentials: Sequence[Credential]) -> Iterator[Asked]:
        """As `Verifier.verify`."""
        until = self._clock.now() + self._bounds.seconds
        for credential in credentials[: self.most]:
            if self._is_over(until):
                return
            verified = self._verified(credential, until)
            yield Asked(subject=credential.subject, verified=verified, requests=self.requests)

    def _verified(self, credential: Credential, until: float) -> Verified:
        spec = self._specs.get(credential.rule)
        given = halves(spec, credential) if spec else None
        if spec is None or given is None:
            return Verified.unknown
        answers = []
        for host in hosts(spec, given):
            answers.append(self._asked(spec, given, host, until))
            if answers[-1] is Verified.live:
                return Verified.live
        if answers and given.sure and all(one is Verified.dead for one in answers):
            return Verified.dead
        return Verified.unknown

    def _asked(self, spec: Spec, given: Halves, host: str, until: float) -> Verified:
        if self._is_over(until) or self._failed[host] >= self._bounds.failures:
            return Verified.unknown
        self._wait(host)
        try:
            ask, headers = request(spec, given, host, datetime.fromtimestamp(self._clock.epoch(), UTC))
            answer = self._exchange(host, ask, headers)
        except NetworkError as error:
            # Neither the message nor anything else of it is kept: it says which host was asked.
            self._failed[host] += 1
            self.reached = self.reached or error.unsure
            return Verified.unknown
        except (VedetteError, ValueError):
            self._failed[host] += 1
            return Verified.unknown
        self.reached = True
        # A host that has enough of us is left alone.
        self._failed[host] = self._bounds.failures if answer.status == _TOO_MANY else 0
        return meaning(spec, answer)

    def _exchange(self, host: str, ask: Ask, headers: Mapping[str, str]) -> Answer:
        door = Door(
            self._route(Address("https", host, 443)),
            credentials=headers,
            environment=self._environment,
            limits=self._bounds.exchange,
            clock=self._clock,
        )
        self.requests += 1
        return door.look(ask)

    def _wait(self, host: str) -> None:
        now = self._clock.now()
        at = max(now, self._next, self._next_of.get(host, 0.0))
        if at > now:
            self._clock.sleep(at - now)
        self._next = at + 1 / self._bounds.per_second
        self._next_of[host] = at + 1 / self._bounds.host_per_second

    def _is_over(self, until: float) -> bool:
        silent = not self.reached and len(self._failed) >= self._bounds.silences
        return silent or self.requests >= self._bounds.requests or self._clock.now() >= until
