import yaml
from ruamel.yaml import YAML
from flask import Flask, request

app = Flask(__name__)


def parse(stream, loader=yaml.Loader):
    return yaml.load(stream, Loader=loader)  # expect: code-unsafe-deserialization


@app.post("/config")
def config():
    return str(len(parse(request.get_data())))


@app.post("/config-safe")
def config_safe():
    document = yaml.load(request.get_data(), Loader=yaml.SafeLoader)  # ok: code-unsafe-deserialization
    return str(len(document))


@app.post("/config-ruamel")
def config_ruamel():
    reader = YAML(typ="unsafe")
    return str(len(reader.load(request.stream)))  # expect: code-unsafe-deserialization


@app.post("/config-ruamel-safe")
def config_ruamel_safe():
    reader = YAML(typ="safe")
    return str(len(reader.load(request.stream)))  # ok: code-unsafe-deserialization
