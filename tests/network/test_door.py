"""The door to the network, against a real server that does everything a server should not."""

import datetime as dt
import time

import pytest
import tls_world
from loopback_world import QUICK, answer
from msgspec.structs import replace

from vedette.model.errors import UsageError, WorldError
from vedette.network.address import address, is_path
from vedette.network.door import Door
from vedette.network.interface import Ask, Limits, NetworkError
from vedette.network.route import proxy_of

TOKEN = "not-a-" + "token-0123456789"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def refused(server, ask=None, **more):
    """The error of a request, which never shows the token."""
    with pytest.raises(NetworkError) as caught:
        server.door(credentials=HEADERS, **more).ask(ask or Ask(path="/x"))
    error = caught.value
    assert TOKEN not in f"{error.message} {error.help} {error!r} {error.__cause__!r}"
    assert error.exit_code == 3
    return error


def test_a_request_and_its_answer(serve):
    server = serve(answer(201, b'{"id":1}', ["X-Next: 2"]))
    got = server.door("/api/v3", credentials=HEADERS).ask(
        Ask(method="POST", path="/a%20b", query={"q": "x&y"}, body=b"{}")
    )
    assert (got.status, got.body, got.headers["x-next"]) == (201, b'{"id":1}', "2")
    (asked,) = server.asked
    assert asked.line == "POST /api/v3/a%20b?q=x%26y HTTP/1.1"
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["user-agent"].startswith("vedette/")
    assert asked.body == b"{}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("http://forge.example.org/", "not safe"),
        ("http://localhost.example.org/", "not safe"),
        ("http://127.0.0.1.example.org/", "not safe"),
        ("ftp://127.0.0.1/", "not safe"),
        ("https://user:word@forge.example.org/", "more than a host"),
        ("https://forge.example.org/?a=b", "more than a host"),
        ("https://forge.example.org/#a", "more than a host"),
        ("https://forge.example.org:x/", "cannot be read"),
        ("https://a b/", "cannot be read"),
        ("https://a\r\nHost: b/", "cannot be read"),
        ("https:///x", "cannot be read"),
        ("", "cannot be read"),
        ("https://[::1", "cannot be read"),
    ],
)
def test_what_is_no_safe_address_is_refused(text, why):
    with pytest.raises(UsageError, match=why) as caught:
        address(text)
    assert "word" not in caught.value.message


def test_addresses_are_read():
    assert address("https://forge.example.org/api/v3/").shown == "forge.example.org"
    assert address("https://forge.example.org/api/v3/").path == "/api/v3"
    assert address("https://FORGE.example.org:8443").shown == "forge.example.org:8443"
    assert address("http://[::1]:80/").is_loopback
    assert address("http://localhost:1/").is_loopback


@pytest.mark.parametrize("path", ["x", "/a/../b", "/a/%2e%2E/b", "/a b", "/a\n", "/é"])
def test_a_path_that_could_lead_elsewhere_is_a_bug(serve, path):
    assert not is_path(path)
    with pytest.raises(ValueError, match="encoded"):
        serve(answer()).door().ask(Ask(path=path))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "does not accept the token"),
        (403, "forbids it"),
        (404, "no such thing"),
        (422, "refuses it"),
        (302, "sends elsewhere"),
    ],
)
def test_a_refusal_is_final_and_says_what_to_do(serve, status, words):
    server = serve(answer(status, b'{"message":"No\\u001b[31m, thanks"}'))
    error = refused(server)
    assert words in error.message
    assert 'it says "No [31m, thanks"' in error.message
    assert (error.status, len(server.asked)) == (status, 1)
    assert error.help or status == 422


def test_what_a_forge_says_is_not_shown_when_it_echoes_the_token(serve):
    error = refused(serve(answer(401, f'{{"message":"bad {TOKEN}"}}'.encode())))
    assert "it says" not in error.message


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failing_server_is_asked_again_and_the_wait_grows(serve, status):
    server = serve(answer(status), answer(status), answer(200, b"[]"))
    door = server.door()
    assert door.ask(Ask()).body == b"[]"
    assert len(server.asked) == 3
    assert 0.5 <= door.clock.slept[0] <= 1
    assert 1 <= door.clock.slept[1] <= 2


def test_a_server_that_keeps_failing_is_given_up(serve):
    server = serve(answer(502))
    assert "failed (502)" in refused(server).message
    assert len(server.asked) == QUICK.attempts


def test_what_must_not_happen_twice_is_not_asked_again_unless_nothing_was_done(serve):
    server = serve(answer(502))
    error = refused(server, Ask(method="POST", path="/x", body=b"{}"))
    assert error.unsure
    assert len(server.asked) == 1
    server = serve(answer(429, headers=["Retry-After: 1"]), answer(201))
    assert server.door().ask(Ask(method="POST")).status == 201
    assert len(server.asked) == 2


