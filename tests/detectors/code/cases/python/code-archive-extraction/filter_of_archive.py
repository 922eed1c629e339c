import tarfile

from flask import Flask, request

app = Flask(__name__)


def opened(data):
    tar = tarfile.open(fileobj=data, mode="r|gz")
    tar.extraction_filter = tarfile.data_filter
    return tar


def trusted(data):
    tar = tarfile.open(fileobj=data, mode="r|gz")
    tar.extraction_filter = tarfile.fully_trusted_filter
    return tar


class Bundle:
    def __init__(self, data):
        self.tar = tarfile.open(fileobj=data)
        self.tar.extraction_filter = staticmethod(tarfile.tar_filter)

    def unpack(self, folder):
        self.tar.extractall(folder)  # ok: code-archive-extraction


@app.post("/each")
def each():
    with opened(request.files["theme"].stream) as tar:
        for member in tar:
            tar.extract(member, "themes")  # ok: code-archive-extraction
    return ""


@app.post("/kept")
def kept():
    Bundle(request.files["theme"].stream).unpack("themes")
    return ""


@app.post("/trusting")
def trusting():
    with trusted(request.files["theme"].stream) as tar:
        tar.extractall("themes")  # expect: code-archive-extraction
    return ""


@app.post("/plain")
def plain():
    with tarfile.open(fileobj=request.files["theme"].stream) as tar:
        for member in tar:
            tar.extract(member, "themes")  # expect: code-archive-extraction
    return ""
