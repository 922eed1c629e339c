from http.server import BaseHTTPRequestHandler

import bottle
from aiohttp import web
from sanic import Sanic
from sanic.response import html, json
from tornado.escape import xhtml_escape
from tornado.web import RequestHandler

app = Sanic("pages")
routes = web.RouteTableDef()


class Main(RequestHandler):
    def get(self):
        name = self.get_argument("name", "")
        self.write("<h1>" + name + "</h1>")  # expect: code-cross-site-scripting
        self.write("<h1>" + xhtml_escape(name) + "</h1>")  # ok: code-cross-site-scripting
        self.write({"name": name})  # ok: code-cross-site-scripting


@app.get("/page/<name>")
async def page(request, name):
    if request.args.get("json"):
        return json({"name": name})  # ok: code-cross-site-scripting
    return html(f"<h1>{name}</h1>")  # expect: code-cross-site-scripting


@routes.get("/aio")
async def aio(request):
    name = request.query["name"]
    if name == "text":
        return web.Response(text=request.query["text"])  # ok: code-cross-site-scripting
    return web.Response(text="<p>" + name, content_type="text/html")  # expect: code-cross-site-scripting


@bottle.route("/b/<name>")
def b(name):
    return "<p>" + name  # expect: code-cross-site-scripting


@bottle.route("/c/<name>")
def c(name):
    return "<p>" + bottle.html_escape(name)  # ok: code-cross-site-scripting


class Old(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<p>ok</p>")  # ok: code-cross-site-scripting
        self.wfile.write(("<p>" + self.path + "</p>").encode())  # expect: code-cross-site-scripting
