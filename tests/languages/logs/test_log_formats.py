"""Each format: a real-looking line with every field, recognised as itself and as nothing else."""

import json

import pytest
from log_lines import BROWSER, CLF_TIME, LINES, TEXTS, asked

from vedette.languages.logs.recognition import examine, names, open_format, recognise
from vedette.model.errors import UsageError

SAMPLES = {
    **{name: [line] for name, (line, _) in LINES.items()},
    **{name: list(lines) for name, lines in TEXTS.items()},
}


def block(*lines: str | bytes) -> bytes:
    return b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)


def combined(
    request: str = "GET / HTTP/1.1", client: str = "203.0.113.7", user: str = "-", rest: str = ""
) -> bytes:
    return f'{client} - {user} [10/Oct/2023:13:55:36 +0200] "{request}" 200 5 "-" "curl"{rest}'.encode()


@pytest.mark.parametrize("name", LINES)
def test_a_line_is_read_in_full(name):
    line, wanted = LINES[name]
    assert open_format(name, {"reference": "2023"}).request(line.encode()) == wanted
    assert open_format(name, {"reference": "2023"}).request(line.encode() + b"\r\n") == wanted


@pytest.mark.parametrize("name", LINES)
def test_its_columns_say_the_same(name):
    line, wanted = LINES[name]
    chosen = open_format(name, {"reference": "2023"})
    rows = chosen.rows(block(line, line))
    assert (rows.lines, list(rows.index), list(rows.unreadable)) == (2, [0, 1], [])
    assert chosen.moment(rows.moments[1]) == pytest.approx(wanted.time)
    assert rows.clients[1] == wanted.client
    assert rows.methods[1] == wanted.method
    assert rows.targets[1] == wanted.target
    assert int(rows.statuses[1]) == wanted.status
    assert rows.users[1].strip(b"-") == wanted.user
    assert rows.hosts[1] == wanted.host
    # CloudFront and IIS encode agents once more in their columns.
    assert name in {"cloudfront", "iis"} or rows.agents[1] == wanted.agent


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_recognised(name):
    found = examine(block(*SAMPLES[name] * 20))
    assert found.format is not None
    assert (found.format.name, found.share) == (name, 1.0)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_recognised_among_some_others(name):
    other = "uvicorn" if name != "uvicorn" else "iis"
    found = examine(block(*SAMPLES[name] * 8, *SAMPLES[other] * 4))
    assert found.format is not None
    assert found.format.name == name


def test_recognition_is_the_same_each_time():
    sample = block(*(line for lines in SAMPLES.values() for line in lines))
    assert len({examine(sample).reason for _ in range(3)}) == 1
    assert examine(sample).tried == examine(sample).tried


@pytest.mark.parametrize(
    "sample", [b"", b"\n\n", b"no log\nat all\n", b"\0\1\2\n" * 9, b"{}\n", b"[1]\n", b'"x"\n' * 9]
)
def test_what_fits_nothing_is_said(sample):
    found = examine(sample)
    assert found.format is None
    assert recognise(sample) is None
    assert found.reason.startswith(("none of ", "the sample has no"))


def test_the_nearest_is_named_when_none_fits():
    line = LINES["combined"][0]
    assert "combined comes nearest with 50%" in examine(block(line, "x") * 9).reason


def test_a_cut_last_line_does_not_count():
    line = LINES["combined"][0]
    assert examine(block(line) + line[:70].encode()).share == 1.0


def test_every_name_opens():
    for name in names():
        mapping = {"layout": '$client [$moment] "$request" $status'} if name == "layout" else {}
        assert open_format(name, mapping).rows(b"x\n").lines == 1


