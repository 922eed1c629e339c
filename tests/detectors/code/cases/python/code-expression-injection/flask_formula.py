import pandas
from flask import Flask, request
from sympy.parsing.sympy_parser import parse_expr

app = Flask(__name__)
COLUMNS = ["price", "amount"]


@app.route("/column")
def column():
    name = request.args["column"]
    frame = pandas.DataFrame({"price": [1], "amount": [2]})
    frame.eval("total = price * " + name)  # expect: code-expression-injection
    if name not in COLUMNS:
        return {}
    frame.eval("total = price * " + name)  # ok: code-expression-injection
    parse_expr(request.args["formula"])  # expect: code-expression-injection
    parse_expr("x + 1")  # ok: code-expression-injection
    return {}
