import os
import secrets


def reset(user):
    user.reset_token = secrets.token_hex(4)  # expect: code-short-token
    return user


def sign_in(store, user):
    session_id = secrets.token_urlsafe(8)  # expect: code-short-token
    store[session_id] = user


def api():
    api_key = os.urandom(8).hex()  # expect: code-short-token
    return api_key


def reset_well(user):
    user.reset_token = secrets.token_hex(32)  # ok: code-short-token


def sign_in_well(store, user):
    session_id = secrets.token_urlsafe()  # ok: code-short-token
    store[session_id] = user


def request_id():
    short = secrets.token_hex(4)  # ok: code-short-token
    return short
