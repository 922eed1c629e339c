import os
import sqlite3
import stat


def save(path, token):
    with open(path, "w") as file:
        file.write(token)
    os.chmod(path, 0o600)  # expect: code-late-restriction


def create(path):
    connection = sqlite3.connect(path)
    os.chmod(path, stat.S_IRUSR | stat.S_IWUSR)  # expect: code-late-restriction
    return connection


def save_well(path, token):
    before = os.umask(0o077)
    with open(path, "w") as file:
        file.write(token)
    os.chmod(path, 0o600)  # ok: code-late-restriction
    os.umask(before)


def script(path, text):
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, 0o755)  # ok: code-late-restriction


def tighten(path):
    os.chmod(path, 0o600)  # ok: code-late-restriction
    with open(path) as file:
        return file.read()
