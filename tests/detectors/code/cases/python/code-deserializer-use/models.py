import json
import pickle
import shelve

import numpy
import torch


def load(path):
    with open(path, "rb") as file:
        return pickle.load(file)  # expect: code-deserializer-use


def unpack(blob):
    return pickle.loads(blob)  # expect: code-deserializer-use


def weights(path):
    return torch.load(path, weights_only=False)  # expect: code-deserializer-use


def arrays(path):
    return numpy.load(path, allow_pickle=True)  # expect: code-deserializer-use


def state(path):
    return shelve.open(path)  # expect: code-deserializer-use


def load_well(path):
    with open(path) as file:
        return json.load(file)  # ok: code-deserializer-use


def weights_well(path):
    return torch.load(path, weights_only=True)  # ok: code-deserializer-use


def arrays_well(path):
    return numpy.load(path)  # ok: code-deserializer-use


def pack(value):
    return pickle.dumps(value)  # ok: code-deserializer-use