@pytest.mark.parametrize(
    ("name", "mapping"),
    [
        ("nonesuch", {}),
        ("layout", {}),
        ("layout", {"layout": "$request_id"}),
        ("json", {"colour": "x"}),
        ("common", {"zone": "CET"}),
        ("common", {"reference": "soon"}),
        ("syslog", {"payload": "nonesuch"}),
    ],
)
def test_a_wrong_declaration_is_refused(name, mapping):
    with pytest.raises(UsageError):
        open_format(name, mapping)


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        (combined("GET /a\\x22b\\x5C HTTP/1.1"), {"method": b"GET", "target": b'/a"b\\'}),
        (combined(r"GET /a\"b\\ HTTP/1.1"), {"method": b"GET", "target": b'/a"b\\'}),
        (combined(r"GET /\t\n\xe2\x82\xac HTTP/2.0"), {"method": b"GET", "target": b"/\t\n\xe2\x82\xac"}),
        (
            combined("GET /", client="2001:db8::1"),
            {"method": b"GET", "target": b"/", "client": b"2001:db8::1"},
        ),
        (combined("-"), {"method": b"", "target": b""}),
        (combined(""), {"method": b"", "target": b""}),
        (combined(r"\x16\x03\x01\x02\x00"), {"method": b"", "target": b"\x16\x03\x01\x02\x00"}),
        (combined("GET /a b HTTP/1.1"), {"method": b"GET", "target": b"/a b"}),
        (combined('GET /?q="x" y HTTP/1.1'), {"method": b"GET", "target": b'/?q="x" y'}),
        (combined("GET http://evil.example/ HTTP/1.1"), {"target": b"http://evil.example/"}),
        (combined(user="bob smith"), {"user": b"bob smith"}),
        (combined(client="203.0.113.7, 10.0.0.1"), {"client": b"203.0.113.7, 10.0.0.1"}),
        (combined(rest=" 0.005"), {"took": 0.005}),
        (
            combined(rest=' "198.51.100.7, 10.0.0.1"'),
            {"headers": ((b"x-forwarded-for", b"198.51.100.7, 10.0.0.1"),)},
        ),
        (combined(rest=' "-" rt=0.25 "a=b; c=d"'), {"took": 0.25, "headers": ((b"cookie", b"a=b; c=d"),)}),
    ],
)
def test_odd_lines_of_access_logs(line, changes):
    chosen = open_format("combined")
    told = chosen.request(line)
    assert told is not None
    assert {name: getattr(told, name) for name in changes} == changes
    # Among regular lines they keep their place.
    rows = chosen.rows(block(combined(), line, combined()))
    assert list(rows.index) == [0, 1, 2]
    assert rows.clients[1] == told.client
    assert rows.statuses == rows.statuses.__class__([b"200"] * 3)
    assert (rows.targets[0], rows.targets[2]) == (b"/", b"/")


def test_what_does_not_fit_is_counted():
    rows = open_format("combined").rows(
        block(
            combined(),
            "",
            "junk",
            "Traceback (most recent call last):",
            '  File "x", line 1',
            "ValueError: x",
            " ",
            combined(),
        )
    )
    assert (rows.lines, list(rows.index), list(rows.unreadable)) == (8, [0, 7], [2])
    assert (rows.blank, rows.continued) == (2, 3)
    assert len(rows.targets) == len(rows.hosts) == 2


def test_a_last_line_without_its_end_counts():
    assert open_format("combined").rows(combined()).lines == 1
    assert open_format("combined").rows(b"").lines == 0
    assert list(open_format("combined").rows(combined() + b"\r\n" + combined() + b"\r").index) == [0, 1]


def test_layouts_of_nginx_and_apache_can_be_declared():
    nginx = open_format(
        "layout",
        {"layout": '$remote_addr|$host|$msec|"$request"|$status|"$http_x_forwarded_for"|$request_time'},
    )
    told = nginx.request(b'203.0.113.7|shop.example|1696938936.5|"POST /a HTTP/1.1"|201|"198.51.100.7"|0.5')
    assert told is not None
    assert (told.time, told.client, told.host, told.target, told.took) == (
        1696938936.5, b"203.0.113.7", b"shop.example", b"/a", 0.5,
    )  # fmt: skip
    assert told.headers == ((b"x-forwarded-for", b"198.51.100.7"),)
    apache = open_format("layout", {"layout": '%v %h %u %t "%r" %>s %b %D "%{User-Agent}i" "%{Cookie}i"'})
    line = (
        b'shop.example 203.0.113.7 bob [10/Oct/2023:13:55:36 +0200] "GET / HTTP/1.1" 200 5 2500 "curl" "a=b"'
    )
    told = apache.request(line)
    assert told is not None
    assert (told.time, told.took, told.agent, told.headers) == (
        CLF_TIME,
        0.0025,
        b"curl",
        ((b"cookie", b"a=b"),),
    )
    assert list(apache.rows(line).statuses) == [b"200"]


def test_columns_of_w3c_follow_the_line_that_names_them():
    iis = block(
        "#Software: x",
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status",
        "2023-10-10 11:55:36 203.0.113.7 GET /a 200",
    )
    chosen = recognise(iis)
    assert chosen is not None
    rows = chosen.rows(iis)
    assert (list(rows.index), rows.continued, rows.targets[0]) == ([2], 2, b"/a")
    told = chosen.request(b"2023-10-10 11:55:36 203.0.113.7 GET /a 200")
    assert told is not None
    assert (told.time, told.client) == (CLF_TIME, b"203.0.113.7")


