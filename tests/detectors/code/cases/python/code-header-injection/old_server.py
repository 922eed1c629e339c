import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        language = query["language"][0]
        self.send_response(200)
        self.send_header("Content-Language", language)  # expect: code-header-injection
        self.send_header("Content-Language", urllib.parse.quote(language))  # ok: code-header-injection
        self.send_header("Content-Language", language.replace("\r", "").replace("\n", ""))  # ok: code-header-injection
        self.send_header("X-Size", str(len(language)))  # ok: code-header-injection
        if "\n" in language or "\r" in language:
            return
        self.send_header("Content-Language", language)  # ok: code-header-injection
        self.end_headers()


HTTPServer(("localhost", 8000), Handler)
