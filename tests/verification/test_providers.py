"""Each shipped question, asked of a real server that answers as the provider documents."""

import re
from datetime import UTC, datetime

import msgspec
import pytest
from loopback_world import FakeClock, answer
from msgspec.structs import replace
from provider_world import BOUNDS, BY_PROVIDER, SAYS, credential, dead, live, slow, told

from vedette import index
from vedette.model.verification import Credential, Verified
from vedette.verification import aws
from vedette.verification.question import meaning
from vedette.verification.spec import Signing, read, specs
from vedette.verification.verifier import Bounds

RULES = sorted(specs())


def asked_about(rule, text=None, value=None):
    if text is None:
        text, value = credential(rule)
    return Credential(rule=rule, subject=f"s{value[-8:]}", secret=value.encode(), nearby=text.encode())


def outcome(providers, rule, **more):
    (one,) = providers.verifier(**more).verify([asked_about(rule)])
    return one.verified


def test_there_are_many_providers_each_with_its_documented_answers():
    assert len(BY_PROVIDER) >= 40
    assert set(SAYS) == set(BY_PROVIDER)
    assert set(specs()) <= set(index.load()["rules"])


@pytest.mark.parametrize("rule", RULES)
def test_what_works_is_live(providers, rule):
    providers.says = live
    assert outcome(providers, rule) is Verified.live
    assert len(providers.requests) == 1


@pytest.mark.parametrize("rule", RULES)
def test_what_is_refused_is_dead_where_that_is_sure(providers, rule):
    providers.says = dead
    spec = specs()[rule]
    sure = SAYS[spec.provider][1] is not None
    assert outcome(providers, rule) is (Verified.dead if sure else Verified.unknown)
    hosts = [host for host in spec.hosts if not spec.host_from or host in providers.hosts]
    assert sorted(providers.hosts) == sorted(hosts)


@pytest.mark.parametrize("status", [302, 307, 404, 429, 500, 503])
def test_anything_else_says_nothing(providers, status):
    providers.says = lambda *_: told(status, {})
    verifier = providers.verifier()
    credentials = [asked_about(rule) for rule in RULES]
    assert {one.verified for one in verifier.verify(credentials)} == {Verified.unknown}


def test_no_redirect_is_followed(providers):
    there = "https://127.0.0.1:%d/elsewhere.example.org/user"
    providers.says = lambda *_: answer(302, b"{}", [f"Location: {there % providers.server.port}"])
    assert outcome(providers, "secret-github-pat") is Verified.unknown
    assert providers.hosts == ["api.github.com"]


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"[" * 100_000, b'"ok"', b"null", b'{"ok": 1}', b'{"ok": "true"}', b"<html>"],
    ids=range(8),
)
def test_garbage_says_nothing(providers, body):
    providers.says = lambda *_: answer(200, body)
    assert outcome(providers, "secret-slack-bot-token") is Verified.unknown


def test_an_answer_that_is_huge_slow_or_no_http_says_nothing(providers):
    quick = replace(BOUNDS, exchange=replace(BOUNDS.exchange, seconds=0.5))
    for says in (lambda *_: answer(200, b"x" * 300_000), slow, lambda *_: b"hello\r\n\r\n"):
        providers.says = says
        assert outcome(providers, "secret-github-pat", bounds=quick) is Verified.unknown


def test_an_answer_that_is_both_live_and_dead_says_nothing():
    spec = BY_PROVIDER["Linear"]
    both = replace(spec, dead=spec.live)
    from vedette.network.interface import Answer

    said = Answer(200, {}, b'{"data": {"viewer": {"id": "x"}}}')
    assert meaning(spec, said) is Verified.live
    assert meaning(both, said) is Verified.unknown


def test_a_webhook_is_asked_so_that_nothing_is_posted(providers):
    text, value = credential("secret-slack-webhook")
    assert outcome(providers, "secret-slack-webhook") is Verified.live
    (_, line, request) = providers.requests[0]
    assert line.startswith("POST /services/T")
    assert request.body == b"{}"
    workflow = asked_about("secret-slack-webhook", text, value.replace("/B", "/A"))
    before = len(providers.requests)
    assert [one.verified for one in providers.verifier().verify([workflow])] == [Verified.unknown]
    assert len(providers.requests) == before


def test_the_host_that_the_key_names_is_asked_only_if_it_is_listed(providers):
    text, value = credential("secret-mailchimp-key")
    for center, hosts in (("us7", ["us7.api.mailchimp.com"]), ("us99", [])):
        providers.requests.clear()
        named = value.rpartition("-")[0] + f"-{center}"
        list(providers.verifier().verify([asked_about("secret-mailchimp-key", text, named)]))
        assert providers.hosts == hosts


def test_of_several_ids_the_nearest_is_asked_about_and_a_refusal_says_nothing(providers):
    text, value = credential("secret-twilio-auth-token")
    (near,) = re.findall("AC[a-f0-9]{32}", text)
    far = "AC" + "0123456789abcdef" * 2
    providers.says = dead
    given = asked_about("secret-twilio-auth-token", text + "\n" * 200 + far, value)
    assert [one.verified for one in providers.verifier().verify([given])] == [Verified.unknown]
    assert near in providers.requests[0][1]
    providers.says = live
    assert [one.verified for one in providers.verifier().verify([given])] == [Verified.live]
    alone = asked_about("secret-twilio-auth-token", value, value)
    providers.requests.clear()
    assert [one.verified for one in providers.verifier().verify([alone])] == [Verified.unknown]
    assert not providers.requests


