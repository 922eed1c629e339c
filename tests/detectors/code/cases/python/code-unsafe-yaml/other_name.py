from yaml import load as read
from yaml import safe_load as read_safely


def config(stream):
    return read(stream)  # expect: code-unsafe-yaml


def settings(stream):
    return read_safely(stream)  # ok: code-unsafe-yaml
