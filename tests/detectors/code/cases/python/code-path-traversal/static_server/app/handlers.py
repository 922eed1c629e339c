import os
import posixpath
from urllib.parse import unquote

from aiohttp import web

from app.store import Store

store = Store("/srv/public")


async def static(request):
    name = unquote(request.match_info["tail"])
    found = store.locate(name)
    return web.FileResponse(found)  # expect: code-path-traversal


async def static_checked(request):
    name = unquote(request.match_info["tail"])
    found = store.locate_within(name)
    return web.FileResponse(found)  # ok: code-path-traversal


def routes(app):
    app.router.add_get("/static/{tail:.*}", static)
    app.router.add_get("/files/{tail:.*}", static_checked)
