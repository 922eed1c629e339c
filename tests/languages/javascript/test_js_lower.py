"""Forms of JavaScript and TypeScript: what a construct becomes, and that no text stops it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.languages.forms import pack, unpack
from vedette.languages.javascript.bundles import is_made
from vedette.languages.javascript.lower import lower
from vedette.model.facts import Text
from vedette.model.form import (
    ASSIGN,
    ATTR,
    BRANCH,
    CALL,
    CLASS,
    CONST,
    EVAL,
    FREE,
    FUNCTION,
    GLOBAL,
    IMPORT,
    LOCAL,
    LOOP,
    MADE,
    MAP,
    NEW,
    SEQUENCE,
    Module,
)

pytest.importorskip("tree_sitter_typescript", reason="the extra `code` is not installed")


def form(text: str, path: str = "a.js") -> Module:
    return lower(Text(path=path, data=text.encode()))


def body(text: str, path: str = "a.js") -> list[Any]:
    made = form(text, path)
    assert not made.gaps
    return [_tuples(one) for one in made.functions[0].body]


def _tuples(one: Any) -> Any:
    return tuple(_tuples(item) for item in one) if isinstance(one, list | tuple) else one


def test_required_modules_are_imported_first() -> None:
    first, second = body("const x = f();\nconst y = require('./y');")[0:2]
    assert first == (IMPORT, "./y", "module.exports", (GLOBAL, "module.exports ./y"), 0, 4096)
    assert second[0] == ASSIGN


def test_names_of_a_module_are_told_from_the_module() -> None:
    made = body("import a, {b as c} from 'x';\nimport * as d from 'y';\nexport * from 'z';", "a.ts")
    assert [(one[1], one[2], one[3] and one[3][1]) for one in made] == [
        ("x", "default", "a"),
        ("x", "b", "c"),
        ("y", "", "d"),
        ("z", "*", None),
    ]


def test_an_object_that_is_written_out_has_attributes() -> None:
    (one,) = body("o = {a: 1, 'b-c': 2, [d]: 3};")
    assert one[2] == (
        MAP,
        (((CONST, "a"), (CONST, 1)), ((CONST, "b-c"), (CONST, 2)), ((GLOBAL, "d"), (CONST, 3))),
        True,
    )


def test_patterns_take_parts() -> None:
    made = form("function f({a, b: {c = 1}, ...rest}, [d, , e]) { return a; }").functions[1]
    assert [one.name[0] for one in made.parameters] == ["$", "$"]
    targets = [one[1][0] for one in made.body if one[0] == ASSIGN]
    bound = {one[1] for one in targets if one[0] == LOCAL}
    assert {"a", "c", "rest"} <= bound
    items = next(one[2] for one in targets if one[0] == SEQUENCE)
    assert [items[0][1], items[2][1]] == ["d", "e"]


def test_methods_have_their_object_first() -> None:
    made = form(
        "class A extends B { constructor(x) { super(x); this.y = x } static s(z) {} get g() { return 1 } }"
    )
    assert made.classes[0].bases == ((GLOBAL, "B"),) or list(made.classes[0].bases[0]) == [GLOBAL, "B"]
    maker, static, getter = made.functions[1:]
    assert (maker.name, [one.name for one in maker.parameters]) == ("__init__", ["this", "x"])
    assert [one.name for one in static.parameters] == ["z"]
    assert list(getter.decorators[0]) == [GLOBAL, "get method"]
    assert made.functions[0].body[0][0] == CLASS


def test_an_arrow_sees_the_object_around_it() -> None:
    made = form("class A { m() { return () => this.x } }")
    arrow = next(one for one in made.functions if one.name == "<lambda>")
    assert _tuples(arrow.body[0][1]) == (ATTR, (FREE, "this"), "x", made.functions[2].body[0][1][3])


def test_functions_are_there_before_they_are_declared() -> None:
    made = body("f();\nfunction f() {}")
    assert made[0][0] == FUNCTION


def test_a_switch_is_left_by_break() -> None:
    made = body("switch (x) { case 'a': case 'b': f(); break; default: g() }")
    assert made[1][0] == LOOP
    assert made[1][3][0][0] == BRANCH


def test_a_regular_expression_is_made() -> None:
    (one,) = body("r = /a+b/gi;")
    assert (one[2][0], one[2][2]) == (NEW, ((CONST, "a+b"), (CONST, "gi")))


def test_attributes_of_elements_are_calls() -> None:
    (one,) = body("x = <div dangerouslySetInnerHTML={{__html: h}} title='t'>{y}</div>;", "a.tsx")
    calls = [item for item in one[2][1] if item[0] == CALL]
    assert [(item[1][2], item[2][0]) for item in calls] == [
        ("dangerouslySetInnerHTML", (GLOBAL, "h")),
        ("title", (CONST, "t")),
    ]


def test_scripts_of_a_component_are_read_at_their_place() -> None:
    made = form(
        '<template><p/></template>\n<script setup lang="ts">\nconst a: number = f()\n</script>\n', "a.vue"
    )
    assert made.functions[0].body[0][3] >> 12 == 3


def test_the_name_of_an_import_belongs_to_those_who_use_it() -> None:
    made = form("const {exec: run} = require('child_process'); function f(x) { run(x) }")
    assert "exec" in made.functions[1].words


def test_what_a_program_made_is_left_out() -> None:
    assert is_made("a.min.js", b"")
    assert is_made("a.js", b"a(" + b"b," * 5_000 + b"c)")
    assert not is_made("a.js", b"const a = 1\n" * 5_000)


PLAIN = b"const a = 1\n" * 500


@pytest.mark.parametrize("data", [b"iVBORw0KGgo" * 2_000, b"%89PNG%0D%0A" * 2_000])
def test_a_picture_that_is_written_out_makes_no_bundle_of_a_text(data: bytes) -> None:
    assert not is_made("lib/a.js", b"const icon = '" + data + b"';\n" + PLAIN[:200])
    assert is_made("lib/a.js", b"const icon = '" + data + b"';" + b"a(b,c);" * 1_000 + b"\n" + PLAIN[:200])


@pytest.mark.parametrize(
    "text",
    [
        b"(function(){function r(e,n,t){function o(i,f){}}})()\n" + PLAIN,
        b"var __getOwnPropNames = Object.getOwnPropertyNames;\n" + PLAIN,
        b"(function (global, factory) {\n" + PLAIN,
        PLAIN + b"//# sourceMappingURL=a.js.map\n",
    ],
)
def test_what_tools_write_out_of_other_files_is_left_out(text: bytes) -> None:
    assert is_made("lib/a.js", text)
    assert not is_made("lib/a.js", PLAIN + b"write('" + text[:40].replace(b"\n", b" ") + b"')\n" + PLAIN)


def test_a_copy_of_a_release_is_left_out_where_people_put_what_others_made() -> None:
    text = b"/*!\n * Widgets for pages v1.12.4\n */\n" + PLAIN
    assert is_made("web/static/js/widgets.js", text)
    assert not is_made("src/widgets.js", text)
    assert not is_made("web/static/js/widgets.js", b"/*! Copyright 2012-2014 */\n" + PLAIN)


@pytest.mark.parametrize(
    "text",
    [
        "const A = styled.p<{ $w: number; on?: (a: B<C>) => void }>`color: ${p => p.$w}`;",
        "const m = await load<typeof import('x')>();",
        "const A = () => <B>Refund & Cancel</B>;",
        'const A = () => <B src="https://a.example/?w=1&dpr=2&q=3" />;',
    ],
)
def test_what_only_the_grammar_does_not_know_is_no_gap(text: str) -> None:
    made = form(f"const first = 1;\n{text}\nconst last = read();\n", "a.tsx")
    assert made.gaps == ()
    assert made.functions[0].body[-1][3] >> 12 == 3


def test_a_mistake_is_a_gap_and_the_rest_is_there() -> None:
    made = form("const a = 1 +* 2;\nfunction f() { return 1 }\n")
    assert made.gaps
    assert [one.name for one in made.functions] == ["<module>", "f"]


def test_functions_have_their_numbers_where_some_are_nested_too_deeply() -> None:
    for depth in range(100, 140, 2):
        inner = "(a = " + "[" * 8 + "1" + "]" * 8 + ") => 1"
        made = form(f"const a = {'[' * depth}{inner}{']' * depth};\nconst last = () => 1;\n")
        assert [one.number for one in made.functions] == list(range(len(made.functions)))


def test_what_is_nested_too_deeply_is_a_gap() -> None:
    made = form("x = " + "(\n" * 2_000 + "1" + ")\n" * 2_000 + ";\nfunction f() {}\n")
    assert any(one.reason == "too-deep" for one in made.gaps)
    assert made.functions[-1].name == "f"


@settings(deadline=None)  # the first one loads the parser
@given(st.text(alphabet="(){}[]<>;:,.=+`'\"/*$ab\n=> classfunctionimport", max_size=200))
def test_no_text_stops_it(text: str) -> None:
    made = form(text, "a.ts")
    assert unpack(pack(made), made.path).functions[0].name == "<module>"


@pytest.mark.parametrize("path", ["a.min.js", "dist/a.js", "a.d.ts"])
def test_what_a_program_made_is_told(path: str) -> None:
    (gap,) = form("const cp = require('child_process');\n", path).gaps
    assert gap.reason == MADE


def test_types_of_flow_are_read() -> None:
    assert not form("type A = {b: string};\nfunction f(a: A, b: number): string { return a.b }\n").gaps


def test_a_mistake_within_a_type_keeps_nothing_from_being_read() -> None:
    assert not form("interface A { a?: import('b').C[] ; b: number }\nf();\n", "a.ts").gaps


@pytest.mark.parametrize(
    ("path", "text", "name", "line"),
    [
        (
            "a.vue",
            '<template>\n<p v-html="x.y"></p></template>\n<script setup>const x = f()</script>',
            "v-html",
            2,
        ),
        ("a.vue", '<template>\n<a :href="x"\n>a</a></template><script>let x</script>', "href", 2),
        ("a.svelte", "<script>let x = f()</script>\n\n{@html x}\n<p>{x}</p>", "@html", 3),
        ("a.svelte", "<script lang='ts'>let x: string</script>\n<a class={c} href={x}>a</a>", "href", 2),
    ],
)
def test_templates_are_evaluated_after_scripts(path: str, text: str, name: str, line: int) -> None:
    last = body(text, path)[-1]
    assert (last[0], last[1][0], last[1][1][:3]) == (EVAL, CALL, (ATTR, (GLOBAL, "JSX"), name))
    assert last[2] >> 12 == line


@pytest.mark.parametrize(
    "text", ['<a href="x">', '<p v-text="x">', '<a :href="x +* 1">', "<script>':href=\"x\"'</script>"]
)
def test_what_is_no_markup_of_a_template_adds_nothing(text: str) -> None:
    assert not [
        one for one in form(f"<script>f()</script>\n{text}", "a.vue").functions[0].body if "JSX" in str(one)
    ]