@pytest.mark.parametrize("how", ["7", "date"])
@pytest.mark.parametrize("status", [429, 403])
def test_the_wait_that_a_server_asks_for_is_kept(serve, how, status):
    stamp = dt.datetime.fromtimestamp(1_800_000_007, dt.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    after = stamp if how == "date" else how
    server = serve(answer(status, headers=[f"Retry-After: {after}"]), answer())
    door = server.door()
    assert door.ask(Ask()).status == 200
    assert door.clock.slept == [7]


def test_the_reset_of_a_rate_is_waited_for(serve):
    headers = ["X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 1800000009"]
    door = serve(answer(403, headers=headers), answer()).door()
    assert door.ask(Ask()).status == 200
    assert door.clock.slept == [9]


@pytest.mark.parametrize("after", ["3600", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_wait_that_is_too_long_is_told_and_not_kept(serve, after):
    server = serve(answer(429, headers=[f"Retry-After: {after}"]))
    error = refused(server)
    assert "takes no more requests" in error.message
    # What is no sensible time is not told.
    assert error.help == ("try again in 3600 seconds" if after == "3600" else "try again later")
    assert len(server.asked) == 1


@pytest.mark.parametrize("after", ["nan", "-5", "inf", "soon", "", "1e9", "²"])
def test_a_wait_that_is_none_counts_as_a_moment(serve, after):
    # Latin-1, as a header is.
    head = f"HTTP/1.1 429 X\r\nContent-Length: 0\r\nRetry-After: {after}\r\n\r\n".encode("latin-1")
    door = serve(head, answer()).door()
    assert door.ask(Ask()).status == 200
    assert sum(door.clock.slept) <= 2


def test_all_attempts_together_have_a_bound(serve):
    server = serve(answer(429, headers=["Retry-After: 40"]))
    refused(server, limits=replace(QUICK, all_seconds=100, attempts=100))
    assert len(server.asked) == 3


def cut(connection, _request):
    connection.sendall(answer(200, b"half", length=1000))


def unchunked(connection, _request):
    connection.sendall(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n400\r\nhalf")


@pytest.mark.parametrize("broken", [cut, unchunked])
def test_a_truncated_answer_is_no_answer(serve, broken):
    server = serve(broken)
    error = refused(server)
    assert "cut short" in error.message or "no HTTP" in error.message
    assert len(server.asked) == QUICK.attempts
    assert serve(broken, answer()).door().ask(Ask()).status == 200


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"HTTP/1.1 200 X\r\n\r\nbody", "where it ends"),
        (b"SSH-2.0-x\r\n", "no HTTP"),
        (b"", "no HTTP"),
        (b"HTTP/1.1 200 X\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", "packed"),
        (b"HTTP/1.1 200 X\r\n" + b"A: b\r\n" * 200 + b"\r\n", "no HTTP"),
        (b"HTTP/1.1 200 X\r\nContent-Length: x\r\n\r\nx", "where it ends"),
    ],
)
def test_what_is_no_proper_answer_is_refused(serve, raw, words):
    message = refused(serve(raw)).message
    assert words in message or (not raw and "broke" in message)


def test_a_large_answer_is_refused_before_it_is_read_and_while_it_is(serve):
    small = replace(QUICK, most_bytes=10, attempts=1)
    assert "larger than 10 bytes" in refused(serve(answer(200, b"x" * 11)), limits=small).message

    def endless(connection, _request):
        connection.sendall(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"5\r\nxxxxx\r\n")

    assert "larger than 10 bytes" in refused(serve(endless), limits=small).message
    assert serve(answer(200, b"x" * 10)).door(limits=small).ask(Ask()).body == b"x" * 10


def silent(connection, _request):
    time.sleep(3)
    connection.close()


def drip(connection, _request):
    connection.sendall(b"HTTP/1.1 200 X\r\n")
    for _ in range(60):
        connection.sendall(b"A")
        time.sleep(0.05)


@pytest.mark.parametrize("slow", [silent, drip])
def test_one_exchange_ends_in_time_even_when_something_comes_in(serve, slow):
    begun = time.monotonic()
    error = refused(serve(slow), limits=replace(QUICK, seconds=0.3, attempts=1))
    assert "did not answer within 0.3 seconds" in error.message
    assert error.unsure
    assert time.monotonic() - begun < 1.5


def test_nobody_listens(serve):
    server = serve(answer())
    server.close()
    error = refused(server)
    assert "there is no connection to 127.0.0.1" in error.message
    assert not error.unsure


def test_requests_are_spread_in_time_and_counted(serve):
    server = serve(answer())
    door = server.door(limits=Limits(per_second=4, requests=3))
    for _ in range(3):
        door.ask(Ask())
    assert door.clock.slept == [0.25, 0.25]
    with pytest.raises(NetworkError, match="asked 3 times"):
        door.ask(Ask())


def test_a_redirect_is_followed_on_the_same_host_only_when_asked_to(serve):
    server = serve(answer(302, headers=["Location: /there?a=b"]), answer(200, b"[1]"))
    assert server.door(credentials=HEADERS).ask(Ask(path="/here", redirects=1)).body == b"[1]"
    assert server.asked[1].line == "GET /there?a=b HTTP/1.1"
    server = serve(answer(302, headers=["Location: /there"]))
    assert "not followed" in refused(server, Ask(path="/x", redirects=2)).message
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "where",
    [
        "http://127.0.0.1:{other}/",
        "https://127.0.0.1:{port}/",
        "http://evil.example/",
        "//evil.example/",
        "http://127.0.0.1:{port}@evil.example/",
        "/%2e%2e/secret",
        "file:///etc/passwd",
    ],
)
def test_no_redirect_leads_to_another_place(serve, where):
    other = serve(answer())
    server = serve(answer(301, headers=[]), answer())
    location = where.format(other=other.port, port=server.port)
    server.script[0] = answer(301, headers=[f"Location: {location}"])
    assert "not followed" in refused(server, Ask(path="/x", redirects=3)).message
    assert not other.asked
    assert len(server.asked) == 1


