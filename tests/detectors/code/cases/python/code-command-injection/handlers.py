"""A server of the standard library, and a job."""

import html
import os
import subprocess
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlparse

from celery import shared_task


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        query = parse_qs(urlparse(self.path).query)
        name = query["name"][0]
        os.system("touch " + name)  # expect: code-command-injection
        os.system("touch " + html.escape(name))  # expect: code-command-injection
        number = query["number"][0]
        subprocess.call("touch " + str(int(number)), shell=True)  # ok: code-command-injection
        subprocess.call("touch " + number, shell=True)  # ok: code-command-injection
        subprocess.call("touch " + query["other"][0], shell=True)  # expect: code-command-injection
        flags = os.O_RDONLY
        self.helper(name if flags else "x")

    def helper(self, name):
        os.execvp("/bin/sh", ["sh", "-c", "rm " + name])  # expect: code-command-injection
        os.execvp("rm", ["rm", "--", name])  # ok: code-command-injection


@shared_task
def thumbnail(path, width: int):
    os.system(f"convert {path} -resize {width} out.png")  # expect: code-command-injection
    os.system(f"convert in.png -resize {width} out.png")  # ok: code-command-injection
