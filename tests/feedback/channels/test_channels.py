"""Alerts told through real servers on this machine."""

import hmac
import json
import socket
import warnings
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from alert_world import SAMPLE, Hook, attack, target
from vedette.feedback.alert_text import lines, subject
from vedette.feedback.channels import syslog
from vedette.feedback.channels.interface import RefusedError, Told, pack, unpack
from vedette.feedback.channels.opening import connect
from vedette.model.channel import Channel, ChannelKind
from vedette.model.errors import UsageError, WorldError

ALERT = attack(
    key="attacker shop 203.0.113.7 x",
    number=3,
    title="SQL injection on shop GET /item from 203.0.113.7",
    last="2026-11-22T10:05:00Z",
    count=12,
    targets=(target(version="1.4", owner="@shop/team", findings=("VD-1",)),),
    owner="@shop/team",
)
VARIABLE = "HOOK"
TOLD = Told(delivery="d-1", what="opened", alert=ALERT)


def setting(kind, url, **more):
    return Channel(name="ops", kind=kind, url=url, **more)


@pytest.fixture
def listener():
    """A socket that hears on this machine, and what it was told by one peer."""
    opened = []

    def start(kind):
        server = socket.socket(socket.AF_INET, kind)
        server.settimeout(10)
        server.bind(("127.0.0.1", 0))
        opened.append(server)
        return server

    yield start
    for server in opened:
        server.close()


@pytest.fixture
def hook():
    made = []

    def start(*statuses):
        made.append(Hook(*statuses))
        return made[-1]

    yield start
    for one in made:
        one.close()


def test_a_webhook_is_signed_and_says_it_all(hook):
    there = hook(204)
    channel = connect(setting(ChannelKind.webhook, there.url, secret_env=VARIABLE), {"HOOK": "key"})
    channel.send(TOLD)
    assert there.heard()
    line, headers, body = there.got[0]
    assert line == b"POST /hook HTTP/1.1"
    moment, given = (part.partition("=")[2] for part in headers[b"vedette-signature"].decode().split(","))
    assert hmac.new(b"key", f"{moment}.".encode() + body, "sha256").hexdigest() == given
    said = json.loads(body)
    assert (said["event"], said["delivery"], said["alert"]["number"]) == ("alert.opened", "d-1", 3)
    assert headers[b"vedette-delivery"] == b"d-1"
    assert "shop/views.py:12" in said["text"]


def test_a_webhook_that_says_no_is_an_error_with_words(hook):
    with pytest.raises(WorldError, match="forbids"):
        connect(setting(ChannelKind.webhook, hook(403).url), {}).send(TOLD)


def test_a_webhook_goes_over_https_or_stays_here():
    with pytest.raises(UsageError, match="HTTPS"):
        connect(setting(ChannelKind.webhook, "http://hooks.example.org/x"), {})


def test_a_secret_that_is_not_set_is_named_and_not_guessed():
    with pytest.raises(UsageError, match="HOOK is not set"):
        connect(setting(ChannelKind.webhook, "https://hooks.example.org/x", secret_env=VARIABLE), {})


@pytest.fixture
def mailbox():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from aiosmtpd.controller import Controller

    class Keep:
        def __init__(self):
            self.got = []

        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - as aiosmtpd calls it
            self.got.append(envelope)
            return "250 kept" if "no@" not in envelope.rcpt_tos[0] else "554 refused"

    keep = Keep()
    controller = Controller(keep, hostname="127.0.0.1", port=0)
    # A port of 0 is chosen by the system; the controller's own probe would connect to 0.
    controller.port = free_port()
    controller.start()
    yield controller.port, keep.got
    controller.stop()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_mail_arrives_with_its_words_and_a_name_of_its_own(mailbox):
    port, got = mailbox
    mail = setting(
        ChannelKind.email, f"smtp://127.0.0.1:{port}", to=("team@example.org",), sender="v@example.org"
    )
    hostile = replace(ALERT, title="x\r\nBcc: all@example.org\u202e")
    connect(mail, {}).send(replace(TOLD, alert=hostile))
    text = got[0].content.decode()
    assert got[0].rcpt_tos == ["team@example.org"]
    assert "Message-ID: <d-1@vedette.invalid>" in text
    assert "\nBcc:" not in text
    assert "shop/views.py:12" in text


def test_mail_that_is_refused_is_an_error(mailbox):
    port, _ = mailbox
    mail = setting(
        ChannelKind.email, f"smtp://127.0.0.1:{port}", to=("no@example.org",), sender="v@example.org"
    )
    with pytest.raises(WorldError, match="554"):
        connect(mail, {}).send(TOLD)
    with pytest.raises(WorldError, match="not reached"):
        connect(replace(mail, url=f"smtp://127.0.0.1:{free_port()}"), {}).send(TOLD)


@pytest.mark.parametrize(
    ("url", "to"),
    [("mail.example.org", ("a@b",)), ("smtp://u:p@h", ("a@b",)), ("smtp://h", ()), ("smtp://h", ("x\n@y",))],
)
def test_mail_settings_that_are_not_whole_are_refused(url, to):
    with pytest.raises(UsageError):
        connect(setting(ChannelKind.email, url, to=to, sender="v@example.org"), {})


def test_syslog_by_datagram(listener):
    server = listener(socket.SOCK_DGRAM)
    connect(setting(ChannelKind.syslog, f"udp://127.0.0.1:{server.getsockname()[1]}"), {}).send(TOLD)
    said = server.recv(65536)
    assert said.startswith(b"<107>1 2")
    assert b'alert="3" severity="high" count="12"' in said
    assert said.endswith(subject(ALERT).encode())


def test_syslog_by_stream_is_framed(listener):
    server = listener(socket.SOCK_STREAM)
    server.listen()
    connect(setting(ChannelKind.syslog, f"tcp://127.0.0.1:{server.getsockname()[1]}"), {}).send(TOLD)
    peer, _ = server.accept()
    with peer:
        data = b"".join(iter(lambda: peer.recv(65536), b""))
    length, _, rest = data.partition(b" ")
    assert int(length) == len(rest)


def test_syslog_escapes_what_would_end_its_fields():
    odd = replace(ALERT, owner='a"]\\b', title="é" * 3000)
    said = syslog.line(replace(TOLD, alert=odd), "hôst name", datetime(2026, 1, 2, tzinfo=UTC))
    assert rb'owner="a\"\]\\b"' in said
    assert len(said) <= 2048
    said.decode()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:apprise")
@pytest.mark.filterwarnings("ignore:'imghdr'")
def test_apprise_sends_through_a_service(hook):
    there = hook(200, 500)
    connect(setting(ChannelKind.apprise, f"json://127.0.0.1:{there.port}/x"), {}).send(TOLD)
    assert there.heard()
    said = there.said()[0]
    assert said["title"] == subject(ALERT)
    assert "shop/views.py:12" in said["message"]
    with pytest.raises(RefusedError):
        connect(setting(ChannelKind.apprise, f"json://127.0.0.1:{there.port}/x"), {}).send(TOLD)
    with pytest.raises(UsageError, match="no such address"):
        connect(setting(ChannelKind.apprise, "nothing"), {})


def test_a_message_survives_the_outbox():
    assert unpack(pack(TOLD)) == TOLD


def test_words_are_harmless_and_say_what_to_do():
    evil = replace(ALERT, targets=(), attackers=("\x1b[2J",), samples=(replace(SAMPLE, evidence="\r\n::x"),))
    told = "\n".join(lines(evil))
    assert "\x1b" not in told
    assert "\r" not in told
    assert lines(ALERT)[-1].startswith("next: mend VD-1 now")
