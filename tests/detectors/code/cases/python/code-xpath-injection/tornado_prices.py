import re

from lxml import html
from tornado.web import RequestHandler


class Prices(RequestHandler):
    def get(self, code):
        page = html.fromstring("<p class='a'>1</p>")
        path = "//p[@class='{}']".format(code)
        nodes = page.xpath(path)  # expect: code-xpath-injection
        if re.fullmatch("[a-z]{1,8}", code):
            nodes = page.xpath("//p[@class='{}']".format(code))  # ok: code-xpath-injection
        nodes = page.findall(".//p[@class='" + self.get_argument("class") + "']")  # expect: code-xpath-injection
        self.write({"n": len(nodes)})
