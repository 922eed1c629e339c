"""A log that is followed: each line once, whatever happens to its files, and whenever the reader ends."""

import os
import random
import shutil
from pathlib import Path

import pytest
from log_world import Log, Reader, follow

from vedette.sources.logs import followed
from vedette.sources.logs.followed import Begin
from vedette.sources.logs.opening import FollowedLogs


@pytest.fixture
def log(tmp_path):
    made = Log(tmp_path / "access.log")
    yield made
    made.file.close()


@pytest.fixture
def reader():
    return Reader()


def test_lines_are_read_as_they_are_written(log, reader):
    source = follow(log.path)
    reader.take(source)
    for _ in range(5):
        log.write(3)
        reader.take(source, 1)
    assert reader.lines == log.written
    assert [piece.block.line for piece in reader.pieces] == [1, 4, 7, 10, 13]
    assert reader.pieces[1].block.offset == sum(len(line) + 1 for line in log.written[:3])


def test_a_line_is_waited_for_until_it_ends(log, reader):
    source = follow(log.path)
    log.file.write(b"half of ")
    reader.take(source)
    assert reader.lines == []
    log.file.write(b"a line\n")
    assert reader.take(source).lines == [b"half of a line"]


def test_a_position_is_before_the_line_that_has_not_ended(log, reader):
    source = follow(log.path)
    log.write(2)
    log.file.write(b"half of ")
    reader.take(source)
    source.close()
    log.file.write(b"a line\n")
    assert reader.take(follow(log.path, reader)).lines[2:] == [b"half of a line"]


def test_rotation_by_renaming_loses_nothing(log, reader):
    source = follow(log.path)
    log.write(5)
    reader.take(source)
    log.write(3).rotate().write(4)
    reader.take(source)
    assert reader.lines == log.written
    assert len({piece.block.part for piece in reader.pieces}) == 2


def test_what_is_written_to_a_renamed_file_is_read_too(log, reader):
    source = follow(log.path)
    log.write(5)
    reader.take(source)
    late = os.dup(log.file.fileno())
    log.rotate().write(2)
    reader.take(source)
    os.write(late, b"late\n")
    os.close(late)
    assert reader.take(source).lines == [*log.written, b"late"]


def test_several_rotations_between_two_looks(log, reader):
    source = follow(log.path)
    log.write(5)
    reader.take(source)
    for _ in range(5):
        log.write(3).rotate()
    log.write(1)
    assert reader.take(source).lines == log.written


def test_a_file_is_read_on_where_it_was_copied_to(log, reader):
    source = follow(log.path)
    log.write(5)
    reader.take(source)
    log.write(4).copy_and_truncate().write(2)
    assert reader.take(source).lines == log.written
    assert reader.troubles == []


def test_a_file_that_was_filled_copied_and_emptied_between_two_looks_is_not_missed(log, reader):
    source = follow(log.path)
    log.write(5)
    reader.take(source)
    log.rotate()
    reader.take(source)
    log.write(4).copy_and_truncate().write(3).copy_and_truncate().write(2)
    assert reader.take(source, 8).lines == log.written
    source.close()
    log.write(1).rotate().write(1)
    assert reader.take(follow(log.path, reader)).lines == log.written


def test_a_log_that_is_brought_here_and_replaced_each_time_is_read_on(log, reader, tmp_path):
    brought = tmp_path / "brought" / "access.log"
    brought.parent.mkdir()
    source = follow(brought)
    for _ in range(4):
        log.write(3)
        shutil.copy(log.path, f"{brought}.new")
        Path(f"{brought}.new").rename(brought)
        reader.take(source)
    assert reader.lines == log.written
    assert reader.troubles == []


def test_what_was_truncated_without_a_copy_is_told(log, reader):
    source = follow(log.path)
    log.write(5)
    reader.take(source)
    os.truncate(log.path, 0)
    log.write(1)
    assert reader.take(source).lines == log.written
    assert reader.reasons == ["truncated"]


def test_a_file_that_is_written_anew_and_longer_is_noticed(log, reader):
    source = follow(log.path)
    log.write(2)
    reader.take(source)
    os.truncate(log.path, 0)
    log.write(50)
    assert reader.take(source).lines == log.written
    assert reader.reasons == ["truncated"]


@pytest.mark.parametrize("compressed", [False, True])
def test_a_restart_finds_its_place_after_rotation(log, reader, compressed):
    source = follow(log.path)
    log.write(5)
    reader.take(source)
    source.close()
    log.write(3).rotate().write(2).rotate().write(1)
    if compressed:
        log.compress(2)
    assert reader.take(follow(log.path, reader)).lines == log.written
    assert reader.troubles == []


def test_a_restart_finds_its_place_after_copy_and_truncate(log, reader):
    source = follow(log.path)
    log.write(5)
    reader.take(source)
    source.close()
    log.write(3).copy_and_truncate().write(1).copy_and_truncate().write(2)
    assert reader.take(follow(log.path, reader)).lines == log.written


def test_a_place_that_is_gone_is_told_and_later_files_are_read(log, reader):
    source = follow(log.path)
    log.write(5)
    reader.take(source)
    source.close()
    log.write(1).rotate()
    Path(f"{log.path}.1").unlink()
    log.write(2)
    reader.take(follow(log.path, reader))
    assert reader.lines == log.written[:5] + log.written[6:]
    assert reader.reasons == ["lost-position"]


