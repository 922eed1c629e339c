"""The replay's ground truth: lines are carried as git carries them, and every plant's place is known."""

import os
import random
import subprocess

import pytest
from replay import Tally, told
from replay_mutations import Schedule
from replay_plants import Carrier, Nursery, Plant, Spot, carried, render
from replay_world import Scratch, World


def lines(text):
    return [f"{line}\n" for line in text.split()]


@pytest.mark.parametrize(
    ("before", "after", "anchors", "there"),
    [
        ("a b c", "a b c", [0, 1, 3], [0, 1, 3]),
        ("a b c", "x a b c", [1, 3], [2, 4]),
        ("a b c", "b c", [1, 2], [0, 1]),
        ("a b c d", "a d", [2], [1]),
        ("a b", "x y", [1], [1]),
    ],
)
def test_places_go_with_the_lines_around_them(before, after, anchors, there):
    assert carried(lines(before), lines(after), anchors) == there


def test_a_file_is_shown_with_its_plants_and_in_two_parts():
    carrier = Carrier("a/b.py", lines("one two three"), indent=1, split=(2, "a/part.py"))
    plant = Plant("p", "generic", "value", "name")
    shown = render(carrier, [(plant, Spot(carrier, 2)), (plant, Spot(carrier, 0, form=3))])
    assert {path: [text for text, _ in part] for path, part in shown.items()} == {
        "a/b.py": ["    name =\n", '        "value"\n', "    one\n", "    two\n"],
        "a/part.py": ['    name = "value"\n', "    three\n"],
    }
    assert [owner is plant for _, owner in shown["a/b.py"]] == [True, True, False, False]


def git(folder, *arguments):
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", *settings, *arguments], cwd=folder, env=environment, check=True, capture_output=True
    )
    return done.stdout.decode().strip()


def test_a_real_history_is_replayed_with_plants(tmp_path):
    real = tmp_path / "real"
    real.mkdir()
    git(real, "init", "-q", "-b", "main")
    text = "".join(f"line number {n} of this file\n" for n in range(60))
    commits = []
    for path, content in (("a.py", text), ("b.py", text + "more\n"), ("b.py", "first\n" + text)):
        (real / "a.py").unlink(missing_ok=True)
        (real / path).write_text(content)
        git(real, "add", "-A")
        git(real, "commit", "-q", "-m", "m")
        commits.append(git(real, "rev-parse", "HEAD"))
    scratch = Scratch(real / ".git", tmp_path / "scratch")
    assert scratch.line(commits[0], commits[-1]) == commits
    chance = random.Random(1)  # noqa: S311 - to be repeated
    world = World(scratch, chance, Nursery(chance))
    world.begin(commits, 3)
    head = ""
    for number, commit in enumerate(commits):
        if number:
            world.advance(commits[number - 1], commit)
        contents, hidden, where = world.shown()
        head = scratch.show(commit, contents, hidden, head)
        for (path, line), plant in where.items():
            shown = (scratch.folder / path).read_text().split("\n")[line - 1]
            assert plant.variable in shown or shown.strip() in plant.value
        assert {plant.name for plant in where.values()} == {plant.name for plant in world.plants}
    assert [carrier.path for carrier in world.carriers] == ["b.py"]


def test_everything_in_the_schedule_happens():
    chance = random.Random(2)  # noqa: S311 - to be repeated
    world = World(None, chance, Nursery(chance))
    world.carriers = [Carrier(f"{n}.py", lines("a b c d e f g h")) for n in range(4)]
    for carrier in world.carriers:
        world.grow(carrier)
    schedule = Schedule(world)
    done = {what for number in range(60) for what in schedule.strike(number)}
    assert len(done) >= 14
    assert all(plant.ended or plant.spots for plant in world.plants)


def test_rates_are_told():
    tally = Tally("a/b", commits=3, judged=3)
    tally.check("seen", right=True, miss=None)
    assert "| seen | 1 of 1 | 1 of 1 |" in told([tally])
    assert "Misses: 0." in told([tally])
