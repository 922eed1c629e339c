import mimetypes

from django.http import HttpResponse
from flask import Flask, request, send_file

app = Flask(__name__)


@app.route("/file")
def file():
    return send_file("file.bin", mimetype=request.args["type"])  # expect: code-cross-site-scripting


@app.route("/guessed")
def guessed():
    kind = mimetypes.guess_type(request.args["name"])[0]
    return send_file("file.bin", mimetype=kind)  # ok: code-cross-site-scripting


def download(request):
    return HttpResponse(b"", content_type=request.GET["type"])  # expect: code-cross-site-scripting


def picture(request):
    return HttpResponse(b"", content_type="image/" + request.GET["type"])  # ok: code-cross-site-scripting
