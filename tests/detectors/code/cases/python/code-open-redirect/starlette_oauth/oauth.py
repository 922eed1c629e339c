from starlette.applications import Starlette
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route


async def authorize(request):
    params = dict(request.query_params)
    uri = params["redirect_uri"]
    return RedirectResponse(f"{uri}?code=abc")  # expect: code-open-redirect


async def logout(request):
    form = await request.form()
    return Response(status_code=303, headers={"Location": form["next"]})  # expect: code-open-redirect


async def home(request):
    return RedirectResponse("/home?tab=" + request.query_params.get("tab", ""))  # ok: code-open-redirect


app = Starlette(routes=[Route("/authorize", authorize), Route("/logout", logout, methods=["POST"]), Route("/", home)])