def test_haproxy_without_a_header_and_with_a_bad_request():
    chosen = open_format("haproxy")
    counts = b"-1/-1/-1/-1/0 400 187 - - PR-- 1/1/0/0/0 0/0"
    line = b'203.0.113.7:5 [10/Oct/2023:13:55:36.655] in in/<NOSRV> %b "<BADREQ>"' % counts
    told = chosen.request(line)
    assert told is not None
    assert (told.client, told.method, told.target, told.status) == (b"203.0.113.7", b"", b"<BADREQ>", 400)
    assert list(chosen.rows(line).statuses) == [b"400"]


def test_alb_with_a_malformed_request():
    line = LINES["alb"][0].replace(
        "GET https://shop.example:443/shop/12?q=a%20b&p=2 HTTP/1.1", "- http://shop.example:80- "
    )
    rows = open_format("alb").rows(line.encode())
    assert list(rows.index) == [0]


def test_json_by_a_mapping():
    chosen = open_format(
        "json", {"time": "when", "client": "req.ip", "target": "url", "status": "code", "took_ms": "ms"}
    )
    line = json.dumps(
        {"when": 1696938936, "req": {"ip": "203.0.113.7"}, "url": "/a?b=é", "code": 404, "ms": 12}
    ).encode()
    told = chosen.request(line)
    assert told == asked(
        user=b"",
        method=b"",
        target="/a?b=é".encode(),
        status=404,
        size=-1,
        referer=b"",
        agent=b"",
        took=0.012,
    )
    rows = chosen.rows(block(line, b"{}", b"[]", b"3", b"{", b"  at x", line))
    assert (list(rows.index), list(rows.unreadable), rows.continued) == ([0, 6], [1, 2, 3, 4], 1)


def test_json_that_is_not_quite():
    chosen = open_format("nginx-json")
    line = (
        rb'{"status":"400","request":"GET /\x22\\x41 HTTP/1.1","remote_addr":"::1","http_user_agent":"'
        b'\xff"}'
    )
    told = chosen.request(line)
    assert told is not None
    assert (told.target, told.agent) == (b'/"\\x41', "\ufffd".encode())
    assert list(chosen.rows(line).targets) == [b'/"\\x41']


def test_json_of_other_shapes_in_the_same_places():
    chosen = open_format("caddy")
    odd = [
        {"request": value, "status": 1}
        for value in (None, 3, "x", [], {"uri": {"a": 1}}, {"uri": ["/a"]}, {"uri": True})
    ]
    rows = chosen.rows(block(*map(json.dumps, odd)))
    assert rows.lines == len(rows.index) + len(rows.unreadable)
    assert rows.targets[5] == b"/a"


def test_fields_of_ecs_may_be_flat():
    line = json.dumps(
        {
            "@timestamp": "2023-10-10T11:55:36Z",
            "client.ip": "::1",
            "url.path": "/a",
            "http.response.status_code": 200,
        }
    )
    rows = open_format("ecs").rows(line.encode())
    assert (rows.targets[0], rows.clients[0], rows.statuses[0]) == (b"/a", b"::1", b"200")
    told = open_format("ecs").request(line.encode())
    assert told is not None
    assert (told.target, told.client, told.status) == (b"/a", b"::1", 200)


def test_deep_json_is_no_crash():
    deep = b'{"a":' * 100_000
    assert list(open_format("json").rows(deep).unreadable) == [0]
    assert open_format("json").request(deep) is None
    assert list(open_format("csp").rows(b'{"csp-report":' + deep).unreadable) == [0]


