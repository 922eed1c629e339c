import io
import shutil
import tarfile

from fastapi import FastAPI, UploadFile
from flask import Flask, request

app = Flask(__name__)
api = FastAPI()


@app.post("/restore")
def restore():
    with tarfile.open(fileobj=request.files["backup"]) as archive:
        archive.extractall("/srv/data")  # expect: code-archive-extraction
        archive.extractall("/srv/data", filter="data")  # ok: code-archive-extraction
        archive.extractall("/srv/data", filter="fully_trusted")  # expect: code-archive-extraction
    return {}


@app.post("/fixed")
def fixed():
    with tarfile.open("/srv/backup.tar") as archive:
        archive.extractall("/srv/data")  # ok: code-archive-extraction
    return {}


@api.post("/plugin")
async def plugin(file: UploadFile):
    archive = tarfile.open(fileobj=io.BytesIO(await file.read()))
    for member in archive.getmembers():
        archive.extract(member, "plugins")  # expect: code-archive-extraction
    for member in archive.getmembers():
        archive.extract(member, "plugins", filter="data")  # ok: code-archive-extraction
    return {}


def unpack(request):
    shutil.unpack_archive(request.FILES["theme"].temporary_file_path(), "themes", filter="data")  # ok: code-archive-extraction
