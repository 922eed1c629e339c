import logging

from tornado.web import RequestHandler


class Refresh(RequestHandler):
    def post(self):
        value = self.get_body_argument("refresh_token")
        logging.info("refresh with " + value)  # expect: code-secret-in-log
        logging.info("refresh of %r", self.get_body_argument("client"))  # ok: code-secret-in-log
