import pymongo
from bson.code import Code
from flask import Flask, request

app = Flask(__name__)
db = pymongo.MongoClient()["shop"]


@app.route("/orders")
def orders():
    user = request.args["user"]
    found = db["orders"].find({"$where": f"this.user == '{user}'"})  # expect: code-nosql-injection
    found = db["orders"].find({"user": user})  # ok: code-nosql-injection
    found = db["orders"].find({"$where": "this.total > 100"})  # ok: code-nosql-injection
    mapper = Code("function() { if (this.user == '" + user + "') emit(this.id, 1) }")  # expect: code-nosql-injection
    fixed = Code("function() { emit(this.user, 1) }")  # ok: code-nosql-injection
    return {"n": len(list(found)), "m": [str(mapper), str(fixed)]}
