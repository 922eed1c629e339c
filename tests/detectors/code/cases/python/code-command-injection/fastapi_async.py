"""Commands on asyncio and on other hosts."""

import asyncio
import shlex

import paramiko
from fabric import Connection
from fastapi import FastAPI

app = FastAPI()


@app.get("/lookup")
async def lookup(name: str, count: int = 1):
    await asyncio.create_subprocess_shell(f"dig {name}")  # expect: code-command-injection
    await asyncio.create_subprocess_shell(f"dig -t {count} example.com")  # ok: code-command-injection
    await asyncio.create_subprocess_exec("dig", name)  # ok: code-command-injection
    return {}


@app.get("/remote")
def remote(folder: str):
    client = paramiko.SSHClient()
    client.connect("files.example.com")
    client.exec_command("ls " + folder)  # expect: code-command-injection
    client.exec_command("ls -- " + shlex.quote(folder))  # ok: code-command-injection
    Connection("files.example.com").run("ls " + folder)  # expect: code-command-injection
    return {}
