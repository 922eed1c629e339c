from flask import Flask, request

from service import Actions, Cache

app = Flask(__name__)
actions = Actions("/srv/files")
cache = Cache()


@app.route("/do/<action>")
def do(action):
    return actions.dispatch(action, name=request.args["name"])


@app.route("/last/<user>")
def last(user):
    cache[user] = request.args["name"]
    with open("/srv/files/" + cache[user]) as stream:  # expect: code-path-traversal
        return {"text": stream.read()}
