import contextlib
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Thread


def threaded(value):
    subprocess.run("echo " + value, shell=True)  # expect: code-command-injection


def pooled(value):
    subprocess.run("echo 1 " + value, shell=True)  # expect: code-command-injection


def partially(prefix, value):
    subprocess.run(prefix + value, shell=True)  # expect: code-command-injection


@contextlib.contextmanager
def prepared(value):
    yield "echo 2 " + value


class Managed:
    def __init__(self, value):
        self.value = value

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __str__(self):
        return "echo " + self.value

    def __call__(self, more):
        return subprocess.run(f"{self} {more}", shell=True)  # expect: code-command-injection


pool = ThreadPoolExecutor()


def start(value):
    Thread(target=threaded, args=(value,)).start()
    pool.submit(pooled, value)
    partial(partially, "echo ")(value)
    with prepared(value) as command:
        subprocess.run(command, shell=True)  # expect: code-command-injection
    with Managed(value) as managed:
        managed("x")
