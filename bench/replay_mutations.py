"""What befalls plants by schedule, beside what the real history does to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from replay_plants import Carrier, Plant
from replay_world import World

_GONE_FOR = 4
_Mutation = Callable[[World, Plant], str]


class Schedule:
    """One mutation at a time, each kind in turn, whom it befalls by chance; what went comes back."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._turn = 0
        self._absent: list[tuple[int, Plant]] = []
        self._copies: list[tuple[int, Plant]] = []

    def strike(self, number: int) -> list[str]:
        """Does what is due at a commit.

        Args:
            number: how many mutations there were before.

        Returns:
            What was done, for the report.
        """
        done = [self._back(plant) for due, plant in self._absent if due <= number]
        self._absent = [item for item in self._absent if item[0] > number]
        done += [self._uncopy(plant) for due, plant in self._copies if due <= number]
        self._copies = [item for item in self._copies if item[0] > number]
        standing = [plant for plant in self._world.plants if plant.standing()]
        name = _NAMES[self._turn % len(_NAMES)]
        self._turn += 1
        if name in _SINGLE_ONLY:
            standing = [plant for plant in standing if plant.is_single]
        if not standing:
            return done
        plant = self._world.chance.choice(standing)
        if name == "delete":
            plant.hidden = True
            self._absent.append((number + _GONE_FOR, plant))
            what = "taken away"
        elif name == "copy":
            what = _copy(self._world, plant)
            self._copies.append((number + _GONE_FOR, plant))
        else:
            what = _MUTATIONS[name](self._world, plant)
        plant.befell = what
        return [*done, what]

    def _back(self, plant: Plant) -> str:
        plant.hidden = False
        plant.befell = "brought back"
        return plant.befell

    def _uncopy(self, plant: Plant) -> str:
        if len(plant.spots) > 1:
            plant.spots.pop(0 if self._world.chance.random() < 0.5 else -1)  # noqa: PLR2004 - heads or tails
        plant.befell = "one copy taken away"
        return plant.befell


def _copy(world: World, plant: Plant) -> str:
    elsewhere = [one for one in world.there() if all(one is not spot.carrier for spot in plant.spots)]
    if elsewhere:
        plant.spots.append(world.spot(world.chance.choice(elsewhere)))
    return "copied to another file"


def _rename(world: World, plant: Plant) -> str:
    carrier = _carrier(plant)
    world.extra += 1
    path = PurePosixPath(carrier.place)
    carrier.shown = str(path.with_name(f"was_{world.extra}_{path.name}"))
    return "file renamed"


def _move_folder(world: World, plant: Plant) -> str:
    carrier = _carrier(plant)
    world.extra += 1
    path = PurePosixPath(carrier.place)
    carrier.shown = str(path.parent / f"moved_{world.extra}" / path.name)
    return "file moved to another folder"


def _move_lines(world: World, plant: Plant) -> str:
    spot = plant.standing()[0]
    spot.anchor = world.chance.randint(0, len(spot.carrier.lines))
    return "lines moved within the file"


def _move_file(world: World, plant: Plant) -> str:
    spot = plant.standing()[0]
    others = [one for one in world.there() if one is not spot.carrier]
    if others:
        fresh = world.spot(world.chance.choice(others))
        spot.carrier, spot.anchor = fresh.carrier, fresh.anchor
    return "lines moved to another file"


def _indent(_world: World, plant: Plant) -> str:
    carrier = _carrier(plant)
    carrier.indent = (carrier.indent + 1) % 3
    return "file re-indented"


def _nest(_world: World, plant: Plant) -> str:
    spot = plant.standing()[0]
    spot.deeper = (spot.deeper + 1) % 4
    return "lines re-indented"


def _reformat(world: World, plant: Plant) -> str:
    spot = plant.standing()[0]
    spot.form += world.chance.randint(1, 6)
    return "reformatted (quotes, wrapping, order of keys)"


def _rename_variable(world: World, plant: Plant) -> str:
    world.extra += 1
    plant.variable = f"mall{world.extra}_{plant.variable.partition('_')[2]}"
    return "variable renamed"


def _split(world: World, plant: Plant) -> str:
    spot = plant.standing()[0]
    carrier = spot.carrier
    world.extra += 1
    path = PurePosixPath(carrier.place)
    if carrier.split is None:
        carrier.split = (
            max(1, min(spot.anchor, len(carrier.lines) // 2)),
            str(path.with_name(f"part_{world.extra}_{path.name}")),
        )
        return "file split in two"
    carrier.split = None
    return "two parts of a file joined again"


def _rotate(world: World, plant: Plant) -> str:
    plant.ended = True
    fresh = world.nursery.plant(plant.shape)
    fresh.variable = plant.variable
    fresh.spots = plant.spots
    plant.spots = []
    fresh.befell = "new value in the place of another"
    world.plants.append(fresh)
    return "value exchanged"


def _carrier(plant: Plant) -> Carrier:
    return plant.standing()[0].carrier


_MUTATIONS: dict[str, _Mutation] = {
    "rename": _rename,
    "move-lines": _move_lines,
    "reformat": _reformat,
    "indent": _indent,
    "split": _split,
    "move-file": _move_file,
    "rename-variable": _rename_variable,
    "nest": _nest,
    "move-folder": _move_folder,
    "rotate": _rotate,
}
# What a person chose is known by name and place: in another file it is another finding, by design.
_SINGLE_ONLY = frozenset({"move-file", "copy", "split"})
_NAMES = (
    "rename", "move-lines", "reformat", "delete", "indent", "split", "copy", "move-file", "rename-variable",
    "reformat", "nest", "delete", "move-folder", "copy", "rotate",
)  # fmt: skip
