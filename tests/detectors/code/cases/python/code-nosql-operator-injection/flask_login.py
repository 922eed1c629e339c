from bson import ObjectId
from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
users = MongoClient().shop["users"]


@app.post("/login")
def login():
    data = request.get_json()
    user = users.find_one({"name": data["name"], "password": data["password"]})  # expect: code-nosql-operator-injection
    user = users.find_one(request.json)  # expect: code-nosql-operator-injection
    user = users.find_one({"name": str(data["name"])})  # ok: code-nosql-operator-injection
    user = users.find_one({"_id": ObjectId(data["id"])})  # ok: code-nosql-operator-injection
    user = users.find_one({"name": request.form["name"], "note": request.args.get("note")})  # ok: code-nosql-operator-injection
    if isinstance(data["name"], str):
        user = users.find_one({"name": data["name"]})  # ok: code-nosql-operator-injection
    users.insert_one({"name": data["name"]})  # ok: code-nosql-operator-injection
    return {"found": bool(user)}
