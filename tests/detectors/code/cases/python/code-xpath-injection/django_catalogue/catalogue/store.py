import elementpath
from lxml import etree

KINDS = {"book": "//book", "film": "//film"}


class Store:
    def __init__(self, path):
        self.root = etree.parse(path).getroot()

    def count(self, kind):
        return len(elementpath.select(self.root, f"//item[@kind='{kind}']"))  # expect: code-xpath-injection

    def count_all(self, kind):
        return len(elementpath.select(self.root, KINDS[kind]))  # ok: code-xpath-injection
