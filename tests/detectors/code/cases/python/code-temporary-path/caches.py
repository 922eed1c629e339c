import json
import os
import tempfile


def save(name, table):
    path = os.path.join(tempfile.gettempdir(), "tables-%s.json" % name)
    with open(path, "w") as file:  # expect: code-temporary-path
        json.dump(table, file)


def load(name):
    path = os.path.join(tempfile.gettempdir(), "tables-%s.json" % name)
    with open(path) as file:  # ok: code-temporary-path
        return json.load(file)


def save_well(name, table):
    folder = tempfile.mkdtemp(dir=tempfile.gettempdir())
    with open(os.path.join(folder, name), "w") as file:  # ok: code-temporary-path
        json.dump(table, file)


def save_alone(name, table):
    path = os.path.join(tempfile.gettempdir(), "tables-%s.json" % name)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)  # ok: code-temporary-path
    with os.fdopen(handle, "w") as file:
        json.dump(table, file)


class Cache:
    def __init__(self, directory=None):
        if directory is None:
            directory = tempfile.gettempdir()  # expect: code-temporary-path
        self.directory = directory


class OwnCache:
    def __init__(self, directory=None):
        self.directory = directory or tempfile.mkdtemp()  # ok: code-temporary-path
