import logging
import os
import tempfile

LOCK = "/tmp/shop.lock"


def lock():
    with open(LOCK, "w") as file:  # expect: code-temporary-path
        file.write(str(os.getpid()))


def append(line):
    with open("/var/tmp/shop.log", mode="a") as file:  # expect: code-temporary-path
        file.write(line)


def log():
    logging.getLogger().addHandler(logging.FileHandler("/tmp/shop.log"))  # expect: code-temporary-path


def read():
    with open("/tmp/shop.lock") as file:  # ok: code-temporary-path
        return file.read()


def lock_well(folder):
    with open(os.path.join(folder, "lock"), "w") as file:  # ok: code-temporary-path
        file.write(str(os.getpid()))


def scratch():
    with tempfile.TemporaryDirectory() as folder, open(f"{folder}/x", "w") as file:  # ok: code-temporary-path
        file.write("x")
