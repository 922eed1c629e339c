import shutil
from pathlib import Path
from uuid import uuid4

from fastapi import APIRouter, FastAPI, File, UploadFile

router = APIRouter(prefix="/models")
MODELS = Path("models")


def destination(upload: UploadFile) -> Path:
    return MODELS / upload.filename


@router.post("/")
async def create(file: UploadFile = File(...)):
    target = destination(file)
    with target.open("wb") as out:  # expect: code-path-traversal
        shutil.copyfileobj(file.file, out)
    return {"saved": file.filename}


@router.post("/safe")
async def create_safe(file: UploadFile = File(...)):
    target = MODELS / f"{uuid4().hex}{Path(file.filename).suffix}"
    with target.open("wb") as out:  # ok: code-path-traversal
        shutil.copyfileobj(file.file, out)
    return {"saved": target.name}


@router.delete("/{name:path}")
async def remove(name: str):
    (MODELS / name).unlink()  # expect: code-path-traversal
    return {}


app = FastAPI()
app.include_router(router)
