import os
import tempfile


def save(key, folder):
    path = os.path.join(folder, "private.key")
    with open(path, "w") as out:
        out.write(key)
    os.chmod(path, 0o777)  # expect: code-file-permissions


def save_safe(key, folder):
    path = os.path.join(folder, "private.key")
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(key)
    os.chmod(path, 0o600)  # ok: code-file-permissions


def script(text):
    name = tempfile.mktemp(suffix=".sh")  # expect: code-temporary-name
    with open(name, "w") as out:
        out.write(text)
    return name
