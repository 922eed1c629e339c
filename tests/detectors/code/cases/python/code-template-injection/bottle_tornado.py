from bottle import post, request, template
from tornado.template import Template
from tornado.web import RequestHandler


@post("/preview")
def preview():
    return template(request.forms.get("text"))  # expect: code-template-injection


@post("/show")
def show():
    return template("<b>{{text}}</b>", text=request.forms.get("text"))  # ok: code-template-injection


class Preview(RequestHandler):
    def post(self):
        source = self.get_body_argument("source")
        Template("<p>" + source + "</p>").generate()  # expect: code-template-injection
        Template("<p>{{ source }}</p>").generate(source=source)  # ok: code-template-injection
