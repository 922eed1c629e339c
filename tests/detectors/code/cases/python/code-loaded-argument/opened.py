import pickle

import torch


def restored(path):
    with open(path, "rb") as file:
        return pickle.load(file)  # expect: code-loaded-argument


def handed(file):
    return pickle.load(file)  # expect: code-loaded-argument


def model(path):
    return torch.load(path)  # expect: code-loaded-argument


def model_well(path):
    return torch.load(path, weights_only=True)  # ok: code-loaded-argument
