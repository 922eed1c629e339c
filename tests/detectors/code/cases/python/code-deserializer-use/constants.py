import base64
import pickle


def fixed():
    return pickle.loads(base64.b64decode("gARLAS4="))  # ok: code-deserializer-use


def given(text):
    return pickle.loads(base64.b64decode(text))  # expect: code-deserializer-use
