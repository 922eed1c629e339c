"""Network tools on the web."""

import os
import shlex
import subprocess

from flask import Flask, request

app = Flask(__name__)
HOSTS = {"mail": "mail.example.com", "web": "www.example.com"}


@app.route("/ping")
def ping():
    host = request.args.get("host")
    os.system("ping -c 1 " + host)  # expect: code-command-injection
    subprocess.run(f"ping -c 1 {host}", shell=True, check=False)  # expect: code-command-injection
    subprocess.run(f"ping -c 1 {shlex.quote(host)}", shell=True, check=False)  # ok: code-command-injection
    subprocess.run(["ping", "-c", "1", "--", host], check=False)  # ok: code-command-injection
    subprocess.run(["sh", "-c", "ping -c 1 " + host], check=False)  # expect: code-command-injection
    subprocess.run(["sh", "-c", "ping -c 1 \"$1\"", "--", host], check=False)  # ok: code-command-injection
    known = HOSTS.get(host, "localhost")
    os.system("ping -c 1 " + known)  # ok: code-command-injection
    return ""


@app.post("/run")
def run():
    program = request.form["program"]
    subprocess.Popen([program, "--version"])  # expect: code-command-injection
    subprocess.call(program)  # expect: code-command-injection
    if program in ("git", "hg"):
        subprocess.call([program, "--version"])  # ok: code-command-injection
    return os.popen("which " + program).read()  # expect: code-command-injection


@app.post("/convert")
def convert():
    arguments = ["convert", "in.png"]
    arguments.append(request.form["size"])
    subprocess.run(arguments, check=True)  # ok: code-command-injection
    arguments = ["bash"]
    arguments.append("-c")
    arguments.append("convert in.png " + request.form["size"])
    subprocess.run(arguments, check=True)  # expect: code-command-injection
    return ""
