"""The parts of the cache: what is remembered, bounds of size, paths that are no Unicode."""

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from vedette.detectors.secrets.places import is_configuration, place_class
from vedette.model.coverage import Skip, SkipClass
from vedette.model.facts import Entry, Position
from vedette.model.finding import Excerpt, Finding, Place
from vedette.model.rule import Confidence, Severity
from vedette.work.cache import memory
from vedette.work.cache.cache import About, Cache
from vedette.work.cache.context import context
from vedette.work.cache.folder import Folder
from vedette.work.cache.memory import Memory, remember
from vedette.work.cache.snapshot import SealError, Snapshot, dump, load
from vedette.work.cache.store import OUTCOMES, Store
from vedette.work.interface import Outcome

KEY = b"k" * 32
ENTRY = Entry(path="a/b.py", blob="0" * 40)
FINDING = Finding(
    rule="r",
    kind="secrets",
    place=Place("a/b.py", Position(1, 2), Position(1, 9)),
    severity=Severity.high,
    confidence=Confidence.low,
    message="m",
    excerpt=Excerpt(1, "x = …", (4, 5)),
    foreign={"t": "f"},
)
CLEAN = Memory(kinds=("secrets",))


def test_an_outcome_comes_back_at_the_new_path():
    kept = remember(Outcome(entry=ENTRY, kinds=("secrets",), findings=(FINDING,)))
    back = memory.decode(memory.encode(kept))
    moved = replace(ENTRY, path="c.py")
    outcome = back.outcome(moved)
    assert outcome.findings == (replace(FINDING, place=replace(FINDING.place, path="c.py")),)
    assert (outcome.entry, outcome.kinds, outcome.cached) == (moved, ("secrets",), True)
    assert b"a/b.py" not in memory.encode(kept)


def skip(cls, reason):
    return Outcome(entry=ENTRY, skip=Skip(path=ENTRY.path, cls=cls, reason=reason, blob=ENTRY.blob))


def test_what_failed_or_is_uncertain_is_not_remembered():
    assert remember(skip(SkipClass.failed, "timed-out")) is None
    assert remember(skip(SkipClass.failed, "binary")) is None
    assert remember(skip(SkipClass.not_applicable, "link")) is None
    assert remember(Outcome(entry=ENTRY, kinds=("a",), failures={"b": "ValueError"})) is None
    assert remember(Outcome(entry=ENTRY, kinds=("a",), certain=False)) is None
    assert remember(replace(skip(SkipClass.not_applicable, "binary"), certain=False)) is None
    binary = skip(SkipClass.not_applicable, "binary")
    assert remember(binary).outcome(ENTRY) == replace(binary, cached=True)


def test_the_context_tells_apart_what_must_be():
    base = ("secrets",), "rules", {"max": 1}, b"key"
    other = [
        (("code",), *base[1:]),
        (base[0], "others", *base[2:]),
        (*base[:2], {"max": 2}, b"key"),
        (*base[:3], b"yek"),
    ]
    assert len({context(*parts) for parts in (base, *other)}) == 5
    assert context(*base) == context(*base)


def test_a_snapshot_keeps_paths_that_are_unicode_and_forgets_the_others():
    snapshot = Snapshot()
    snapshot.put("é.py", "t", CLEAN)
    snapshot.put("bad\udcff.py", "t", CLEAN)
    snapshot.put("found.py", "t", Memory(kinds=("secrets",), findings=(FINDING,)))
    data = dump(snapshot, KEY, b"about")
    back = load(data, KEY, b"about")
    assert sorted(path for path, _, _ in back.items()) == ["found.py", "é.py"]
    for wrong in ((b"x" * 32, b"about"), (KEY, b"other")):
        with pytest.raises(SealError):
            load(data, *wrong)


@given(st.binary(max_size=300))
def test_no_bytes_are_taken_for_a_snapshot(data):
    for candidate in (data, b"vedette cache snapshot 1\n" + data):
        with pytest.raises(SealError):
            load(candidate, KEY, b"about")


def test_the_store_answers_by_content_and_class(tmp_path):
    store = Store(tmp_path / "store.db", KEY, b"c" * 32, OUTCOMES)
    store.tell([("a" * 40, "x", CLEAN), ("b" * 40, "y", Memory(skip="binary"))])
    assert store.ask(["a" * 40, "c" * 40]) == {("a" * 40, "x"): CLEAN}
    assert Store(tmp_path / "store.db", KEY, b"d" * 32, OUTCOMES).ask(["a" * 40]) == {}
    other = Store(tmp_path / "store.db", b"z" * 32, b"c" * 32, OUTCOMES)
    assert other.ask(["a" * 40]) == {}
    assert other.wrong == 1


def test_the_store_is_bounded(tmp_path):
    path = tmp_path / "store.db"
    limit = 300_000
    for turn in range(30):
        rows = [(f"{turn * 1000 + n:040x}", "x", Memory(skip="y" * 100)) for n in range(200)]
        Store(path, KEY, b"c" * 32, OUTCOMES).tell(rows, limit)
        assert path.stat().st_size <= 2 * limit
    assert Store(path, KEY, b"c" * 32, OUTCOMES).ask([f"{29 * 1000:040x}"])


