import html

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel

app = FastAPI()
templates = Jinja2Templates(directory="templates")


class Note(BaseModel):
    title: str
    rating: int


@app.get("/hello")
async def hello(name: str = "you"):
    return HTMLResponse(f"<h1>Hello {name}</h1>")  # expect: code-cross-site-scripting


@app.get("/json")
async def data(name: str):
    return {"name": name}  # ok: code-cross-site-scripting


@app.post("/note")
async def note(note: Note):
    return HTMLResponse(content="<p>" + note.title + "</p>")  # expect: code-cross-site-scripting


@app.get("/safe")
async def safe(request: Request, name: str):
    if request.query_params.get("plain"):
        return PlainTextResponse(name)  # ok: code-cross-site-scripting
    if request.query_params.get("typed"):
        return Response(name, media_type="text/html")  # expect: code-cross-site-scripting
    if request.query_params.get("json"):
        return JSONResponse({"name": name})  # ok: code-cross-site-scripting
    if request.query_params.get("escaped"):
        return HTMLResponse(html.escape(name))  # ok: code-cross-site-scripting
    return templates.TemplateResponse(request, "page.html", {"name": name})  # ok: code-cross-site-scripting