def test_syslog_of_both_kinds_holds_what_programs_write():
    access = LINES["combined"][0]
    data = block(
        f"<190>Oct 10 13:55:36 web1 nginx: {access}",
        f'<190>1 2023-10-10T11:55:36.5Z web1 nginx 7 - [x@1 a="b\\"]"] \ufeff{access}',
        f"2023-10-10T13:55:36.25+02:00 web1 nginx[7]: {access}",
        "Oct 10 13:55:37 web1 sshd[9]: Failed password for invalid user admin from 203.0.113.9 port 4 ssh2",
        "  continued",
        "junk",
        f"142 <190>Oct 10 13:55:36 web1 nginx: {access}",
    )
    chosen = open_format("syslog", {"reference": "2023"})
    rows = chosen.rows(data)
    assert (list(rows.index), list(rows.unreadable), rows.continued) == ([0, 1, 2, 3, 6], [5], 1)
    assert [rows.targets[place] for place in (0, 1, 2, 4)] == [b"/shop/12?q=a%20b&p=2"] * 4
    assert set(rows.hosts) == {b"web1"}
    login = rows.logins[0]
    assert (login.line, login.user, login.client, login.succeeded, login.method) == (
        3,
        b"admin",
        b"203.0.113.9",
        False,
        "ssh",
    )
    assert login.time == 1696946137.0
    told = chosen.request(data.split(b"\n")[1])
    assert told is not None
    assert (told.agent, told.time) == (BROWSER.encode(), CLF_TIME)


def test_the_payload_of_syslog_can_be_declared():
    chosen = open_format("syslog", {"payload": "json", "target": "u", "reference": "2023"})
    told = chosen.request(b'<13>Oct 10 11:55:36 web1 shop: {"u":"/a"}')
    assert told is not None
    assert (told.target, told.time) == (b"/a", CLF_TIME)


def test_a_program_that_changes_what_it_writes_is_read_anew():
    chosen = open_format("syslog")
    assert chosen.rows(b"<13>Oct 10 11:55:36 web1 shop: starting up\n" * 3).targets[0] == b""
    rows = chosen.rows(f"<13>Oct 10 11:55:36 web1 shop: {LINES['combined'][0]}\n".encode() * 3)
    assert rows.targets[0] == b"/shop/12?q=a%20b&p=2"


def test_stack_traces_in_applications_logs_are_continued():
    data = block(
        "2023-10-10 13:55:36,123 ERROR shop: went wrong",
        "Traceback (most recent call last):",
        '  File "/srv/shop.py", line 3, in buy',
        "    raise KeyError(1)",
        "django.core.exceptions.ImproperlyConfigured: x",
        "shop.errors.OutOfStockError: none left",
        "java.lang.IllegalStateException: x",
        "\tat com.example.Shop.buy(Shop.java:17)",
        "Caused by: java.io.IOException: y",
        "\t... 7 more",
        "",
        "plain text",
        b"\0\0\0",
    )
    rows = open_format("application").rows(data)
    assert (list(rows.index), list(rows.unreadable), rows.blank, rows.continued) == ([0, 4, 11], [12], 1, 8)


def test_reports_of_the_reporting_api():
    body = {
        "documentURL": "https://shop.example/", "effectiveDirective": "img-src", "blockedURL": "data",
        "lineNumber": 3,
        "sourceFile": "https://shop.example/a.js", "disposition": "report", "sample": "x",
    }  # fmt: skip
    report = {
        "age": 1,
        "type": "csp-violation",
        "url": "https://shop.example/",
        "user_agent": "Firefox",
        "body": body,
    }
    other = {"type": "deprecation", "url": "https://shop.example/", "body": {"id": "x"}}
    wrapped = {"time": "2023-10-10T11:55:36Z", "client": "203.0.113.7", "body": json.dumps([report])}
    chosen = open_format("csp")
    rows = chosen.rows(
        block(
            json.dumps([report, other, report]),
            json.dumps(report),
            json.dumps(wrapped),
            json.dumps(other),
            "{}",
        )
    )
    assert [one.line for one in rows.violations] == [0, 0, 1, 2]
    assert (list(rows.index), list(rows.unreadable)) == ([0, 1, 2, 3], [4])
    first = rows.violations[0]
    assert (first.document, first.directive, first.blocked) == (b"https://shop.example/", b"img-src", b"data")
    assert (first.source, first.source_line, first.disposition) == (
        b"https://shop.example/a.js",
        3,
        b"report",
    )
    assert (first.sample, first.agent) == (b"x", b"Firefox")
    assert (chosen.moment(rows.moments[2]), rows.clients[2]) == (CLF_TIME, b"203.0.113.7")
    assert chosen.request(json.dumps(report).encode()) is None


def test_a_block_of_short_lines_is_read_in_parts():
    data = (combined() + b"\n\nx\n") * 20_000
    rows = open_format("combined").rows(data)
    assert (rows.lines, len(rows.index), len(rows.unreadable), rows.blank) == (60_000, 20_000, 20_000, 20_000)
    assert (rows.index[-1], rows.unreadable[-1], len(rows.agents)) == (59_997, 59_999, 20_000)
