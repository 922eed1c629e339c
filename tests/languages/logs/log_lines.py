"""Lines as real servers write them, and what stands in them."""

from __future__ import annotations

import json

from vedette.model.traffic import Request

CLF_TIME = 1696938936.0  # 10/Oct/2023:13:55:36 +0200
BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
)
_CLF = '203.0.113.7 - alice [10/Oct/2023:13:55:36 +0200] "GET /shop/12?q=a%20b&p=2 HTTP/1.1" 200 2326'
_FULL = f'{_CLF} "https://shop.example/start" "{BROWSER}"'


def asked(**changes) -> Request:
    """The request that the lines below tell of, but for some fields."""
    fields = {
        "time": CLF_TIME,
        "client": b"203.0.113.7",
        "user": b"alice",
        "method": b"GET",
        "target": b"/shop/12?q=a%20b&p=2",
        "status": 200,
        "size": 2326,
        "referer": b"https://shop.example/start",
        "agent": BROWSER.encode(),
    }
    return Request(**{**fields, **changes})


def _json(value) -> str:
    return json.dumps(value, separators=(",", ":"))


# name of the format -> a line, and the request in it
# ruff: noqa: E501, ISC004 - lines of logs are long
LINES: dict[str, tuple[str, Request]] = {
    "common": (_CLF, asked(referer=b"", agent=b"")),
    "combined": (_FULL, asked()),
    "common-vhost": (f"shop.example:443 {_CLF}", asked(referer=b"", agent=b"", host=b"shop.example:443")),
    "combined-vhost": (f"shop.example:443 {_FULL}", asked(host=b"shop.example:443")),
    "traefik": (f'{_FULL} 1201 "shop@docker" "http://172.18.0.4:8000" 31ms', asked(took=0.031)),
    "haproxy": (
        "Oct 10 13:55:36 lb1 haproxy[14389]: 203.0.113.7:33317 [10/Oct/2023:11:55:36.655] http-in~ static/srv1 "
        '10/0/30/69/109 200 2326 - - ---- 1/1/1/1/0 0/0 {shop.example|curl 8} {} "GET /shop/12?q=a%20b&p=2 HTTP/1.1"',
        asked(time=CLF_TIME + 0.655, user=b"", referer=b"", agent=b"", took=0.109),
    ),
    "alb": (
        "https 2023-10-10T11:55:36.186641Z app/shop/50dc6c495c0c9188 203.0.113.7:2817 10.0.0.1:80 0.086 0.048 0.037 "
        f'200 200 331 2326 "GET https://shop.example:443/shop/12?q=a%20b&p=2 HTTP/1.1" "{BROWSER}" '
        "ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/a/b "
        '"Root=1-58337364-23a8c76965a2ef7629b185e3" "shop.example" "session-reused" 0 2023-10-10T11:55:36.000000Z '
        '"forward" "-" "-" "10.0.0.1:80" "200" "-" "-"',
        asked(time=CLF_TIME + 0.186641, user=b"", host=b"shop.example:443", referer=b"", took=0.048),
    ),
    "uvicorn": (
        'INFO:     203.0.113.7:52310 - "GET /shop/12?q=a%20b&p=2 HTTP/1.1" 200 OK',
        asked(time=0.0, user=b"", referer=b"", agent=b"", size=-1),
    ),
    "cloudfront": (
        "2023-10-10\t11:55:36\tFRA2\t2326\t203.0.113.7\tGET\td111.cloudfront.net\t/shop/12\t200\t"
        "https://shop.example/start\tcurl/8.1%20(x)\tq=a%20b&p=2\ttheme=dark\tHit\tabc==\tshop.example\thttps\t23\t0.001\t"
        "198.51.100.1\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html\t78\t-\t-",
        asked(
            user=b"",
            host=b"shop.example",
            agent=b"curl/8.1 (x)",
            took=0.001,
            headers=((b"cookie", b"theme=dark"), (b"x-forwarded-for", b"198.51.100.1")),
        ),
    ),
    "iis": (
        "2023-10-10 11:55:36 10.0.0.5 GET /shop/12 q=a%20b&p=2 443 alice 203.0.113.7 curl/8.1+(x) "
        "https://shop.example/start 200 0 0 15",
        asked(agent=b"curl/8.1 (x)", size=-1, took=0.015),
    ),
    "caddy": (
        _json(
            {
                "level": "info",
                "ts": CLF_TIME + 0.25,
                "logger": "http.log.access",
                "msg": "handled request",
                "request": {
                    "remote_ip": "203.0.113.7",
                    "remote_port": "5",
                    "client_ip": "203.0.113.7",
                    "proto": "HTTP/2.0",
                    "method": "GET",
                    "host": "shop.example",
                    "uri": "/shop/12?q=a%20b&p=2",
                    "headers": {
                        "User-Agent": [BROWSER],
                        "Referer": ["https://shop.example/start"],
                        "Cookie": ["REDACTED"],
                    },
                },
                "bytes_read": 0,
                "user_id": "alice",
                "duration": 0.000929675,
                "size": 2326,
                "status": 200,
            }
        ),
        asked(
            time=CLF_TIME + 0.25, host=b"shop.example", took=0.000929675, headers=((b"cookie", b"REDACTED"),)
        ),
    ),
    "traefik-json": (
        _json(
            {
                "ClientHost": "203.0.113.7",
                "ClientUsername": "alice",
                "DownstreamContentSize": 2326,
                "DownstreamStatus": 200,
                "Duration": 31000000,
                "RequestHost": "shop.example",
                "RequestMethod": "GET",
                "RequestPath": "/shop/12?q=a%20b&p=2",
                "StartUTC": "2023-10-10T11:55:36.5Z",
                "request_Referer": "https://shop.example/start",
                "request_User-Agent": BROWSER,
                "time": "2023-10-10T11:55:36Z",
            }
        ),
        asked(time=CLF_TIME + 0.5, host=b"shop.example", took=0.031),
    ),
    "gcp": (
        _json(
            {
                "httpRequest": {
                    "requestMethod": "GET",
                    "requestUrl": "https://shop.example/shop/12?q=a%20b&p=2",
                    "status": 200,
                    "responseSize": "2326",
                    "userAgent": BROWSER,
                    "remoteIp": "203.0.113.7",
                    "referer": "https://shop.example/start",
                    "latency": "0.25s",
                },
                "timestamp": "2023-10-10T11:55:36.123456Z",
                "severity": "INFO",
            }
        ),
        asked(time=CLF_TIME + 0.123456, user=b"", host=b"shop.example", took=0.25),
    ),
    "ecs": (
        _json(
            {
                "@timestamp": "2023-10-10T11:55:36.000Z",
                "source": {"ip": "203.0.113.7"},
                "user": {"name": "alice"},
                "http": {
                    "request": {"method": "GET", "referrer": "https://shop.example/start"},
                    "response": {"status_code": 200, "body": {"bytes": 2326}},
                },
                "url": {"path": "/shop/12", "query": "q=a%20b&p=2", "domain": "shop.example"},
                "user_agent": {"original": BROWSER},
                "event": {"duration": 31000000},
            }
        ),
        asked(host=b"shop.example", took=0.031),
    ),
    "pino-http": (
        _json(
            {
                "level": 30,
                "time": 1696938936000,
                "pid": 7,
                "req": {
                    "id": 1,
                    "method": "GET",
                    "url": "/shop/12?q=a%20b&p=2",
                    "headers": {
                        "host": "shop.example",
                        "user-agent": BROWSER,
                        "referer": "https://shop.example/start",
                        "cookie": "a=b",
                    },
                    "remoteAddress": "203.0.113.7",
                },
                "res": {"statusCode": 200, "headers": {"content-length": "2326"}},
                "responseTime": 31,
                "msg": "request completed",
            }
        ),
        asked(user=b"", host=b"shop.example", took=0.031, headers=((b"cookie", b"a=b"),)),
    ),
    "logstash": (
        _json(
            {
                "@timestamp": "2023-10-10T11:55:36.000Z",
                "clientip": "203.0.113.7",
                "auth": "alice",
                "verb": "GET",
                "request": "/shop/12?q=a%20b&p=2",
                "httpversion": "1.1",
                "response": "200",
                "bytes": "2326",
                "referrer": "https://shop.example/start",
                "agent": BROWSER,
            }
        ),
        asked(),
    ),
    "nginx-json": (
        _json(
            {
                "time_iso8601": "2023-10-10T13:55:36+02:00",
                "remote_addr": "203.0.113.7",
                "remote_user": "alice",
                "request": "GET /shop/12?q=a%20b&p=2 HTTP/1.1",
                "status": "200",
                "body_bytes_sent": "2326",
                "http_referer": "https://shop.example/start",
                "http_user_agent": BROWSER,
                "request_time": "0.031",
                "http_x_forwarded_for": "-",
            }
        ),
        asked(took=0.031),
    ),
    "syslog": (
        f"<190>Oct 10 13:55:36 web1 nginx: {_FULL}",
        asked(host=b"web1"),
    ),
}
# Lines that tell of no request.
TEXTS: dict[str, tuple[str, ...]] = {
    "application": (
        "2023-10-10 13:55:36,123 WARNING accounts.views: Failed login attempt for user 'bob' from 203.0.113.9",
        "[2023-10-10 13:55:36] production.ERROR: something broke",
        "2023-10-10T13:55:36.000+02:00  INFO 7 --- [main] com.example.Shop : started in 3.2 s",
    ),
    "csp": (
        _json(
            {
                "csp-report": {
                    "document-uri": "https://shop.example/start",
                    "referrer": "",
                    "violated-directive": "script-src-elem",
                    "effective-directive": "script-src-elem",
                    "original-policy": "default-src 'self'; report-uri /csp",
                    "disposition": "enforce",
                    "blocked-uri": "https://evil.example/x.js",
                    "line-number": 17,
                    "source-file": "https://shop.example/app.js",
                    "status-code": 200,
                    "script-sample": "",
                }
            }
        ),
    ),
    "json": (
        _json(
            {
                "time": "2023-10-10T13:55:36Z",
                "level": "info",
                "message": "User bob logged in from 203.0.113.9",
            }
        ),
    ),
}
