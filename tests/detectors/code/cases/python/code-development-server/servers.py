from http.server import BaseHTTPRequestHandler, HTTPServer
from wsgiref.simple_server import make_server

import uvicorn
import waitress
from flask import Flask

app = Flask(__name__)


def serve():
    app.run(port=8080)  # expect: code-development-server


def serve_small():
    return HTTPServer(("127.0.0.1", 8080), BaseHTTPRequestHandler)  # expect: code-development-server


def serve_reference():
    return make_server("127.0.0.1", 8080, app)  # expect: code-development-server


def serve_well():
    waitress.serve(app, port=8080)  # ok: code-development-server


def serve_fast(site):
    uvicorn.run(site)  # ok: code-development-server


def answer():
    with app.test_client() as client:  # ok: code-development-server
        return client.get("/")
