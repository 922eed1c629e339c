import os
import tarfile
import zipfile

from flask import Flask, request

app = Flask(__name__)


def unpack(archive, folder):
    for entry in archive.infolist():
        target = os.path.join(folder, entry.filename)
        if entry.is_dir():
            continue
        with archive.open(entry) as source, open(target, "wb") as out:  # expect: code-path-traversal
            out.write(source.read())


def unpack_checked(archive, folder):
    base = os.path.realpath(folder)
    for entry in archive.infolist():
        target = os.path.realpath(os.path.join(folder, entry.filename))
        if not target.startswith(base + os.sep):
            continue
        with archive.open(entry) as source, open(target, "wb") as out:  # ok: code-path-traversal
            out.write(source.read())


@app.route("/themes", methods=["POST"])
def themes():
    with zipfile.ZipFile(request.files["theme"]) as archive:
        unpack(archive, "/srv/themes")
    return ""


@app.route("/fonts", methods=["POST"])
def fonts():
    with zipfile.ZipFile(request.files["theme"]) as archive:
        unpack_checked(archive, "/srv/fonts")
    return ""


@app.route("/backup", methods=["POST"])
def backup():
    upload = request.files["backup"]
    with tarfile.open(fileobj=upload.stream, mode="r:gz") as tar:
        for member in tar:
            if member.isfile():
                tar.extract(member, "/srv/backup")  # expect: code-archive-extraction
    return ""


@app.route("/backup2", methods=["POST"])
def backup2():
    upload = request.files["backup"]
    with tarfile.open(fileobj=upload.stream, mode="r:gz") as tar:
        tar.extractall("/srv/backup", filter="data")  # ok: code-archive-extraction
    return ""
