from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def enter(request: Request):
    form = await request.form()
    request.session["user"] = form["user"]  # expect: code-trust-boundary
    request.session["visits"] = 1  # ok: code-trust-boundary
    return JSONResponse({})


app = Starlette(routes=[Route("/enter", enter, methods=["POST"])])
