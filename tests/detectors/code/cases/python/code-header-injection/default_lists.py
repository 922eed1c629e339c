from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        self.send_header("X-Path", self.path)  # expect: code-header-injection
        language = query.get("language", ["en"])[0]
        self.send_header("Content-Language", language)  # expect: code-header-injection
