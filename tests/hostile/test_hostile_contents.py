"""Contents that try to break a reader: encodings, one line without end, NULs, binaries, more than fits."""

import os

import pytest
from hostile_world import MIB, honest, secret

# What issue 3 allows a worker, for files up to the default limit.
PEAK = 250 * MIB
ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "latin-1",
    "shift-jis",
    "gb18030",
]


def test_a_secret_is_found_in_every_encoding(world):
    for encoding in ENCODINGS:
        world.file(f"{encoding}.env", (secret().decode() + "\n").encode(encoding))
    world.file("broken.env", b"\xc3\x28 \xe2\x82 \xff " + secret())
    world.file(
        "mixed.env", "é".encode() + "é".encode("latin-1") + "語".encode("shift-jis") + b"\n" + secret()
    )
    result = world.scan()
    honest(result)
    assert result.found == sorted([*(f"{one}.env" for one in ENCODINGS), "broken.env", "mixed.env"])


def test_binaries_are_named_and_nothing_else(world):
    heads = [b"\x7fELF", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"%PDF-1.7", b"\x1f\x8b", b"MZ\x90\x00", b"\0" * 40]
    for number, head in enumerate(heads):
        world.file(f"{number}.txt", head + os.urandom(3000))
    world.file("nul-late.txt", b"a" * 10_000 + b"\0" + secret())
    result = world.scan()
    honest(result)
    assert set(result.reasons.values()) == {"not-applicable/binary"}
    assert len(result.reasons) == len(heads)
    assert result.found == ["nul-late.txt"]


@pytest.mark.slow
def test_a_line_of_100_mb_is_a_failed_skip_and_by_setting_examined(world):
    world.file("line.js", b"abcdefg hij," * (100 * MIB // 12) + b" " + secret())
    world.file("a.txt")
    refused = world.scan()
    honest(refused)
    assert refused.reasons == {"line.js": "failed/too-large"}
    assert refused.record["verdict"]["completeness"] == "partial"
    assert refused.peak < 100 * MIB
    examined = world.scan(env={"VEDETTE_MAX_FILE_BYTES": "128MB"})
    honest(examined)
    assert examined.found == ["line.js"]
    assert examined.peak < PEAK


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", [b"\n", b"abcdefg hij,", "é".encode("latin-1"), b"ghp_", "ab é".encode("utf-16-le")]
)
def test_memory_is_bounded_for_60_mb_of_anything(world, unit):
    world.file("big.txt", unit * (60 * MIB // len(unit)) + b"\n" + secret())
    result = world.scan()
    honest(result)
    assert result.peak < PEAK


def test_a_sparse_file_of_10_gb_is_not_read(world):
    with open(world.file("sparse.txt"), "wb") as out:  # noqa: PTH123 - the world gives a path
        out.truncate(10 << 30)
    world.file("a.txt")
    result = world.scan(timeout=30)
    honest(result)
    assert result.reasons == {"sparse.txt": "failed/too-large"}


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there is no /proc here")  # noqa: PTH112 - short
def test_files_of_size_0_that_never_end(world):
    result = world.scan(path="/proc/sys/kernel", timeout=60)
    honest(result)
    assert "failed/changed-while-read" in result.reasons.values()
    assert result.record["verdict"]["completeness"] in {"partial", "void"}


def test_what_is_shown_holds_no_control_characters(world):
    world.file(
        b"\x1b[2J\x07\r\n::error::x\xe2\x80\xae.txt",
        b"\x1b]0;owned\x07\x9b2J = " + secret() + b"\x1b[31m\xe2\x80\xae\n",
    )
    for form in ("text", "json", "jsonl", "sarif"):
        result = world.scan("--format", form)
        honest(result)
        text = (result.out + result.err).decode()
        assert not [
            char for char in text if (ord(char) < 32 and char != "\n") or ord(char) in {0x7F, 0x9B, 0x202E}
        ]
        assert not any(line.startswith("::") for line in text.split("\n"))
