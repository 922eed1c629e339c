from fastapi import BackgroundTasks, FastAPI, Request

import plugins

app = FastAPI()


@app.post("/a")
async def a(request: Request, tasks: BackgroundTasks):
    body = await request.json()
    tasks.add_task(plugins.threaded, body["value"])
    return {}


@app.get("/b")
async def b(value: str):
    plugins.start(value)
    return {}
