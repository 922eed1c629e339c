import html

from aiohttp import web

routes = web.RouteTableDef()


@web.middleware
async def errors(request, handler):
    try:
        return await handler(request)
    except KeyError as error:
        return web.Response(text="<p>missing %s</p>" % request.query.get("key"), content_type="text/html")  # expect: code-cross-site-scripting


@routes.view("/profile")
class Profile(web.View):
    async def get(self):
        name = self.request.query.get("name", "")
        body = "".join(["<h1>", name, "</h1>"])
        return web.Response(body=body.encode(), content_type="text/html")  # expect: code-cross-site-scripting

    async def post(self):
        data = await self.request.post()
        return web.Response(text="<h1>" + html.escape(data["name"]) + "</h1>", content_type="text/html")  # ok: code-cross-site-scripting


app = web.Application(middlewares=[errors])
app.add_routes(routes)
