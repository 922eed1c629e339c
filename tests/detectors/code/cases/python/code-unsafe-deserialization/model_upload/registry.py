import io
import pickle
import shelve

import joblib
import numpy
import torch
import yaml


class Registry:
    loaders = {}

    @classmethod
    def loader(cls, kind):
        def register(function):
            cls.loaders[kind] = function
            return function

        return register


@Registry.loader("joblib")
def load_joblib(stream):
    return joblib.load(stream)  # expect: code-unsafe-deserialization


@Registry.loader("torch")
def load_torch(stream):
    return torch.load(stream, weights_only=False)  # expect: code-unsafe-deserialization


@Registry.loader("numpy")
def load_numpy(stream):
    return numpy.load(stream, allow_pickle=True)  # expect: code-unsafe-deserialization


@Registry.loader("plain")
def load_plain(stream):
    return numpy.load(stream)  # ok: code-unsafe-deserialization


def load(kind, stream):
    return Registry.loaders[kind](stream)
