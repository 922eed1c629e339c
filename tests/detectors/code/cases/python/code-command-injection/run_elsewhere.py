"""Functions that are given to a thread, a loop or a pool."""

import asyncio
import functools
import os
import threading
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web
from asgiref.sync import sync_to_async

routes = web.RouteTableDef()
pool = ThreadPoolExecutor(2)


def first(name, days):
    os.system(f"first {name}")  # expect: code-command-injection
    os.system(f"first {days}")  # ok: code-command-injection


def second(name):
    os.system("second " + name)  # expect: code-command-injection


def third(name):
    os.system("third " + name)  # expect: code-command-injection


def fourth(name):
    os.system("fourth " + name)  # expect: code-command-injection


@sync_to_async
def fifth(name):
    os.system("fifth " + name)  # expect: code-command-injection


def sixth(name):
    os.system("sixth " + name)  # expect: code-command-injection


@routes.get("/{name}")
async def answer(request):
    name = request.match_info["name"]
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, first, name, int(request.query["days"]))
    await loop.run_in_executor(pool, functools.partial(second, name))
    pool.submit(third, name)
    threading.Timer(5, fourth, [name]).start()
    await fifth(name)
    list(pool.map(sixth, request.query.getall("name")))
    await loop.run_in_executor(None, os.system, "seventh " + name)  # expect: code-command-injection
    await asyncio.to_thread(os.system, "eighth")  # ok: code-command-injection
    return web.Response()
