from flask import Flask, request

from storage import CheckedStorage, Storage

app = Flask(__name__)
storage = Storage("/srv/a")
checked = CheckedStorage("/srv/b")


@app.route("/read")
def read():
    return {"text": storage.read(request.args["name"]), "safe": checked.read(request.args["name"])}
