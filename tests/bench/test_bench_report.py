import json
import math
import xml.etree.ElementTree as ET

import pytest
import report
from chart import Labels, chart, exponent
from material import variant
from measure import Outcome, Sample
from tools import Vedette


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_the_exponent_is_that_of_the_law_behind_the_points(power):
    assert math.isclose(exponent([(n, 0.003 * n**power) for n in (1_000, 20_000, 200_000)]), power)


def test_a_chart_is_sound_xml_with_its_words_neutralised():
    series = {"<script>": [(1_000, 0.5), (200_000, 90.0)], "b": [(1_000, 1.0), (200_000, 300.0)]}
    drawn = chart(Labels("A & B", "files", "seconds"), series)
    root = ET.fromstring(drawn)  # noqa: S314 - same
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"A & B", "<script>", "files", "seconds", "1,000", "200,000"} <= set(words)
    for circle in root.iter("{http://www.w3.org/2000/svg}circle"):
        assert 0 < float(circle.get("cx")) < 760
        assert 0 < float(circle.get("cy")) < 460


def test_the_speed_part_is_replaced_and_the_rest_of_the_report_stays(tmp_path):
    path = tmp_path / "report.md"
    path.write_text(
        "# Found\n\nby a person\n\n<!-- speed: begin -->\nformer\n<!-- speed: end -->\n\n## After\n"
    )
    section = report.Section("cold", "Cold scan", said=["Said."], tables=[report.Table(["a"], [["1|2"]])])
    section.aims.append(report.judged("cost", "under 1 s", None, "", met=True))
    section.origin = {"date": "2026-01-01", "commit": "commit 1", "load": "0.10"}
    report.save(tmp_path, section)
    report.write(tmp_path, ["version", "cold"], ["Machine."])
    once = path.read_text()
    report.write(tmp_path, ["version", "cold"], ["Machine."])
    assert path.read_text() == once
    assert once.startswith("# Found\n\nby a person\n\n<!-- speed: begin -->\n")
    assert once.endswith("<!-- speed: end -->\n\n## After\n")
    assert "former" not in once
    assert "| cost | under 1 s | not available | not available |" in once
    assert "| 1\\|2 |" in once


def test_a_row_of_figures_and_a_row_without_any():
    good = Outcome("a", [Sample(2.0, 3.0, 40.0, 0, cut=False), Sample(1.5, 3.5, 41.0, 0, cut=False)])
    assert report.row(good, "x") == ["a", "3.00", "3.25", "1.50", "2", "x"]
    assert report.row(Outcome("b"), "x") == ["b", "", "", "", "not available", ""]


@pytest.mark.parametrize(("suffix", "start"), [(".py", b"# "), (".java", b"// "), (".md", b"<!-- ")])
def test_variants_differ_from_their_original_and_each_other(suffix, start):
    made = [variant(b"x = 1\n", suffix, number) for number in (1, 2)]
    assert len({b"x = 1\n", *made}) == 3
    assert all(one.startswith(start) and one.endswith(b"\nx = 1\n") for one in made)
    assert variant(b"\0binary", suffix, 1).startswith(b"\0binary")


def test_an_option_is_there_only_as_a_whole_word(monkeypatch):
    monkeypatch.setattr(Vedette, "help", "  --staged-only  no\n  --stdin  yes\n")
    assert Vedette().has("--stdin")
    assert not Vedette().has("--staged")


@pytest.mark.parametrize(
    ("asked", "written", "problem"),
    [
        (2, None, "no sound report: FileNotFoundError"),
        (2, (2, 2, "complete"), ""),
        (3, (2, 2, "complete"), "was asked 2 files of 3"),
        (2, (2, 0, "void"), "examined 0, void"),
    ],
)
def test_only_a_run_that_examined_what_it_was_asked_counts(tmp_path, monkeypatch, asked, written, problem):
    import tools

    monkeypatch.setattr(tools, "OUT", tmp_path)
    command = Vedette().scan(tools.World("any"), tmp_path, name="cold", asked=asked)
    if written is not None:
        named, examined, completeness = written
        coverage, verdict = {"asked": named, "examined": examined}, {"completeness": completeness}
        (tmp_path / "cold.json").write_text(json.dumps({"coverage": coverage, "verdict": verdict}))
    said = command.check()
    assert said == problem
