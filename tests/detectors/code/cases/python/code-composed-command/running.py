import os
import shlex
import subprocess


def fetch(address):
    os.system("git clone %s" % address)  # expect: code-composed-command


def convert(name, quality):
    command = f"convert {name} out.png"
    subprocess.run(command, shell=True, check=True)  # expect: code-composed-command


def fetch_well(address):
    os.system("git clone %s" % shlex.quote(address))  # ok: code-composed-command


def fetch_list(address):
    subprocess.run(["git", "clone", "--", address], check=True)  # ok: code-composed-command


def fetch_ours():
    os.system("git clone https://example.com/ours.git")  # ok: code-composed-command
