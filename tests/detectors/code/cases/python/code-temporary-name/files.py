import os
import tempfile
from tempfile import mktemp


def scratch():
    path = tempfile.mktemp(suffix=".csv")  # expect: code-temporary-name
    return open(path, "w")


def scratch_short():
    return mktemp()  # expect: code-temporary-name


def old():
    return os.tempnam()  # expect: code-temporary-name


def scratch_well():
    return tempfile.NamedTemporaryFile("w", suffix=".csv")  # ok: code-temporary-name


def scratch_number():
    handle, path = tempfile.mkstemp()  # ok: code-temporary-name
    os.close(handle)
    return path


def folder():
    return tempfile.mkdtemp()  # ok: code-temporary-name
