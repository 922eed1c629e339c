import socket
from http.server import BaseHTTPRequestHandler, HTTPServer

import uvicorn
from flask import Flask

app = Flask(__name__)


def serve():
    app.run(host="0.0.0.0", port=8080)  # expect: code-any-interface


def serve_fast(site):
    uvicorn.run(site, host="::", port=8080)  # expect: code-any-interface


def serve_small():
    HTTPServer(("0.0.0.0", 8080), BaseHTTPRequestHandler).serve_forever()  # expect: code-any-interface


def listen():
    sock = socket.socket()
    sock.bind(("0.0.0.0", 9000))  # expect: code-any-interface
    return sock


def serve_well():
    app.run(host="127.0.0.1", port=8080)  # ok: code-any-interface


def serve_fast_well(site, host):
    uvicorn.run(site, host=host, port=8080)  # ok: code-any-interface


def listen_well():
    sock = socket.socket()
    sock.bind(("127.0.0.1", 9000))  # ok: code-any-interface
    return sock
