from flask import Flask, jsonify, request

from db import Database, Users

app = Flask(__name__)
users = Users(Database("dbname=app"))


@app.get("/users")
def search():
    return jsonify(users.search(name=request.args["name"]))


@app.get("/users/find")
def find():
    return jsonify(users.find(**request.args))
