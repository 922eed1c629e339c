"""An exam of constructs: what each of them becomes, in short."""

from pathlib import Path

import pytest
from js_world import body

pytest.importorskip("tree_sitter_typescript", reason="the extra `code` is not installed")

TEXT = Path(__file__).with_name("constructs.txt").read_text(encoding="utf-8")
CASES = [case.split("\n=>") for case in TEXT.rstrip("\n").split("\n\n\n")]


@pytest.mark.parametrize(("source", "forms"), CASES, ids=[source for source, _ in CASES])
def test_each_construct_has_its_form(source: str, forms: str) -> None:
    path = "a.ts" if " as " in source and "import" not in source else "a.tsx"
    assert body(source, path) == forms.split("\n")[1:]
