from sanic import Sanic
from sanic.response import json

from tasks import convert, convert_safe, probe, probe_safe

app = Sanic("convert")


@app.post("/convert")
async def start(request):
    convert.delay(request.json["source"], request.json.get("size", "100x100"))
    convert_safe.delay(request.json["source"], request.json.get("size", "100"))
    return json({})


@app.get("/probe/<host>")
async def check(request, host):
    return json({"code": await probe(host), "safe": await probe_safe(host)})
