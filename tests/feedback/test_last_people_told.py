"""Whoever only changed a line last is nowhere said to own it."""

import re

import pytest
from report_world import finding, judgement, record
from report_world import told as written

from vedette.feedback import github_summary, html, junit, markdown, text
from vedette.model.verdict import Disposition

FORMATS = [text, markdown, github_summary, html, junit]


def told(module, **more):
    judgements = [
        judgement(finding(), Disposition.emergency, **more),
        judgement(finding("b.py"), number=2, **more),
    ]
    plain = re.sub(r"[`\x1b]|<[^>]*>", "", written(module, record(judgements)).decode())
    return " ".join(plain.split())


@pytest.mark.parametrize("module", FORMATS)
def test_who_changed_it_last_is_no_owner(module):
    words = told(module, owner="Zoltan", owners=("Zoltan",), owner_source="last change")
    assert words.count("Zoltan") == words.count("nobody; Zoltan changed it last") > 0


@pytest.mark.parametrize("module", FORMATS)
def test_who_owns_it_is_named(module):
    words = told(module, owner="Zoltan", owners=("Zoltan",), owner_source="CODEOWNERS:1")
    assert "Zoltan" in words
    assert "changed it last" not in words