def test_the_oldest_snapshots_go_and_the_newest_stays(tmp_path):
    folder = Folder(str(tmp_path))
    for age in range(6):
        folder.write(f"{age}.snapshot", b"x" * 1000)
        stamp = time.time() - age * 100
        os.utime(folder.path / f"{age}.snapshot", (stamp, stamp))
    (folder.path / "left.tmp").write_bytes(b"x")
    os.utime(folder.path / "left.tmp", (1, 1))
    (folder.path / "being-written.tmp").write_bytes(b"x")
    folder.prune(2500, keep="5.snapshot")
    left = sorted(path.name for path in folder.path.iterdir())
    assert left == ["0.snapshot", "1.snapshot", "5.snapshot", "being-written.tmp"]


def test_a_folder_open_to_others_is_closed(tmp_path):
    (tmp_path / "results").mkdir(mode=0o777)
    (tmp_path / "results").chmod(0o777)
    assert Folder(str(tmp_path)).path.stat().st_mode & 0o077 == 0


def cache(tmp_path, **more):
    about = {"root": "/r", "whole": True, "past": False, "context": b"c" * 32, "moment": 10**19, **more}
    return Cache(Folder(str(tmp_path)), KEY, About(**about), lambda path: path.rpartition(".")[2])


def learn(kept, *entries):
    kept.recall(entries)
    for entry in entries:
        kept.learn(Outcome(entry=entry, kinds=("secrets",)))
    kept.save()


def test_a_stamp_is_trusted_only_if_old_enough(tmp_path):
    old, young = (Entry(path=p, stamp=f"1:{t}:{t}:2:3") for p, t in (("o", 10**18), ("y", 10**19 - 10**9)))
    changed = Entry(path="c", stamp=f"1:{10**18}:{10**19}:2:3")
    learn(cache(tmp_path), old, young, changed)
    answers = cache(tmp_path).recall([old, young, changed, replace(old, stamp=f"1:{10**18}:{10**18}:2:4")])
    assert [answer is not None for answer in answers] == [True, False, False, False]


def test_several_versions_at_one_path(tmp_path):
    versions = [Entry(path="a.py", blob=f"{n:040x}") for n in range(5)]
    learn(cache(tmp_path), *versions)
    assert all(cache(tmp_path).recall(versions))
    assert cache(tmp_path).recall([replace(versions[3], path="b.js")]) == [None]
    assert cache(tmp_path).recall([replace(versions[3], path="b.py")]) != [None]


def test_what_leaves_a_project_is_known_when_it_comes_back(tmp_path):
    first, second = Entry(path="a.py", blob="1" * 40), Entry(path="b.py", blob="2" * 40)
    learn(cache(tmp_path), first)
    learn(cache(tmp_path), second)
    kept = cache(tmp_path)
    assert [path for path, _, _ in kept._known.items()] == ["b.py"]
    assert all(kept.recall([first, second]))


def test_a_run_over_the_past_leaves_the_snapshot_alone(tmp_path):
    now = Entry(path="a.py", blob="1" * 40)
    learn(cache(tmp_path), now)
    learn(cache(tmp_path, past=True), replace(now, blob="2" * 40), replace(now, blob="3" * 40))
    kept = cache(tmp_path)
    assert [token for _, token, _ in kept._known.items()] == ["1" * 40]
    assert all(kept.recall([now, replace(now, blob="3" * 40)]))


def test_few_blobs_of_a_part_do_not_have_the_snapshot_written(tmp_path):
    now, new = Entry(path="a.py", blob="1" * 40), Entry(path="b.py", blob="2" * 40)
    learn(cache(tmp_path), now)
    (snapshot,) = (tmp_path / "results").glob("*.snapshot")
    before = snapshot.stat().st_mtime_ns, snapshot.read_bytes()
    learn(cache(tmp_path, whole=False), new, replace(now, blob="3" * 40))
    assert (snapshot.stat().st_mtime_ns, snapshot.read_bytes()) == before
    assert all(cache(tmp_path).recall([now, new, replace(now, blob="3" * 40)]))
    # What stands for no blob is known by path alone.
    plain = Entry(path="c.py", stamp=f"1:{10**18}:{10**18}:2:3")
    learn(cache(tmp_path, whole=False), plain)
    assert cache(tmp_path).recall([plain]) != [None]


def test_where_little_is_asked_the_snapshot_is_not_read(tmp_path):
    now, new = Entry(path="a.py", blob="1" * 40), Entry(path="b.py", blob="2" * 40)
    learn(cache(tmp_path), now)
    (snapshot,) = (tmp_path / "results").glob("*.snapshot")
    snapshot.write_bytes(b"altered")
    little = cache(tmp_path, whole=False, few=True)
    assert little.recall([now, new]) == [None, None]
    assert not little.notes
    learn(little, now, new)
    assert snapshot.read_bytes() == b"altered"
    assert all(cache(tmp_path, whole=False, few=True).recall([now, new]))


def test_a_cache_without_a_folder_knows_and_keeps_nothing(tmp_path):
    about = About(root="/", whole=True, past=False, context=b"", moment=0)
    empty = Cache(None, b"", about, str)
    learn(empty, ENTRY)
    assert empty.recall([ENTRY]) == [None]
    assert not list(tmp_path.iterdir())


# No deadline: on a busy machine an example waits for the processor.
@settings(deadline=None)
@given(st.lists(st.sampled_from("a/B.test_-ymlenvdocspyd"), max_size=20).map("".join))
def test_paths_of_one_class_are_judged_alike(path):
    from vedette.detectors.interface import Setup
    from vedette.detectors.secrets.detector import SecretsDetector

    cls = SecretsDetector(Setup(rules={}, definitions={})).path_class(path)
    assert place_class(path).value in cls
    assert ("bare" in cls) is is_configuration(path)
