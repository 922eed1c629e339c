"""JSON, TOML and YAML with places: they agree with others' parsers, and every place is exact."""

import json
import time
import tomllib

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.languages.packages.json_tree import json_tree
from vedette.languages.packages.toml_tree import toml_tree
from vedette.languages.packages.tree import NOTHING, Lines, cleaned
from vedette.languages.packages.yaml_tree import yaml_tree

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def plain(node):
    if node.is_mapping:
        return {key: plain(value) for key, value in node.items()}
    return [plain(one) for one in node] if node.is_list else node.value


def refuse(at, reason):
    raise AssertionError((at, reason))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=5), st.sampled_from((None, 2)), st.booleans())
def test_json_is_read_as_by_the_standard_library(value, indent, ascii_):
    data = json.dumps(value, indent=indent, ensure_ascii=ascii_).encode()
    root = json_tree(data, refuse)
    assert plain(root) == value
    check_texts(root, data)


def check_texts(node, data):
    for key, child in node.items():
        assert data[child.at : child.at + 1] == b'"', key
        check_texts(child, data)
    for child in node:
        check_texts(child, data)
    if isinstance(node.value, str):
        raw = data[node.start : node.end]
        assert json.loads(b'"' + raw + b'"') == node.value


TOML = (
    (
        'a = 1\n"b c" = "x\\ty\\u00e9"\nd.e.f = true\n'
        '[g]\nh = [1, 2,\n  # why\n  3,]\n[g.i]\nj = {k = "l", m = [{}]}\n'
    ),
    "[[a]]\nb = '''\nx'y''z'''\n[a.c]\nd = 1.5\n[[a]]\nb = \"\"\"\nq \\\n   w\"\"\"\n[[a.e]]\nf = -1_000\n",
    "a = '\\'\nb = 'x' # y\n[c]\n[d.e]\n[d]\nf = false\n",
    "a = 0xff\nb = inf\n",
)


@pytest.mark.parametrize("text", TOML)
def test_toml_is_read_as_by_the_standard_library(text):
    assert plain(toml_tree(text.encode(), refuse)) == tomllib.loads(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_texts_of_toml_come_back(text):
    data = f"a = {json.dumps(text, ensure_ascii=False)}".encode()
    node = toml_tree(data, refuse)["a"]
    assert node.text == text == tomllib.loads(data.decode())["a"]
    assert json.loads(b'"' + data[node.start : node.end] + b'"') == text


def test_a_bad_line_of_toml_costs_that_line_alone():
    told = []
    root = toml_tree(b"a = 1\nb = = 2\nc = 3\n[[d\n[e]\nf = 4\n", lambda at, why: told.append((at, why)))
    assert plain(root) == {"a": 1, "c": 3, "e": {"f": 4}}
    assert len(told) == 2


def test_dates_of_toml_are_texts():
    assert plain(toml_tree(b"a = 2024-01-02T03:04:05Z\nb = 2024-01-02 03:04:05\nc = 07:08:09", refuse)) == {
        "a": "2024-01-02T03:04:05Z",
        "b": "2024-01-02 03:04:05",
        "c": "07:08:09",
    }


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5))
def test_yaml_is_read_as_by_its_library(value):
    data = yaml.safe_dump(value, allow_unicode=True, default_style='"').encode()
    told = []
    root = yaml_tree(cleaned(data), lambda _, why: told.append(why))

    def words(one):
        if isinstance(one, dict):
            return {key: words(each) for key, each in one.items()}
        if isinstance(one, list):
            return [words(each) for each in one]
        # Written with quotes and a tag, which is not followed.
        return one if isinstance(one, str) else "null" if one is None else str(one).lower()

    assert not told
    assert plain(root) == words(value)


def test_places_of_yaml_count_bytes():
    data = "é: ü\n'ö': 'x1'\nz: [1.10, \"ß2\"]\n".encode()
    root = yaml_tree(data, refuse)
    assert data[root["ö"].start : root["ö"].end] == b"x1"
    assert [data[one.start : one.end].decode() for one in root["z"]] == ["1.10", "ß2"]
    assert Lines(data).of(root["z"].at) == 3


def test_aliases_are_followed_and_bombs_are_not():
    told = []
    root = yaml_tree(b"a: &x {b: c}\nd: *x\ne: &y [*y]\n", lambda _, why: told.append(why))
    assert plain(root) == {"a": {"b": "c"}, "d": {"b": "c"}, "e": [None]}
    assert told == ["has an alias of nothing that is complete"]
    rows = [b"a0: &a0 [" + b"x, " * 50 + b"]"]
    rows += [b"a%d: &a%d [" % (n, n) + b"*a%d, " % (n - 1) * 50 + b"]" for n in range(1, 9)]
    told.clear()
    root = yaml_tree(b"\n".join(rows), lambda _, why: told.append(why))
    assert "a0" in root
    assert told == ["multiplies itself by aliases: what follows was not read"]


def test_depth_is_bounded_in_each():
    for read, data in ((json_tree, b"[" * 5000), (toml_tree, b"a=" + b"[" * 5000), (yaml_tree, b"[" * 5000)):
        told = []
        read(data, lambda _, why, told=told: told.append(why))
        assert told


def test_what_is_not_there_is_nothing():
    root = json_tree(b'{"a": [1]}', refuse)
    assert root["x"]["y"] is NOTHING
    assert not root["a"]["b"]
    assert root["a"].text == ""
    assert [one.value for one in root["a"]] == [1]
    assert list(root["x"]) == []


def test_bytes_that_are_no_text_keep_their_places():
    data = b'\xef\xbb\xbf{"a": "\xff\xfe\x00b"}'
    clean = cleaned(data)
    assert len(clean) == len(data)
    root = json_tree(clean, refuse)
    assert root["a"].text == "???b"
    assert data[root["a"].end - 1 : root["a"].end] == b"b"


def test_a_large_file_costs_little():
    rows = ",".join(f'"node_modules/p{n}": {{"version": "1.{n}.0", "dev": true}}' for n in range(20_000))
    data = ('{"packages": {' + rows + "}}").encode()
    began = time.process_time()
    assert len(json_tree(data, refuse)["packages"].names()) == 20_000
    assert time.process_time() - began < 2
