from flask import Flask, make_response, request
from tornado.web import RequestHandler

app = Flask(__name__)


class Echo(RequestHandler):
    def post(self):
        self.finish(self.request.body)  # expect: code-cross-site-scripting


@app.post("/echo")
def echo():
    if request.args.get("text"):
        return "<p>" + request.args["text"]  # expect: code-cross-site-scripting
    if request.args.get("page"):
        return make_response(request.data)  # expect: code-cross-site-scripting
    return request.data  # expect: code-cross-site-scripting
