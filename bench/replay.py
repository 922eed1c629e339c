"""Replays real commits with planted secrets through the pipeline, and says how findings kept their identity.

    VEDETTE_CORPUS=FOLDER python bench/replay.py                    # all of replay.toml, prints Markdown
    VEDETTE_CORPUS=FOLDER python bench/replay.py expressjs/express  # only these
    VEDETTE_CORPUS=FOLDER python bench/replay.py --commits 50       # only the first so many of each
    python bench/replay.py --tell                                   # what the last runs said, once more

FOLDER holds a git directory `OWNER+NAME/repo` for each repository (a bare clone will do). Each commit is
judged by `vedette.pipeline.scan` against the one judged before it, with a ledger and a cache empty at first.
Nothing is downloaded, and no code of the repositories is run.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from replay_mutations import Schedule
from replay_plants import Nursery, Plant
from replay_world import Scratch, World

HERE = Path(__file__).resolve().parent
WORK = HERE / "work" / "replay"
_MISSES_SHOWN = 60


@dataclass(frozen=True)
class Miss:
    """Something that went wrong: where, with what, and what the plant had suffered last."""

    at: str
    plant: str
    what: str
    befell: str


@dataclass
class Tally:
    """What came of one repository."""

    name: str
    commits: int = 0
    judged: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    befell: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    def check(self, what: str, right: bool, miss: Miss) -> None:
        """Counts one thing that should hold."""
        self.counts[what] += 1
        if not right:
            self.wrong[what] += 1
            self.misses.append(miss)


def main() -> int:
    """Do what the command line says; 0 when nothing was missed."""
    parser = argparse.ArgumentParser(description="Replay real commits with planted secrets.")
    parser.add_argument("names", nargs="*", metavar="OWNER/NAME", help="only these repositories")
    parser.add_argument("--commits", type=int, default=0, help="only the first so many of each")
    parser.add_argument("--tell", action="store_true", help="only print what the last runs said")
    parser.add_argument("--from", dest="folder", type=Path, default=os.environ.get("VEDETTE_CORPUS"))
    options = parser.parse_args()
    if options.folder is None and not options.tell:
        parser.error("name the folder of git directories with --from or VEDETTE_CORPUS")
    plan = tomllib.loads((HERE / "replay.toml").read_text(encoding="utf-8"))
    chosen = [one for one in plan["repository"] if not options.names or one["name"] in options.names]
    _settle_surroundings()
    if options.tell:
        tallies = [_remembered(one["name"]) for one in chosen]
    else:
        tallies = [_replay(one, plan["seed"], options) for one in chosen]
    print(told(tallies))
    return 1 if any(tally.misses for tally in tallies) else 0


def _settle_surroundings() -> None:
    """Nothing of the user's comes in, and nothing is left in the user's folders."""
    for name in [name for name in os.environ if name.startswith(("VEDETTE_", "GIT_")) or name == "CI"]:
        del os.environ[name]
    for name in ("CACHE", "STATE", "CONFIG"):
        os.environ[f"XDG_{name}_HOME"] = str(WORK / "home" / name.lower())


def _replay(entry: dict[str, Any], seed: int, options: argparse.Namespace) -> Tally:
    folder = WORK / entry["name"].replace("/", "+")
    scratch = Scratch(Path(options.folder) / entry["name"].replace("/", "+") / "repo", folder)
    commits = scratch.line(entry["first"], entry["last"])
    if options.commits:
        commits = commits[: options.commits]
    # Not for secrecy: the same seed has to plant the same again.
    chance = random.Random(f"{seed} {entry['name']}")  # noqa: S311
    world = World(scratch, chance, Nursery(chance))
    world.begin(commits, entry["plants"])
    ledger = folder.with_name(f"{folder.name}.ledger") / "ledger.db"
    for leftover in ledger.parent.glob("*"):
        leftover.unlink()
    replayed = _Replay(world, Schedule(world), ledger, Tally(entry["name"], commits=len(commits)))
    began = time.monotonic()
    replayed.go(commits, entry["every"])
    replayed.tally.seconds = time.monotonic() - began
    _kept(entry["name"]).write_bytes(msgspec.json.encode(replayed.tally))
    return replayed.tally


def _remembered(name: str) -> Tally:
    return msgspec.json.decode(
        _kept(name).read_bytes(), type=Tally, dec_hook=lambda _, counts: Counter(counts)
    )


def _kept(name: str) -> Path:
    return WORK / f"{name.replace('/', '+')}.json"


class _Sightings:
    """What a run saw of each plant: its identities, its paths, and what else bears the same identity."""

    def __init__(self, record: Any, where: dict[tuple[str, int], Plant]) -> None:
        self.ids: dict[str, dict[str, Any]] = defaultdict(dict)
        self.plants: dict[str, set[str]] = defaultdict(set)
        self.strangers: Counter[str] = Counter()
        self._seen: dict[str, set[str]] = defaultdict(set)
        self._asked: dict[str, set[str]] = defaultdict(set)
        for (path, _), plant in where.items():
            self._asked[plant.name].add(path)
        for item in record.verdict.judgements:
            for finding in (item.tracked.finding, *item.tracked.also):
                if finding.kind == "secrets" and not finding.place.revision:
                    self._add(item.tracked, finding.place, where)

    def missing(self, plant: Plant) -> set[str]:
        """Paths where a plant stands and was not seen."""
        return self._asked[plant.name] - self._seen[plant.name]

    def _add(self, tracked: Any, place: Any, where: dict[tuple[str, int], Plant]) -> None:
        plant = where.get((place.path, place.start.line))
        if plant is None:
            self.strangers[tracked.id] += 1
            return
        self.ids[plant.name][tracked.id] = tracked
        self.plants[tracked.id].add(plant.name)
        self._seen[plant.name].add(place.path)


class _Replay:
    def __init__(self, world: World, schedule: Schedule, ledger: Path, tally: Tally) -> None:
        self.world, self.schedule, self.tally = world, schedule, tally
        self._ledger = ledger
        self._head = self._judged = ""
        self._skip = 0
        self._dull: set[str] = set()

    def go(self, commits: Sequence[str], every: int) -> None:
        """Replays them; now and then some are squashed into one, or one is made again as a rebase does."""
        for number, commit in enumerate(commits):
            if number:
                self.world.advance(commits[number - 1], commit)
            if number and number % every == 0:
                for what in self.schedule.strike(number // every):
                    self.tally.befell[what] += 1
            contents, hidden, where = self.world.shown()
            self._head = self.world.scratch.show(commit, contents, hidden, self._head)
            if self._skip and number + 1 < len(commits):
                self._skip -= 1
                continue
            self._judge(commit, where)
            self._disturb(number)
            if number and number % (7 * every) == 0:
                self._again(commit, where)
            for plant in self.world.plants:
                plant.is_news = False

    def _disturb(self, number: int) -> None:
        if number and self.world.chance.random() < 0.1:  # noqa: PLR2004 - one in ten
            self._skip = self.world.chance.randint(1, 4)
            self.tally.befell["several commits squashed into one"] += 1

    def _again(self, commit: str, where: dict[tuple[str, int], Plant]) -> None:
        tree = self.world.scratch.git("rev-parse", "HEAD^{tree}").decode().strip()
        parent = self.world.scratch.git("rev-parse", "HEAD^").decode().strip()
        self._head = self.world.scratch.commit(tree, parent, f"rebased {commit[:12]}")
        self.tally.befell["commit made again, as by a rebase"] += 1
        self._judge(commit, where)

    def _judge(self, commit: str, where: dict[tuple[str, int], Plant]) -> None:
        from vedette.model.events import Judged
        from vedette.pipeline import Request, scan

        request = Request(
            path=self.world.scratch.folder, since=self._judged or None, ledger_path=str(self._ledger)
        )
        record = next(event.record for event in scan(request) if isinstance(event, Judged))
        self._judged = self._head
        self.tally.judged += 1
        self._compare(f"{self.tally.name} {commit[:10]}", record, where)

    def _compare(self, at: str, record: Any, where: dict[tuple[str, int], Plant]) -> None:
        complete = record.verdict.completeness == "complete"
        self.tally.check("run complete", complete, Miss(at, "", "; ".join(record.verdict.reasons), ""))
        sightings = _Sightings(record, where)
        states = self._states()
        for plant in self.world.plants:
            if plant.standing():
                self._standing(at, plant, sightings.ids[plant.name], states)
                if plant.id and sightings.ids[plant.name]:
                    missing = sightings.missing(plant)
                    self._check(at, "place seen", not missing, plant, f"not seen in {sorted(missing)}")
            elif plant.id:
                self._absent(at, plant, states)
        for id_, names in sightings.plants.items():
            others = sightings.strangers[id_]
            what = f"{id_} is {', '.join(sorted(names))} and {others} of the project"
            alone = len(names) == 1 and not others
            self.tally.check("identity of one secret only", alone, Miss(at, min(names), what, ""))

    def _standing(self, at: str, plant: Plant, ids: dict[str, Any], states: dict[str, str]) -> None:
        if not plant.id:
            if not ids:
                self.tally.counts["planted and never detected"] += plant.name not in self._dull
                self._dull.add(plant.name)
                return
            self._dull.discard(plant.name)
            plant.id = min(ids)
            plant.is_news = True
            self.tally.counts["plants"] += 1
            self._check(
                at, "one finding for a secret", len(ids) == 1, plant, f"doubled at once: {sorted(ids)}"
            )
            return
        self._check(at, "seen", bool(ids), plant, "not detected in this form")
        if not ids:
            return
        kept = plant.id in ids
        self._check(at, "identity kept", kept, plant, f"{plant.id} became {sorted(ids)}")
        self._check(at, "one finding for a secret", len(ids) == 1, plant, f"doubled: {sorted(ids)}")
        if not kept:
            plant.id = min(ids)
        tracked = ids[plant.id]
        self._check(at, "open while it stands", states.get(plant.id) == "open", plant, "wrongly closed")
        if plant.was_closed:
            plant.is_news = True
            self._check(at, "reopened and said so", tracked.reopened, plant, "came back as if it were new")
        elif kept:
            self._check(at, "not reopened for nothing", not tracked.reopened, plant, "said to be reopened")
            # A commit made again is judged against the parent: what it brought in, it brings in again.
            if not plant.is_news:
                self._introduced(at, plant, tracked)
        plant.was_closed = False
        plant.weight = (tracked.finding.severity.rank, tracked.finding.confidence.rank)

    def _introduced(self, at: str, plant: Plant, tracked: Any) -> None:
        """Nothing that was there is said to be brought in, unless a copy weighs more than it did."""
        now = (tracked.finding.severity.rank, tracked.finding.confidence.rank)
        if tracked.introduced and any(new > old for new, old in zip(now, plant.weight, strict=True)):
            self.tally.counts["introduced by a copy that weighs more"] += 1
        else:
            self._check(at, "not introduced again", not tracked.introduced, plant, "said to be introduced")

    def _absent(self, at: str, plant: Plant, states: dict[str, str]) -> None:
        self._check(at, "closed when it is gone", states.get(plant.id) == "fixed", plant, "still open")
        plant.was_closed = True

    def _check(self, at: str, what: str, right: bool, plant: Plant, wrong: str) -> None:
        self.tally.check(what, right, Miss(at, plant.name, f"{what}: {wrong}", plant.befell))

    def _states(self) -> dict[str, str]:
        from vedette.ledger.store import open_ledger

        with closing(open_ledger(self._ledger)) as ledger:
            return {item.id: str(item.state) for item in ledger.findings(None)}


def told(tallies: Sequence[Tally]) -> str:
    """The report, as Markdown."""
    lines = _head("", tallies)
    lines.append(_row("commits", [tally.commits for tally in tallies]))
    lines.append(_row("judged", [tally.judged for tally in tallies]))
    lines.append(_row("seconds", [round(tally.seconds) for tally in tallies]))
    for name in sorted({name for tally in tallies for name in tally.counts}):
        pairs = [(tally.counts[name], tally.wrong[name]) for tally in tallies]
        pairs.append((sum(count for count, _ in pairs), sum(wrong for _, wrong in pairs)))
        cells = [f"{n - wrong:,} of {n:,}" if name not in _COUNTED else f"{n:,}" for n, wrong in pairs]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += ["", *_head("what befell them", tallies)]
    for name in sorted({name for tally in tallies for name in tally.befell}):
        lines.append(_row(name, [tally.befell[name] for tally in tallies]))
    misses = [miss for tally in tallies for miss in tally.misses]
    alike: dict[tuple[str, ...], list[Miss]] = defaultdict(list)
    for miss in misses:
        alike[miss.at.split()[0], miss.plant, miss.befell, miss.what].append(miss)
    lines += ["", f"Misses: {len(misses)}."]
    lines += [
        f"- {same[0].at} and {len(same) - 1} more, {plant} ({befell}): {what}"
        for (_, plant, befell, what), same in list(alike.items())[:_MISSES_SHOWN]
    ]
    return "\n".join(lines)


_COUNTED = frozenset({"plants", "planted and never detected", "introduced by a copy that weighs more"})


def _head(what: str, tallies: Sequence[Tally]) -> list[str]:
    names = " | ".join(tally.name for tally in tallies)
    return [f"| {what} | {names} | all |", "|---|" + "---:|" * (len(tallies) + 1)]


def _row(name: str, values: Sequence[int]) -> str:
    return f"| {name} | {' | '.join(f'{value:,}' for value in (*values, sum(values)))} |"


if __name__ == "__main__":
    sys.exit(main())
