from OFS.Folder import Folder
from Products.Five.browser import BrowserView
from trac.core import Component
from twisted.web.resource import Resource


class Login(Folder):
    def login(self):
        request = self.REQUEST
        response = request["RESPONSE"]
        return response.redirect(request.form["came_from"])  # expect: code-open-redirect

    def asked(self):
        request = self.REQUEST
        url = "%s?%s=%s" % (self.absolute_url(), "came_from", request.get("came_from"))
        return request.RESPONSE.redirect(url)  # ok: code-open-redirect


class Next(BrowserView):
    def __call__(self):
        self.request.response.redirect(self.request.form.get("next"))  # expect: code-open-redirect

    def update(self):
        self.request.response.redirect(self.context.absolute_url())  # ok: code-open-redirect


class Tickets(Component):
    def process_request(self, req):
        req.redirect(req.args.get("url"))  # expect: code-open-redirect


class Page(Resource):
    def render_GET(self, request):
        request.redirect(request.args[b"next"][0])  # expect: code-open-redirect
        return b""
