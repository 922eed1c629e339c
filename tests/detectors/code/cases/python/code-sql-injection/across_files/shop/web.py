from flask import request


def current_term():
    return request.cookies.get("term") or request.headers["X-Term"]
