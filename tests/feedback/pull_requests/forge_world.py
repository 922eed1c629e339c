"""GitHub and GitLab as far as their documentation speaks of comments: real servers on this machine.

GitHub: "REST API endpoints for issue comments" and "users", version 2022-11-28, and the one question to
GraphQL. GitLab: "Notes API" for merge requests and "Users API", version 4. Each keeps its comments in a list,
checks rights as documented, gives pages as documented, and can be told to fail.
"""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

WRITER, READER = "writer-" + "token-1", "reader-" + "token-2"


class Forge:
    """What both have in common.

    Attributes:
        comments: of the request; each with id, author, body.
        asked: (method, path) of each request.
        trouble: functions that get (method, path) and may answer in place of the forge: a status, or
            `lost` for a comment that is written while the answer is not sent.
    """

    prefix = ""
    longest = 65_536

    def __init__(self, *, page=100):
        self.comments, self.asked, self.trouble = [], [], []
        self.page = page
        self.users = {WRITER: "vedette-bot", READER: "vedette-bot"}
        self._ids = iter(range(1000, 1_000_000))
        forge = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self):
                parts = urlsplit(self.path)
                length = int(self.headers.get("content-length", 0))
                body = self.rfile.read(length)
                forge.asked.append((self.command, parts.path))
                lost = False
                for one in forge.trouble:
                    status = one(self.command, parts.path)
                    if status == "lost":
                        lost = True
                    elif status:
                        self.reply(status, {"message": "trouble"}, {})
                        return
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                path = parts.path.removeprefix(forge.prefix)
                assert parts.path.startswith(("/api/graphql", forge.prefix))
                document = json.loads(body) if body else {}
                assert not body or self.headers["content-type"] == "application/json"
                status, answer, headers = forge.answer(self.command, path, query, document, self.headers)
                if lost:
                    self.close_connection = True
                    return
                self.reply(status, answer, headers)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_one  # noqa: N815 - the library's names

            def reply(self, status, answer, headers):
                data = json.dumps(answer).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.api = f"http://127.0.0.1:{self._server.server_port}{self.prefix}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def add(self, author, body, **more):
        self.comments.append(SimpleNamespace(id=next(self._ids), author=author, body=body, **more))
        return self.comments[-1]

    def written(self):
        """Methods of the requests that write."""
        return [method for method, path in self.asked if method != "GET" and not path.endswith("graphql")]

    def write(self, token, body, comment=None):
        """(status, comment) of a text that somebody writes."""
        if token == READER:
            return 403, None
        if not isinstance(body, str) or not body:
            return 422, None
        if len(body) > self.longest:
            return 422, None
        body = body.replace("\n", "\r\n") if self.prefix == "/api/v3" else body
        if comment is None:
            return 201, self.add(self.users[token], body)
        if comment not in self.comments:
            return 404, None
        comment.body = body
        return 200, comment

    def one(self, number):
        return next((one for one in self.comments if one.id == int(number)), None)


class GitHub(Forge):
    prefix = "/api/v3"
    is_app = False

    def answer(self, method, path, query, document, headers):
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.users:
            return 401, {"message": "Bad credentials"}, {}
        if headers["x-github-api-version"] != "2022-11-28" and not path.startswith("/api/graphql"):
            return 400, {"message": "version"}, {}
        if path == "/user":
            if self.is_app:
                return 403, {"message": "Resource not accessible by integration"}, {}
            return 200, {"login": self.users[token], "id": 1}, {}
        if path == "/api/graphql":
            return 200, {"data": {"viewer": {"login": self.users[token].removesuffix("[bot]")}}}, {}
        listed = re.fullmatch(r"/repos/shop/till/issues/(\d+)/comments", path)
        if listed and listed[1] == "7" and method == "GET":
            return self.pages(query)
        if listed and listed[1] == "7" and method == "POST":
            return self.result(*self.write(token, document.get("body")))
        single = re.fullmatch(r"/repos/shop/till/issues/comments/(\d+)", path)
        if single and method == "PATCH" and (comment := self.one(single[1])):
            return self.result(*self.write(token, document.get("body"), comment))
        return 404, {"message": "Not Found"}, {}

    def pages(self, query):
        size = min(int(query.get("per_page", 30)), 100, self.page)
        page = int(query.get("page", 1))
        shown = self.comments[(page - 1) * size : page * size]
        more = len(self.comments) > page * size
        headers = {"Link": f'<{self.api}/x?page={page + 1}>; rel="next"'} if more else {}
        return 200, [self.shown(one) for one in shown], headers

    def shown(self, one):
        user = {"login": one.author, "type": "Bot" if one.author.endswith("[bot]") else "User"}
        return {"id": one.id, "body": one.body, "user": user if one.author else None}

    def result(self, status, comment):
        words = {403: "Resource not accessible by integration", 422: "Validation Failed", 404: "Not Found"}
        return status, self.shown(comment) if comment else {"message": words[status]}, {}


class GitLab(Forge):
    prefix = "/api/v4"
    longest = 1_000_000

    def answer(self, method, path, query, document, headers):
        token = headers.get("private-token", "")
        if token not in self.users:
            return 401, {"message": "401 Unauthorized"}, {}
        if path == "/user":
            return 200, {"username": self.users[token], "id": 1}, {}
        notes = re.fullmatch(r"/projects/([^/]+)/merge_requests/(\d+)/notes(?:/(\d+))?", path)
        if not notes or unquote(notes[1]) not in {"42", "shop/till"} or notes[2] != "7":
            return 404, {"message": "404 Project Not Found"}, {}
        if method == "GET" and not notes[3]:
            assert (query["sort"], query["order_by"]) == ("asc", "created_at")
            size, page = min(int(query["per_page"]), 100, self.page), int(query["page"])
            shown = self.comments[(page - 1) * size : page * size]
            following = str(page + 1) if len(self.comments) > page * size else ""
            return 200, [self.shown(one) for one in shown], {"X-Next-Page": following}
        if method == "POST" and not notes[3]:
            return self.result(*self.write(token, document.get("body")))
        if method == "PUT" and notes[3] and (comment := self.one(notes[3])):
            return self.result(*self.write(token, document.get("body"), comment))
        return 404, {"message": "404 Not found"}, {}

    def shown(self, one):
        return {
            "id": one.id,
            "body": one.body,
            "author": {"username": one.author, "id": 2},
            "system": getattr(one, "system", False),
        }

    def result(self, status, comment):
        return status, self.shown(comment) if comment else {"message": f"{status} Forbidden"}, {}
