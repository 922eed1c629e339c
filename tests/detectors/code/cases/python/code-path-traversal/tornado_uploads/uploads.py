import os
import pathlib

import tornado.web

UPLOADS = pathlib.Path("/var/uploads")


class Base(tornado.web.RequestHandler):
    def target(self):
        info = self.request.files["file"][0]
        return info["filename"], info["body"]


class Upload(Base):
    def post(self):
        name, body = self.target()
        with open(UPLOADS / name, "wb") as out:  # expect: code-path-traversal
            out.write(body)


class SafeUpload(Base):
    def post(self):
        name, body = self.target()
        with open(UPLOADS / os.path.basename(name), "wb") as out:  # ok: code-path-traversal
            out.write(body)
