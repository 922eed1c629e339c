from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, quote, urlparse


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        query = parse_qs(urlparse(self.path).query)
        name = query["name"][0]
        self.send_response(200)
        self.send_header("Content-Disposition", f'attachment; filename="{name}"')  # expect: code-header-injection
        self.send_header("X-Name", quote(name, safe=""))  # ok: code-header-injection
        self.end_headers()
