import os
from functools import lru_cache, wraps


def logged(function):
    @wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


class Actions:
    def __init__(self, base):
        self.base = base

    def dispatch(self, action, **options):
        handler = getattr(self, f"do_{action}", None)
        if handler is None:
            raise ValueError(action)
        return handler(**options)

    @logged
    def do_read(self, name):
        with open(os.path.join(self.base, name)) as stream:  # expect: code-path-traversal
            return stream.read()

    def do_remove(self, name):
        os.remove(os.path.join(self.base, os.path.basename(name)))  # ok: code-path-traversal


class Cache:
    """Names by user, read later."""

    def __init__(self):
        self._names = {}

    def __setitem__(self, user, name):
        self._names[user] = name

    def __getitem__(self, user):
        return self._names[user]
