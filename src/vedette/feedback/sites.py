"""Sites: formats that point into files name every place of a finding, not the first alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from vedette.model.rule import Persona
from vedette.model.verdict import Judgement


class Site(Struct, frozen=True):
    """A finding at one of its places.

    Attributes:
        judgement: its tracked finding has the place, rule and message of this site.
        name: tells it from every other site: the finding's id for the first place, with the path and a
            number for the others; "" when the finding has no id.
    """

    judgement: Judgement
    name: str


def sites(judgements: Iterable[Judgement], *, auditor: bool) -> Iterator[Site]:
    """Each finding at each of its places, the first place first.

    Args:
        judgements: those to be shown, in the order to be kept.
        auditor: also the further places that only an auditor sees.
    """
    for item in judgements:
        tracked = item.tracked
        yield Site(item, tracked.id)
        seen: Counter[str] = Counter()
        for one in tracked.also:
            seen[one.place.path] += 1
            if auditor or one.persona is Persona.regular:
                name = f"{tracked.id}:{one.place.path}:{seen[one.place.path]}" if tracked.id else ""
                yield Site(replace(item, tracked=replace(tracked, finding=one, also=())), name)
