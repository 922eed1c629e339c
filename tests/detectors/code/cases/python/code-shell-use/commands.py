import os
import subprocess


def convert(path):
    subprocess.run(f"convert {path} out.png", shell=True, check=True)  # expect: code-shell-use


def count(path):
    return os.popen("wc -l " + path).read()  # expect: code-shell-use


def remove(path):
    os.system("rm -r %s" % path)  # expect: code-shell-use


def convert_well(path):
    subprocess.run(["convert", path, "out.png"], check=True)  # ok: code-shell-use


def fixed():
    subprocess.run("ls | wc -l", shell=True, check=True)  # ok: code-shell-use
    os.system("clear")  # ok: code-shell-use


def check(path):
    return subprocess.check_output(["wc", "-l", path])  # ok: code-shell-use
