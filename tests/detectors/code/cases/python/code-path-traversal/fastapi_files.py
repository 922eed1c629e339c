import shutil
from pathlib import Path
from uuid import uuid4

import aiofiles
from fastapi import FastAPI, File, HTTPException, UploadFile
from fastapi.responses import FileResponse

app = FastAPI()
UPLOADS = Path("uploads")
REPORTS = {"year": "year.pdf", "month": "month.pdf"}


@app.post("/upload")
async def upload(file: UploadFile = File(...)):
    with open(UPLOADS / file.filename, "wb") as out:  # expect: code-path-traversal
        shutil.copyfileobj(file.file, out)
    with open(UPLOADS / f"{uuid4()}.bin", "wb") as out:  # ok: code-path-traversal
        out.write(await file.read())
    return {}


@app.get("/report/{name}")
async def report(name: str):
    if name in REPORTS:
        return FileResponse(UPLOADS / REPORTS[name])  # ok: code-path-traversal
    if not (UPLOADS / name).exists():
        raise HTTPException(404)
    return FileResponse(UPLOADS / name)  # expect: code-path-traversal


@app.get("/page/{number}")
async def page(number: int):
    async with aiofiles.open(f"pages/{number}.txt") as file:  # ok: code-path-traversal
        return {"text": await file.read()}


@app.get("/text/{name}")
async def text(name: str):
    async with aiofiles.open(f"pages/{name}.txt") as file:  # expect: code-path-traversal
        return {"text": await file.read()}
