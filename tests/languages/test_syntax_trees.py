"""Texts that tree-sitter would never be done with."""

import pytest

from vedette.languages import trees
from vedette.languages.javascript.lower import lower
from vedette.languages.javascript.tree import parser
from vedette.model.facts import Text

# The repair of its mistakes has no end in the grammar of TSX.
ENDLESS = b"({g:({}); /k:e-g- "


def test_a_text_that_is_never_read_to_its_end_is_given_up():
    tsx = parser("tsx")
    with pytest.raises(ValueError, match="too slow"):
        trees.root(tsx, ENDLESS)
    # Nothing of it is left for the next.
    assert trees.root(tsx, b"f(1)").named_children[0].type == "expression_statement"


def test_what_cannot_be_read_is_a_gap_and_another_grammar_is_left_aside():
    assert [gap.reason for gap in lower(Text(path="a.tsx", data=ENDLESS)).gaps] == ["unparsed"]
    assert {gap.reason for gap in lower(Text(path="a.js", data=ENDLESS)).gaps} == {"mistake"}


def test_a_long_text_is_read_in_pieces_as_in_one():
    data = b"/* \xc3\xa9 */ let a = {b: `c`}\n" * 9_000
    assert len(data) > 1 << 17
    made = trees.root(parser("javascript"), data)
    assert (made.end_byte, made.has_error, len(made.named_children)) == (len(data), False, 18_000)
    assert made.text == data


@pytest.mark.parametrize("data", [b"a.b(c)", b"a.b(c", b"\n a.b"])
def test_nodes_give_their_text(data):
    made = trees.root(parser("tsx"), data)
    assert made.text == data.strip()
    assert made.named_children[0].text.startswith(b"a.b")
