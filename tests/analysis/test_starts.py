"""At which functions an analysis starts, by their words."""

import pytest

from vedette.analysis.program.book import Book
from vedette.analysis.program.starts import openings, reads, starts
from vedette.analysis.program.uses import Uses, Within
from vedette.languages.catalogue import Catalogue, Check, Condition, Entry, Source, Type
from vedette.languages.javascript.lower import lower
from vedette.model.facts import Text


def collected(**parts):
    return starts(Catalogue(**parts), lambda _kind: True)


def body(statement: str):
    made = lower(Text(path="a.js", data=f"function f(x) {{ {statement} }}".encode()))
    return made.functions[1].body


@pytest.mark.parametrize(
    "statement",
    [
        "g(window.name)",
        "const w = window; g(w.name)",
        "const { name } = window;",
        "g(top.window.name)",
        "if (x) { while (y) { z = [{ a: window.name }] } }",
        "g(window)",
    ],
)
def test_the_page_is_read_where_its_attribute_is_or_where_it_is_handed_on(statement):
    assert reads(body(statement), "window", "name")


@pytest.mark.parametrize(
    "statement",
    ["g(x.name, window.innerWidth)", "window.open(x.name)", "g(x.name)", "'a' in window && g(x.name)", ""],
)
def test_another_attribute_of_the_page_is_no_start(statement):
    assert not reads(body(statement), "window", "name")


def test_a_source_that_all_have_asks_for_its_words_in_the_function():
    made = collected(
        sources=[Source(names=["window.location.hash"], kind="browser", what="it", ambient=True)]
    )
    (start,) = made["hash"]
    assert start.needed == {"window", "location"}
    assert start.read == "location"
    assert start.roots == {"window"}


def test_a_type_that_is_a_module_must_be_mentioned():
    made = collected(
        types=[Type(name="got", of=["got.extend()"])], checks=[Check(weakness="w", names=["got.get"])]
    )
    assert [one.roots for one in made["get"]] == [{"got"}]


def test_what_is_asked_of_something_unknown_has_the_words_of_its_middle():
    made = collected(checks=[Check(weakness="w", names=["*.cookies.set"])])
    assert [(one.along, one.roots) for one in made["set"]] == [({"cookies"}, {""})]
    opened = openings(Catalogue(entries=[Entry(registered=["*.pipe().on"], argument=[1])]))
    assert [one.along for one in opened["on"]] == [{"pipe"}]


def test_what_an_answer_is_asked_with_stands_beside_what_asks():
    made = collected(
        sources=[Source(names=["axios.get()", "$.get()"], kind="answer", what="it", beside=["html"])]
    )
    assert {one.needed: one.roots for one in made["get"]} == {
        frozenset(("axios",)): {"html"},
        frozenset(("$",)): {"html"},
    }


@pytest.mark.parametrize(
    ("event", "may_be", "must_be"),
    [
        ("'message'", True, True),
        ("'click'", False, False),
        ("EVENTS.SAID", True, False),
        ("...x", True, False),
    ],
)
def test_a_registration_for_one_event_is_told_by_the_event(event, may_be, must_be):
    where = [Condition(argument=0, is_="message")]
    catalogue = Catalogue(entries=[Entry(registered=["window.listen"], argument=[1], where=where)])
    ((start,),) = starts(catalogue, lambda _kind: True).values()
    module = lower(Text(path="a.js", data=f"function f(x) {{ window.listen({event}, g) }}".encode()))
    uses, book = Uses(Within(module), module.functions[1], ["listen"]), Book(catalogue)
    (use,) = start.uses
    assert start.far
    assert uses.may_be("listen", use, book) is may_be
    assert uses.must_be("listen", use, book) is must_be


def test_registrations_of_any_event_ask_for_none():
    where = [Condition(argument=0, is_="message")]
    made = collected(
        entries=[
            Entry(registered=["window.listen"], argument=[1], where=where),
            Entry(registered=["server.listen"], argument=[0]),
        ]
    )
    assert {tuple(one.roots): bool(one.uses) for one in made["listen"]} == {
        ("window",): True,
        ("server",): False,
    }
