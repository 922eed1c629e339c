import hmac
import json
import pickle


def load(data):
    return pickle.loads(data)  # expect: code-loaded-argument


def load_signed(data, key, tag):
    if not hmac.compare_digest(hmac.digest(key, data, "sha256"), tag):
        raise ValueError
    return pickle.loads(data)  # ok: code-loaded-argument


def read(data):
    return json.loads(data)  # ok: code-loaded-argument


def copied(thing):
    return pickle.loads(pickle.dumps(thing))  # ok: code-loaded-argument
