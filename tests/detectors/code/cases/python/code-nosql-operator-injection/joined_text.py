from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
users = MongoClient()["shop"]["users"]


@app.post("/find")
def find():
    name = request.json["name"]
    users.find_one({"name": f"{name}"})  # ok: code-nosql-operator-injection
    users.find_one({"name": "user-" + name})  # ok: code-nosql-operator-injection
    users.find_one({"name": "user-%s" % name})  # ok: code-nosql-operator-injection
    users.find_one({"name": name})  # expect: code-nosql-operator-injection
    return {}
