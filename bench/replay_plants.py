"""What is planted for the replay, and how a line is carried from one version of a file to the next.

Values are made by chance when the replay runs; the files of this folder hold none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from vedette.detectors.secrets.examples import ALPHABETS, example
from vedette.detectors.secrets.rulebook import Definition, Shape, definitions
from vedette.rulebook import rulebook

_NAMES = ("api_secret", "auth_token", "client_secret", "access_token", "signing_secret", "deploy_token")
_WORDS = ("harbour", "lantern", "meadow", "copper", "willow", "granite", "saffron", "thistle")
_FORMS = (
    '{name} = "{value}"',
    "{name} = '{value}'",
    '{name}: "{value}"',
    '{name} =\n    "{value}"',
    '"{name}": "{value}",',
    '"region": "north", "{name}": "{value}", "retries": 3',
    '"{name}": "{value}", "retries": 3, "region": "north"',
)
_NESTED = "    "


@dataclass
class Carrier:
    """A real file that holds plants, and how its content is shown.

    Attributes:
        path: its path in the real tree; "" when it is not there any more.
        shown: its path in the tree that is scanned, when a mutation renamed it.
        lines: the real lines.
        indent: levels by which every line is pushed in.
        split: number of real lines in the first part, and the path of the second; None for one part.
    """

    path: str
    lines: list[str]
    shown: str = ""
    indent: int = 0
    split: tuple[int, str] | None = None

    @property
    def place(self) -> str:
        """Its path in the tree that is scanned."""
        return self.shown or self.path


@dataclass
class Spot:
    """One place of a plant: after so many real lines of a file, written in one of the forms."""

    carrier: Carrier
    anchor: int
    form: int = 0
    deeper: int = 0

    @property
    def is_there(self) -> bool:
        """Whether its file still is."""
        return bool(self.carrier.path)


@dataclass
class Plant:
    """A secret that was planted.

    Attributes:
        name: for the report.
        shape: `token`, `generic`, `password` or `key`.
        variable: what the value is given to.
        spots: where it is meant to stand.
        hidden: taken away for a time.
        ended: taken away for good, by rotation.
        id: the identity it got first.
        was_closed: its absence was seen since it was seen last.
        weight: severity and confidence that it had when it was seen last.
        is_news: the commit judged last brought it in or back.
        befell: the last mutation that it suffered.
    """

    name: str
    shape: str
    value: str
    variable: str
    spots: list[Spot] = field(default_factory=list)
    hidden: bool = False
    ended: bool = False
    id: str = ""
    was_closed: bool = False
    weight: tuple[int, int] = (9, 9)
    is_news: bool = False
    befell: str = "planted"

    @property
    def is_single(self) -> bool:
        """Whether a machine made it, so that it is the same wherever it stands."""
        return self.shape != "password"

    def standing(self) -> list[Spot]:
        """Where it stands now."""
        return [] if self.hidden or self.ended else [spot for spot in self.spots if spot.is_there]

    def text(self, spot: Spot) -> list[str]:
        """Its lines at a place."""
        if self.shape == "key":
            lines = self.value.split("\n")
        else:
            lines = _FORMS[spot.form % len(_FORMS)].format(name=self.variable, value=self.value).split("\n")
        return [_NESTED * spot.deeper + line + "\n" for line in lines]


class Nursery:
    """Makes plants by chance, as the shipped rules describe credentials."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        shipped = definitions(rulebook({}, ("secrets",)).of_kind("secrets").definitions)
        self._tokens = [one for one in shipped.values() if _is_plain_token(one)]
        self._keys = [
            template
            for one in shipped.values()
            if one.shape is Shape.block
            for template in one.bad
            if template.startswith("«-----BEGIN") and "<pem:" in template
        ]
        self._made = 0

    def plant(self, shape: str = "") -> Plant:
        """A new one."""
        self._made += 1
        shape = shape or self._chance.choices(("token", "generic", "password", "key"), (4, 3, 3, 1))[0]
        return Plant(
            name=f"{shape} {self._made}",
            shape=shape,
            value=self._value(shape),
            variable=f"shop{self._made}_{'password' if shape == 'password' else self._chance.choice(_NAMES)}",
        )

    def _value(self, shape: str) -> str:
        chance = self._chance
        if shape == "token":
            return example(chance.choice(chance.choice(self._tokens).bad), chance)[1]
        if shape == "key" and self._keys:
            return example(chance.choice(self._keys), chance)[1].strip("\n")
        if shape == "password":
            first, second = chance.choice(_WORDS).capitalize(), chance.choice(_WORDS)[:3]
            return f"{first}{chance.randrange(100, 9999)}!{second}"
        made = [chance.choice(ALPHABETS["b62"]) for _ in range(37)]
        return "".join(made) + "a7Q"


def _is_plain_token(one: Definition) -> bool:
    return (
        one.shape is Shape.token
        and "(?P<secret>" not in one.pattern
        and not one.decoded
        and all("«" in template and "\n" not in template and "<pem" not in template for template in one.bad)
    )


def render(
    carrier: Carrier, spots: Sequence[tuple[Plant, Spot]]
) -> dict[str, list[tuple[str, Plant | None]]]:
    """What a file looks like with its plants.

    Args:
        carrier: the file.
        spots: the plants in it.

    Returns:
        Path -> lines, each with the plant it belongs to.
    """
    parts: dict[str, list[tuple[str, Plant | None]]] = {carrier.place: []}
    at = sorted(spots, key=lambda item: (item[1].anchor, item[0].name))
    target = carrier.place
    for number, line in enumerate([*carrier.lines, None]):
        if carrier.split and number == carrier.split[0]:
            target = carrier.split[1]
            parts[target] = []
        while at and at[0][1].anchor == number:
            plant, spot = at.pop(0)
            parts[target] += [
                (_NESTED * carrier.indent + text if plant.shape != "key" else text, plant)
                for text in plant.text(spot)
            ]
        if line is not None:
            parts[target].append((_NESTED * carrier.indent + line if line.strip() else line, None))
    return parts


def carried(before: Sequence[str], after: Sequence[str], anchors: Sequence[int]) -> list[int]:
    """Where places between lines go when a file changes: with the line before, else with the one after."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [next(_moved(anchor, blocks), len(after)) for anchor in anchors]


def _moved(anchor: int, blocks: Sequence[tuple[str, int, int, int, int]]) -> Iterator[int]:
    for tag, start, end, to, _ in blocks:
        if tag == "equal" and start < anchor <= end:
            yield to + anchor - start
    for tag, start, end, to, _ in blocks:
        if tag == "equal" and start <= anchor < end:
            yield to + anchor - start
    for _, start, end, to, to_end in blocks:
        if start <= anchor <= end:
            yield min(to + anchor - start, to_end)
