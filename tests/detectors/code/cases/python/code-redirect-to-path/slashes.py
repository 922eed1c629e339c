from tornado.web import RequestHandler


class WithoutSlash(RequestHandler):
    def get(self):
        self.redirect(self.request.uri.rstrip("/"))  # expect: code-redirect-to-path


class WithOneSlash(RequestHandler):
    def get(self):
        self.redirect("/" + self.request.path.strip("/"))  # ok: code-redirect-to-path


class WithSlash(RequestHandler):
    def get(self):
        self.redirect(self.request.path + "/")  # expect: code-redirect-to-path


class Checked(RequestHandler):
    def get(self):
        path = self.request.path
        if path.startswith("//"):
            self.send_error(400)
            return
        self.redirect(path + "/")  # ok: code-redirect-to-path


class Elsewhere(RequestHandler):
    def get(self):
        self.redirect("/app" + self.request.uri)  # ok: code-redirect-to-path
