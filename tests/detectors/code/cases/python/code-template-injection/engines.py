import jinja2
from aiohttp import web
from django.template import Context, Template
from jinja2 import Environment
from mako.template import Template as MakoTemplate

environment = Environment(autoescape=True)


async def page(request):
    data = await request.json()
    environment.from_string(data["body"]).render()  # expect: code-template-injection
    environment.from_string("{{ body }}").render(body=data["body"])  # ok: code-template-injection
    jinja2.Template("Dear " + data["name"]).render()  # expect: code-template-injection
    MakoTemplate(data["body"]).render()  # expect: code-template-injection
    MakoTemplate("${name | h}").render(name=data["name"])  # ok: code-template-injection
    return web.Response(text="sent")


def django_page(request):
    Template(request.POST["body"]).render(Context())  # expect: code-template-injection
    return Template("{{ body }}").render(Context({"body": request.POST["body"]}))  # ok: code-template-injection


app = web.Application()
app.router.add_post("/page", page)
