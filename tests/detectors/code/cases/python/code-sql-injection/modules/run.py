from flask import Flask, request

from lib import *
from lib import Base
from lib.deep import helpers as h

app = Flask(__name__)


class Child(Base):
    column = "c"

    def value(self):
        return request.args["value"]


class Quiet(Base):
    def value(self):
        return "fixed"


@app.route("/a")
def a():
    starred(request.args["a"])
    h.quoted(request.args["a"])
    Child().run()
    Quiet().run_quiet()
    return ""
