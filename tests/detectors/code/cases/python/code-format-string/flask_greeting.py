from string import Formatter, Template

from flask import Flask, request

app = Flask(__name__)


class User:
    name = "x"


@app.route("/greeting")
def greeting():
    user = User()
    pattern = request.args["pattern"]
    text = pattern.format(user=user)  # expect: code-format-string
    text += ("Hello " + pattern).format(user=user)  # expect: code-format-string
    text += "Hello {0} {1.name}".format(pattern, user)  # ok: code-format-string
    text += Template(pattern).safe_substitute(name=user.name)  # ok: code-format-string
    text += Formatter().format(pattern, user=user)  # expect: code-format-string
    text += f"{pattern} {user.name}"  # ok: code-format-string
    return {"text": text}
