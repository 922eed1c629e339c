from pathlib import Path, PurePath

from fastapi import FastAPI, UploadFile

app = FastAPI()
UPLOADS = Path("uploads")


@app.post("/upload")
async def upload(file: UploadFile):
    (UPLOADS / Path(file.filename).name).write_bytes(await file.read())  # ok: code-path-traversal
    (UPLOADS / PurePath(file.filename).stem).write_bytes(await file.read())  # ok: code-path-traversal
    (UPLOADS / Path(file.filename).parent).write_bytes(await file.read())  # expect: code-path-traversal
    return {}
