from aiohttp import web
from bottle import get, redirect, request
from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from tornado.web import RequestHandler

router = APIRouter()
HOME = "https://www.example.com"


@router.get("/go")
def go(url: str, page: int = 1):
    if page > 1:
        return RedirectResponse(f"/list?page={page}")  # ok: code-open-redirect
    if page == 1:
        return RedirectResponse(HOME + "/go?to=" + url)  # ok: code-open-redirect
    if page == 0:
        return RedirectResponse("https://" + url)  # expect: code-open-redirect
    return RedirectResponse(url, status_code=303)  # expect: code-open-redirect


class Go(RequestHandler):
    def get(self):
        self.redirect(self.get_query_argument("next", "/"))  # expect: code-open-redirect
        self.redirect("/next")  # ok: code-open-redirect


@get("/go")
def bottle_go():
    redirect(request.query.get("next"))  # expect: code-open-redirect
    redirect("/items/" + request.query.get("item"))  # ok: code-open-redirect


async def aio_go(request):
    if request.query.get("home"):
        raise web.HTTPFound("/home")  # ok: code-open-redirect
    raise web.HTTPFound(location=request.query["next"])  # expect: code-open-redirect