def test_history_comes_first_and_in_order(log, reader):
    for _ in range(12):
        log.write(2).rotate()
    log.write(1)
    for number in range(3, 13):
        log.compress(number)
    assert reader.take(follow(log.path, begin=Begin.history), 12).lines == log.written


def test_dated_history_is_in_order_of_dates(tmp_path, reader):
    for date in ("20261119", "20261121", "20261120"):
        (tmp_path / f"access.log-{date}").write_bytes(date.encode() + b"\n")
    (tmp_path / "access.log").write_bytes(b"now\n")
    source = follow(tmp_path / "access.log", begin=Begin.history)
    assert reader.take(source).lines == [b"20261119", b"20261120", b"20261121", b"now"]


def test_without_history_only_the_file_is_read(log, reader):
    log.write(3).rotate().write(2)
    assert reader.take(follow(log.path)).lines == log.written[3:]


def test_from_the_end_only_what_comes_is_read_and_that_is_remembered(log, reader):
    log.write(300)
    source = follow(log.path, begin=Begin.end)
    reader.take(source)
    assert reader.lines == []
    source.close()
    log.write(2)
    reader.take(follow(log.path, reader, Begin.end))
    assert reader.lines == log.written[300:]
    assert reader.pieces[-1].block.line == 301


def test_a_log_that_comes_later_is_waited_for(tmp_path, reader, monkeypatch):
    monkeypatch.setattr(followed, "ABSENT", 0.0)
    source = follow(tmp_path / "access.log")
    assert reader.take(source).reasons == ["vanished"]
    (tmp_path / "access.log").write_bytes(b"here\n")
    assert reader.take(source).lines == [b"here"]


def test_a_log_that_vanishes_is_told_once_and_waited_for(log, reader, monkeypatch):
    monkeypatch.setattr(followed, "ABSENT", 0.0)
    source = follow(log.path)
    log.write(1)
    reader.take(source)
    log.path.unlink()
    assert reader.take(source).reasons == ["vanished"]
    log.file.close()
    log.file = log.path.open("ab", buffering=0)
    log.write(1)
    assert reader.take(source).lines == log.written


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_log_that_may_not_be_read_is_told_once(log, reader):
    log.path.chmod(0)
    source = follow(log.path)
    assert reader.take(source).reasons == ["unreadable"]
    log.path.chmod(0o600)
    log.write(1)
    assert reader.take(source).lines == log.written


def test_a_folder_in_the_place_of_a_log_is_no_end(tmp_path, reader):
    (tmp_path / "access.log").mkdir()
    assert reader.take(follow(tmp_path / "access.log")).lines == []


def test_holes_that_a_truncation_left_are_counted_not_read(log, reader):
    source = follow(log.path)
    with log.path.open("wb") as file:
        file.write(b"before\n")
        file.flush()
        reader.take(source)
        os.truncate(log.path, 0)
        file.write(b"after\n")
    reader.take(source)
    assert reader.lines == [b"before", b"after"]
    assert reader.pieces[-1].cut == 7


def test_of_many_rotations_few_positions_are_kept(log, reader):
    source = follow(log.path)
    reader.take(source)
    for _ in range(40):
        log.write(1).rotate()
        reader.take(source, 3)
    assert len(reader.marks) <= 17
    assert reader.lines == log.written
    source.close()


def test_a_pattern_finds_logs_that_come_later_and_takes_rotated_ones_for_what_they_are(tmp_path, reader):
    first = Log(tmp_path / "a.log").write(2)
    first.rotate().write(1)
    source = FollowedLogs(str(tmp_path / "*.log*"), (), Begin.file, lambda: None)
    reader.take(source)
    assert source.streams() == [str(tmp_path / "a.log")]
    (tmp_path / "b.log").write_bytes(b"b\n")
    source._looked -= 60
    reader.take(source)
    assert reader.lines == [*first.written[2:], b"b"]
    first.file.close()
    source.close()


@pytest.mark.parametrize("seed", range(40))
def test_any_order_of_writing_rotating_and_restarting_reads_each_line_once(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 - chances, no secrets
    log, reader = Log(tmp_path / "x.log"), Reader()
    source = follow(log.path, reader, Begin.history)
    for _ in range(120):
        deed = chance.choice(["write", "write", "read", "read", "rotate", "copy", "compress", "restart"])
        if deed == "write":
            log.write(chance.randrange(1, 40))
        elif deed == "read":
            reader.take(source, chance.randrange(1, 3))
        elif deed == "rotate":
            log.rotate()
        elif deed == "copy" and log.path.stat().st_size:
            log.write(chance.randrange(3))
            log.copy_and_truncate()
        elif deed == "compress" and Path(f"{log.path}.2").exists():
            log.compress(2)
        elif deed == "restart":
            source.close()
            source = follow(log.path, reader, Begin.history)
    reader.take(source, 40)
    assert sorted(reader.lines) == sorted(log.written)
    source.close()
    log.file.close()


def test_a_copy_that_lies_beside_it_is_not_read_as_well(log, reader):
    log.write(3)
    source = follow(log.path, begin=Begin.history)
    reader.take(source)
    shutil.copy(log.path, f"{log.path}.bak")
    log.write(1)
    assert reader.take(source).lines == log.written