def test_a_request_to_aws_is_signed_as_documented_and_holds_no_secret(providers):
    # The documented example of a signed request.
    sample = aws.Pair("AKID" + "EXAMPLE", "wJalrXUtnFEMI/K7MDENG" + "+bPxRfiCYEXAMPLE" + "KEY")
    headers = aws.signed(
        sample, "example.amazonaws.com", "/", {}, datetime(2015, 8, 30, 12, 36, tzinfo=UTC), "service"
    )
    assert headers["Authorization"].endswith(
        "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    )
    text, value = credential("secret-aws-secret-access-key")
    providers.says = dead
    list(providers.verifier().verify([asked_about("secret-aws-secret-access-key", text, value)]))
    assert len(providers.requests) == 3
    regions = set()
    for _, line, request in providers.requests:
        assert value not in line + str(request.headers) + request.body.decode()
        assert "Action=GetCallerIdentity" in line
        regions.add(request.headers["authorization"].split("/")[2])
    assert regions == {"us-east-1", "us-gov-west-1", "cn-north-1"}


def test_there_are_bounds_of_number_time_and_rate(providers):
    many = [asked_about("secret-github-pat") for _ in range(12)]
    assert len(list(providers.verifier(replace(BOUNDS, credentials=5)).verify(many))) == 5
    assert len(list(providers.verifier(replace(BOUNDS, requests=3)).verify(many))) == 3
    clock = FakeClock()
    bounds = Bounds(exchange=BOUNDS.exchange, seconds=3, host_per_second=2, per_second=10)
    done = list(providers.verifier(bounds, clock=clock.clock()).verify(many))
    assert 5 <= len(done) <= 8
    assert clock.slept == [0.5] * len(clock.slept)


def test_a_host_that_has_enough_or_fails_is_left_alone(providers):
    providers.says = lambda *_: told(429, {})
    many = [asked_about("secret-github-pat") for _ in range(6)]
    assert {one.verified for one in providers.verifier().verify(many)} == {Verified.unknown}
    assert len(providers.requests) == 1
    providers.requests.clear()
    providers.says = lambda *_: b"no http\r\n\r\n"
    list(providers.verifier().verify(many))
    assert len(providers.requests) == 3


def test_without_a_network_it_ends_soon_and_says_that_nobody_was_reached(providers):
    verifier = providers.verifier()
    providers.server.close()
    done = list(verifier.verify([asked_about(rule) for rule in RULES]))
    assert {one.verified for one in done} == {Verified.unknown}
    assert not verifier.reached
    assert verifier.requests <= 20


def test_nothing_shows_a_credential(providers):
    text, value = credential("secret-github-pat")
    one = asked_about("secret-github-pat", text, value)
    assert value not in repr(one) + str(one) + repr([one])
    for says in (lambda *_: b"", lambda *_: told(500, {}), slow):
        providers.says = says
        asked = list(
            providers.verifier(replace(BOUNDS, exchange=replace(BOUNDS.exchange, seconds=0.3))).verify([one])
        )
        assert value not in repr(asked)


@pytest.mark.parametrize(
    "change",
    [
        {"hosts": ["{secret}.example.org"]},
        {"hosts": ["example.org:8443"]},
        {"hosts": []},
        {"method": "DELETE"},
        {"path": "https://example.org/"},
        {"path": "/{host}"},
        {"headers": {"A": "{id}"}},
        {"live": []},
        {"live": [{}]},
        {"docs": "http://example.org"},
        {"redirects": 3},
    ],
)
def test_a_question_that_could_go_anywhere_is_refused(change):
    good = {
        "provider": "X",
        "rules": ["x"],
        "hosts": ["api.example.org"],
        "path": "/{secret}",
        "live": [{"status": [200]}],
        "docs": "https://example.org/",
    }
    assert read([good])
    with pytest.raises(msgspec.ValidationError):
        read([good | change])
    with pytest.raises(msgspec.ValidationError, match="twice"):
        read([good, good])


def test_questions_only_read():
    posts = {spec.provider for spec in BY_PROVIDER.values() if spec.method != "GET"}
    assert posts == {"Slack", "Slack webhook", "Square", "New Relic", "Linear"}
    assert all(BY_PROVIDER[name].why for name in posts)
    for spec in BY_PROVIDER.values():
        assert "mutation" not in spec.body
        assert spec.dead or spec.why, f"{spec.provider}: why is nothing dead?"
        assert spec.sign is Signing.none or spec.method == "GET"


def test_what_a_half_is_looked_for_with_is_bounded():
    for spec in BY_PROVIDER.values():
        for pattern in (spec.id, spec.only, spec.host_from):
            if pattern:
                re.compile(pattern)
                assert ".*" not in pattern or pattern == spec.only
