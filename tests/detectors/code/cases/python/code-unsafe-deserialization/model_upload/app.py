import io

from flask import Flask, request

import registry

app = Flask(__name__)


@app.post("/models/<kind>")
def upload(kind):
    stream = io.BytesIO(request.files["model"].read())
    registry.load(kind, stream)
    return "", 204
