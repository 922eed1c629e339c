"""Headers that say who may read an answer."""

import tornado.web
from fastapi import FastAPI, Request
from flask import Flask, request

ORIGINS = frozenset(("https://shop.example", "https://desk.example"))
app, api = Flask(__name__), FastAPI()


@app.after_request
def any_origin(answer):
    answer.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin")  # expect: code-reflected-origin
    answer.headers["Access-Control-Allow-Credentials"] = "true"
    return answer


@app.after_request
def own_origins(answer):
    if request.headers.get("Origin") in ORIGINS:
        answer.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin")  # ok: code-reflected-origin
        answer.headers["Access-Control-Allow-Credentials"] = "true"
    return answer


@api.middleware("http")
async def around(asked: Request, go_on):
    answer = await go_on(asked)
    answer.headers["access-control-allow-origin"] = asked.headers.get("origin", "")  # expect: code-reflected-origin
    return answer


class Orders(tornado.web.RequestHandler):
    def set_default_headers(self):
        asked = self.request.headers.get("Origin")
        if asked:
            self.set_header("Access-Control-Allow-Origin", asked)  # expect: code-reflected-origin

    def get(self):
        asked = self.request.headers.get("Origin")
        if asked in ORIGINS:
            self.set_header("Access-Control-Allow-Origin", asked)  # ok: code-reflected-origin
