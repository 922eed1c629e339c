import io
import tarfile

from aiohttp import web
from tornado.web import RequestHandler


async def install(request):
    data = await request.read()
    package = tarfile.open(fileobj=io.BytesIO(data), mode="r:*")
    package.extractall(path="packages")  # expect: code-archive-extraction
    return web.json_response({"names": package.getnames()})


class Install(RequestHandler):
    def put(self, name):
        unpack(io.BytesIO(self.request.body))
        listed(io.BytesIO(self.request.body))


def unpack(stream):
    with tarfile.TarFile(fileobj=stream) as archive:
        archive.extractall("out")  # expect: code-archive-extraction


def listed(stream):
    with tarfile.TarFile(fileobj=stream) as archive:
        archive.extractall("out", filter=tarfile.data_filter)  # ok: code-archive-extraction


app = web.Application()
app.router.add_put("/install", install)
