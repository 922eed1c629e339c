from flask import Flask, request

from shop.data import queries
from shop.data.queries import by_name as find
from shop.web import current_term

app = Flask(__name__)


@app.route("/items")
def items():
    return {"rows": find(request.args["name"])}


@app.route("/terms")
def terms():
    queries.count(current_term())
    queries.safe(current_term())
    return {}
