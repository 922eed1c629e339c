import html
import os

from aiohttp import web
from bottle import request, route, static_file
from tornado.web import RequestHandler


async def download(request):
    return web.FileResponse(f"files/{request.match_info['name']}")  # expect: code-path-traversal


@route("/static/<name:path>")
def static(name):
    if request.query.folder:
        return static_file("index.html", root="sites/" + request.query.folder)  # expect: code-path-traversal
    return static_file(name, root="static")  # ok: code-path-traversal


class Logs(RequestHandler):
    kinds = ("access", "error")

    def get(self, kind):
        if kind in self.kinds:
            self.write({"size": os.path.getsize(f"logs/{kind}.log"), "head": open(f"logs/{kind}.log").readline()})  # later: ok code-path-traversal
        self.write({"head": open(f"logs/{html.escape(kind)}.log").readline()})  # expect: code-path-traversal