@pytest.mark.parametrize("token", ["a\r\nX: y", "a\n", " a", "é", "", "a\0"])
def test_a_token_that_is_none_is_refused_without_being_shown(token):
    with pytest.raises(UsageError, match="characters that no token has") as caught:
        Door(address("https://forge.example.org"), credentials={"A": token})
    assert "X: y" not in caught.value.message


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that nobody trusts yet, and what a server wraps its sockets with."""
    return tls_world.make(tmp_path_factory.mktemp("tls"))


def test_a_certificate_that_nobody_signed_is_not_trusted(serve, certificate):
    server = serve(answer(), wrap=certificate[1])
    error = refused(server)
    assert "certificate of 127.0.0.1" in error.message
    assert "SSL_CERT_FILE" in error.help
    assert not server.asked


def test_the_user_may_name_whom_to_trust(serve, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    server = serve(answer(200, b"[]"), wrap=certificate[1])
    assert server.door(credentials=HEADERS).ask(Ask()).body == b"[]"


def test_a_file_of_certificates_that_is_none_is_named(serve, certificate, monkeypatch, tmp_path):
    bad = tmp_path / "bad.pem"
    bad.write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(bad))
    with pytest.raises(WorldError):
        serve(answer(), wrap=certificate[1]).door().ask(Ask())


def test_the_proxy_is_asked_for_a_tunnel_and_gets_no_token(serve):
    proxy = serve(b"HTTP/1.1 403 Forbidden\r\n\r\n")
    environment = {"HTTPS_PROXY": f"http://me:secret%20word@127.0.0.1:{proxy.port}"}
    door = Door(
        address("https://forge.example.org"),
        credentials=HEADERS,
        environment=environment,
        limits=replace(QUICK, attempts=1),
    )
    with pytest.raises(NetworkError, match="the proxy does not lead to forge") as caught:
        door.ask(Ask())
    assert "word" not in caught.value.message
    (asked,) = proxy.asked
    assert asked.line.startswith("CONNECT forge.example.org:443 ")
    assert asked.headers["proxy-authorization"].startswith("Basic ")
    assert "authorization" not in asked.headers


@pytest.mark.parametrize(
    ("environment", "proxied"),
    [
        ({"https_proxy": "http://p:1"}, True),
        ({"ALL_PROXY": "p:1"}, True),
        ({"HTTP_PROXY": "http://p:1"}, False),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "example.org"}, False),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a, .example.org"}, False),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "ample.org"}, True),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, False),
        ({}, False),
    ],
)
def test_proxies_come_from_the_environment(environment, proxied):
    assert (proxy_of(address("https://forge.example.org"), environment) is not None) is proxied
    assert proxy_of(address("https://127.0.0.1"), environment) is None


@pytest.mark.parametrize("text", ["socks5://p:1", "https://p:1", "http://", "http://me:hidden@p:x"])
def test_a_proxy_of_another_kind_is_refused_without_being_shown(text):
    with pytest.raises(UsageError, match="HTTPS_PROXY") as caught:
        proxy_of(address("https://forge.example.org"), {"HTTPS_PROXY": text})
    assert "hidden" not in caught.value.message
