from tornado.web import RequestHandler


class Logs(RequestHandler):
    kinds = ("access", "error")

    def get(self, kind):
        if kind in self.kinds:
            self.write({"head": open(f"logs/{kind}.log").readline()})  # ok: code-path-traversal
        self.write({"head": open(f"logs/{kind}.log").readline()})  # expect: code-path-traversal
