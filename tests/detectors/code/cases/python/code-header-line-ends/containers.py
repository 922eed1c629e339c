import re


def _name(key):
    return key.title().replace("_", "-")


def _without_line_ends(value):
    if "\n" in value or "\r" in value:
        raise ValueError(value)
    return value


class ResponseHeaders(dict):
    def __init__(self):
        self.held = {}

    def __setitem__(self, key, value):
        self.held[_name(key)] = [str(value)]  # expect: code-header-line-ends

    def append(self, key, value):
        self.held.setdefault(_name(key), []).append(str(value))  # expect: code-header-line-ends

    def get(self, key):
        return self.held.get(_name(key))  # ok: code-header-line-ends


class GoodHeaders(dict):
    def __init__(self):
        self.held = {}

    def __setitem__(self, key, value):
        self.held[_name(key)] = [_without_line_ends(value)]  # ok: code-header-line-ends

    def add(self, key, value):
        if re.search(r"[\r\n\0]", value):
            raise ValueError(value)
        self.held.setdefault(key, []).append(value)  # ok: code-header-line-ends


class Reply:
    def __init__(self):
        self.lines = []

    def add_header(self, name, value):
        self.lines.append(f"{name}: {value}")  # expect: code-header-line-ends

    def append(self, name, value):
        self.lines.append((name, value))  # ok: code-header-line-ends


class Basket(dict):
    def __setitem__(self, key, value):
        self.held[key] = value  # ok: code-header-line-ends
