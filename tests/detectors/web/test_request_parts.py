"""A request taken apart: every value that a client chose, with its name and place."""

from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.detectors.web.parts import raws, values
from vedette.model.traffic import Request


def parts(**fields):
    return list(raws(Request(**fields)))


def test_target_path_and_parameters():
    assert parts(target=b"/a/b%27c?x=1&y[]=2&y[]=a'b&flag&na%20me=v") == [
        ("target", b"", b"/a/b%27c?x=1&y[]=2&y[]=a'b&flag&na%20me=v"),
        ("path", b"", b"/a/b%27c"),
        ("path", b"segment", b"b%27c"),
        ("query", b"x", b"1"),
        ("query", b"y[]", b"2"),
        ("query", b"y[]", b"a'b"),
        ("query", b"", b"flag"),
        ("query", b"na me", b"v"),
        ("query", b"", b"na%20me"),
        ("query", b"y", b"2,a'b"),
    ]


def test_semicolons_part_only_what_looks_like_parameters():
    found = parts(target=b"/?a=1;b=2&c=1;select 1")
    assert ("query", b"b", b"2") in found
    assert ("query", b"c", b"1;select 1") in found


def test_headers_and_cookies():
    found = parts(
        referer=b"http://x.example/a?q=1%27",
        agent=b"Mozilla/5.0",
        headers=((b"cookie", b"id=7; t='x'"), (b"x-forwarded-for", b"1.1.1.1'"), (b"date", b"today")),
    )
    assert ("referer", b"q", b"1%27") in found
    assert ("agent", b"", b"Mozilla/5.0") in found
    assert ("cookie", b"t", b"'x'") in found
    assert ("header", b"x-forwarded-for", b"1.1.1.1'") in found
    assert not [one for one in found if one[1] == b"date"]


def test_bodies():
    assert parts(body=b'{"a":{"$ne":1,"b":["x",null]},"e":{}}') == [
        ("body", b"a", b"$ne"),
        ("body", b"a.$ne", b"1"),
        ("body", b"a.b", b"x"),
        ("body", b"a.b", b"None"),
        ("body", b"e", b""),
    ]
    assert ("body", b"b", b"2'") in parts(body=b"a=1&b=2'")
    assert parts(body=b"<x/>") == [("body", b"", b"<x/>")]
    multipart = b'--X\r\nContent-Disposition: form-data; name="f"; filename="../a"\r\n\r\nhello\r\n--X--\r\n'
    assert parts(body=multipart) == [("body", b"filename", b"../a"), ("body", b"f", b"hello")]


def test_an_object_in_a_parameter_is_opened():
    assert ("query", b"f.a.$gt", b"1") in parts(target=b"/?f=%7B%22a%22:%7B%22$gt%22:1%7D%7D")


def test_deep_and_wide_bodies_are_bounded():
    assert len(parts(body=b'{"a":' * 5000 + b"1" + b"}" * 5000)) <= 400
    assert len(parts(body=b"[" + b'"x",' * 100_000 + b"1]")) <= 400
    assert len(parts(target=b"/?" + b"a=1&" * 100_000)) <= 400


@settings(deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=200))
def test_nothing_raises(target, body, cookie):
    request = Request(target=target, body=body, referer=target, headers=((b"cookie", cookie),))
    assert len(list(values(request))) <= 400
