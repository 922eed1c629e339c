import numexpr as ne
from tornado.web import RequestHandler


class Table(RequestHandler):
    formulas = {"sum": "a + b", "product": "a * b"}

    def get(self):
        chosen = self.formulas.get(self.get_argument("formula"), "a")
        ne.evaluate(chosen, local_dict={"a": 1, "b": 2})  # ok: code-expression-injection
        ne.evaluate(self.get_argument("formula"))  # expect: code-expression-injection
