import html

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
    def get(self, kind):
        self.write({"head": open(f"logs/{html.escape(kind)}.log").readline()})  # expect: code-path-traversal
