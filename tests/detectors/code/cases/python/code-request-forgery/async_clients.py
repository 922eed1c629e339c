import aiohttp
import httpx
from aiohttp import ClientSession, web
from fastapi import FastAPI
from pydantic import BaseModel, HttpUrl

app = FastAPI()


class Hook(BaseModel):
    target: HttpUrl
    name: str


@app.get("/proxy")
async def proxy(host: str, port: int):
    async with httpx.AsyncClient() as client:
        await client.get(f"http://{host}:{port}/status")  # expect: code-request-forgery
        await client.get(f"http://localhost:{port}/status")  # ok: code-request-forgery
        return (await client.get("https://status.example.com/" + host)).json()  # ok: code-request-forgery


@app.post("/hook")
async def hook(hook: Hook):
    async with ClientSession() as session:
        async with session.post(hook.target) as answer:  # expect: code-request-forgery
            return await answer.json()


async def preview(request):
    data = await request.json()
    async with aiohttp.ClientSession() as session:
        response = await session.get(data["link"])  # expect: code-request-forgery
        return web.Response(body=await response.read())


application = web.Application()
application.add_routes([web.post("/preview", preview)])
