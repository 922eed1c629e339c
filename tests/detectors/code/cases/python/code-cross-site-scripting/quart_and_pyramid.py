import html

import cherrypy
from pyramid.response import Response
from pyramid.view import view_config
from quart import Quart, request

app = Quart(__name__)


@app.route("/hello")
async def hello():
    form = await request.form
    if form.get("quiet"):
        return "<p>" + html.escape(form["name"]) + "</p>"  # ok: code-cross-site-scripting
    return "<p>" + form["name"] + "</p>"  # expect: code-cross-site-scripting


@view_config(route_name="page")
def page(request):
    if request.params.get("json"):
        return {"name": request.params["name"]}  # ok: code-cross-site-scripting
    return Response("<p>" + request.params["name"] + "</p>")  # expect: code-cross-site-scripting


class Site:
    @cherrypy.expose
    def index(self, name="you"):
        return "<p>" + name + "</p>"  # expect: code-cross-site-scripting

    @cherrypy.expose
    def safe(self, name="you"):
        return "<p>" + html.escape(name) + "</p>"  # ok: code-cross-site-scripting
