import html
import json
import traceback

from django.http import HttpResponse
from tornado import web


def broken(context):
    stack = traceback.format_exc()
    context.respond_server_error()
    return """  # expect: code-error-page
        <html>
            <body><pre>%s</pre></body>
        </html>
    """ % stack


def broken_well(context):
    stack = html.escape(traceback.format_exc())
    return "<html><body><pre>%s</pre></body></html>" % stack  # ok: code-error-page


def logged(log):
    log.write("<- %s" % traceback.format_exc())  # ok: code-error-page


class Failing(web.RequestHandler):
    def post(self):
        try:
            self.application.work()
        except Exception:
            self.set_status(500)
            self.finish(json.dumps({"trace": traceback.format_exc()}))  # expect: code-error-page


class Telling(web.RequestHandler):
    def post(self):
        try:
            self.application.work()
        except Exception:
            self.set_status(500)
            self.set_header("Content-Type", "application/json")
            self.finish(json.dumps({"trace": traceback.format_exc()}))  # ok: code-error-page


def view(request):
    try:
        return HttpResponse(request.user.name)
    except Exception:
        return HttpResponse(traceback.format_exc())  # expect: code-error-page


def plain_view(request):
    return HttpResponse(traceback.format_exc(), content_type="text/plain")  # ok: code-error-page
