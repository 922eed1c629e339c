from lxml import etree
from tornado.web import RequestHandler


class Document(RequestHandler):
    def post(self):
        etree.fromstring(self.request.body)  # expect: code-external-entity
        etree.XML(self.get_body_argument("xml"), etree.XMLParser(resolve_entities=False))  # ok: code-external-entity
        etree.XML("<root/>")  # ok: code-external-entity
