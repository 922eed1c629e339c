import ast

NAMES = {"pi": 3.14}


def calculate(text):
    return eval(text, {"__builtins__": {}}, NAMES)  # expect: code-evaluated-argument


class Batches:
    def __init__(self, size="2 * jobs"):
        self.size = size

    def count(self, jobs):
        return eval(self.size)  # expect: code-evaluated-argument

    def bounded(self, jobs):
        return eval(self.size, {"jobs": jobs, "__builtins__": {}}, {})  # ok: code-evaluated-argument


def parse(text):
    return ast.literal_eval(text)  # ok: code-evaluated-argument


def constant():
    return eval("1 + 1")  # ok: code-evaluated-argument


def _internal(text):
    exec(text, {})  # ok: code-evaluated-argument
