import ast
import importlib
import operator

from flask import Flask, request

app = Flask(__name__)
OPERATIONS = {"add": operator.add, "sub": operator.sub}
PLUGINS = {"csv": "exporters.csv", "pdf": "exporters.pdf"}


@app.route("/calculate")
def calculate():
    formula = request.args["formula"]
    result = eval(formula)  # expect: code-injection
    result = eval(formula, {"__builtins__": {}})  # expect: code-injection
    result = eval(compile(formula, "<formula>", "eval"))  # expect: code-injection
    result = ast.literal_eval(formula)  # ok: code-injection
    result = eval(str(float(formula)) + " * 2")  # ok: code-injection
    exec("x = %r" % len(formula))  # ok: code-injection
    return {"result": result}


@app.route("/apply/<name>")
def apply(name):
    return {"result": OPERATIONS[name](1, 2)}  # ok: code-injection


@app.route("/export/<kind>")
def export(kind):
    importlib.import_module(kind)  # expect: code-injection
    importlib.import_module(PLUGINS[kind])  # ok: code-injection
    __import__(request.args["module"])  # expect: code-injection
    return {}
