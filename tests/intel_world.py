"""Records, archives and databases that tests make up."""

import gzip
import hashlib
import importlib
import io
import json
import os
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

from vedette.sources.advisories.building import build
from vedette.sources.advisories.loading import Asked, deliveries


def needed(module):
    """A real component: where it is missing the test is skipped, and fails where everything must be there."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"{module} is not installed: {error}")


NOW = "2026-11-22T12:00:00Z"


def record(name="GO-2026-1", package="example.org/shop", ecosystem="Go", *, fixed="1.2.0", **more):
    events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
    return {
        "id": name,
        "modified": "2026-11-20T10:00:00Z",
        "published": "2026-11-19T10:00:00Z",
        "affected": [
            {
                "package": {"ecosystem": ecosystem, "name": package},
                "ranges": [{"type": "SEMVER" if ecosystem == "Go" else "ECOSYSTEM", "events": events}],
            }
        ],
    } | more


def zipped(*records, **files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in records:
            packed.writestr(f"{one['id']}.json", json.dumps(one))
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def kev(*cves, day="2026-11-21"):
    entries = [{"cveID": cve, "dateAdded": "2026-11-01"} for cve in cves]
    return json.dumps(
        {"count": len(entries), "dateReleased": f"{day}T01:00:00Z", "vulnerabilities": entries}
    ).encode()


def epss(rows, day="2026-11-21"):
    lines = [f"#model_version:v2025.03.14,score_date:{day}T00:00:00Z", "cve,epss,percentile"]
    lines += [f"{cve},{chance},0.5" for cve, chance in rows.items()]
    return gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0)


def export(folder, **ecosystems):
    """The layout of the bulk export; names of ecosystems with `_` for `.`."""
    for name, records in ecosystems.items():
        place = folder / "osv" / name.replace("_", ".")
        place.mkdir(parents=True, exist_ok=True)
        (place / "all.zip").write_bytes(zipped(*records))


def load(database, path, **more):
    return build(str(database), deliveries(Asked(path=str(path), now=NOW, **more)))


class Mirror:
    """A server on this machine that has files below `/m`, and fails as a test says.

    Attributes:
        files: path -> bytes.
        statuses: path -> status to answer with in place of the file.
        cut: paths whose answers stop in the middle.
        token: that it wants; "" for none.
        asked: paths in order, with ` (304)` where nothing was new.
    """

    def __init__(self):
        self.files, self.statuses, self.cut, self.token, self.asked = {}, {}, set(), "", []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                """Says nothing."""

            def do_GET(self):
                mirror.answer(self)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/m"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, request):
        path = unquote(request.path).removeprefix("/m")
        data = self.files.get(path, b"")
        tag = f'"{hashlib.sha256(data).hexdigest()}"'
        status = self.statuses.get(path, self.statuses.get("*", 200 if path in self.files else 404))
        if self.token and request.headers.get("Authorization") != f"Bearer {self.token}":
            status = 401
        if status == 200 and request.headers.get("If-None-Match") == tag:
            status = 304
        self.asked.append(f"{path} (304)" if status == 304 else path)
        body = data if status == 200 else b""
        request.send_response(status)
        request.send_header("ETag", tag)
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Connection", "close")
        request.end_headers()
        request.wfile.write(body[: len(body) // 2] if path in self.cut else body)
        request.close_connection = True

    def export(self, ecosystem, *records):
        """The bulk export of an ecosystem, its records one by one, and the list of them."""
        self.files[f"/osv/{ecosystem}/all.zip"] = zipped(*records)
        lines = sorted((f"{one['modified']},{one['id']}" for one in records), reverse=True)
        self.files[f"/osv/{ecosystem}/modified_id.csv"] = ("\n".join(lines) + "\n").encode()
        for one in records:
            self.files[f"/osv/{ecosystem}/{one['id']}.json"] = json.dumps(one).encode()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
