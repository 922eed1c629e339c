import asyncio
import subprocess

from celery import shared_task


@shared_task
def convert(source, size):
    command = "convert %s -resize %s out.png" % (source, size)
    subprocess.check_call(command, shell=True)  # expect: code-command-injection


@shared_task
def convert_safe(source, size):
    subprocess.check_call(["convert", source, "-resize", str(int(size)), "out.png"])  # ok: code-command-injection


async def probe(host):
    process = await asyncio.create_subprocess_shell(" ".join(["ping", "-c1", host]))  # expect: code-command-injection
    return await process.wait()


async def probe_safe(host):
    process = await asyncio.create_subprocess_exec("ping", "-c1", "--", host)  # ok: code-command-injection
    return await process.wait()
