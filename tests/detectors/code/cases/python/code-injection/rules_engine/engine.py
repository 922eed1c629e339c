import ast
import operator

from flask import Blueprint, request

bp = Blueprint("rules", __name__)

OPERATORS = {"<": operator.lt, ">": operator.gt}


class Rule:
    def __init__(self, expression):
        self.expression = expression
        self.code = compile(expression, "<rule>", "eval")  # expect: code-injection

    def matches(self, row):
        return eval(self.code, {"__builtins__": {}}, row)  # expect: code-injection

    def matches_text(self, row):
        return eval(self.expression, {}, row)  # expect: code-injection

    def parsed(self):
        return ast.literal_eval(self.expression)  # ok: code-injection


@bp.post("/rules/test")
def test_rule():
    rule = Rule(request.get_json()["expression"])
    rows = request.get_json()["rows"]
    return {"hits": [row for row in rows if rule.matches(row)], "text": [row for row in rows if rule.matches_text(row)]}


@bp.post("/rules/literal")
def literal():
    return {"value": Rule(request.get_json()["expression"]).parsed()}


@bp.post("/rules/compare")
def compare():
    body = request.get_json()
    return {"value": OPERATORS[body["operator"]](body["left"], body["right"])}
