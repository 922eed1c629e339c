import ruamel.yaml
import yaml
from yaml import UnsafeLoader


def read(path):
    with open(path) as file:
        return yaml.load(file)  # expect: code-unsafe-yaml


def read_any(path):
    with open(path) as file:
        return yaml.load(file, Loader=UnsafeLoader)  # expect: code-unsafe-yaml


def read_full(stream):
    return list(yaml.load_all(stream, yaml.FullLoader))  # expect: code-unsafe-yaml


def read_unsafe(stream):
    return yaml.unsafe_load(stream)  # expect: code-unsafe-yaml


def read_other(stream):
    return ruamel.yaml.YAML(typ="unsafe").load(stream)  # expect: code-unsafe-yaml


def read_well(stream):
    return yaml.safe_load(stream)  # ok: code-unsafe-yaml


def read_named(stream):
    return yaml.load(stream, Loader=yaml.SafeLoader)  # ok: code-unsafe-yaml


def read_fast(stream):
    return yaml.load(stream, yaml.CSafeLoader)  # ok: code-unsafe-yaml


class Strict(yaml.SafeLoader):
    pass


def read_own(stream):
    return yaml.load(stream, Loader=Strict)  # ok: code-unsafe-yaml
