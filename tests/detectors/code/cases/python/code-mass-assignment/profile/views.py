from flask import Flask, jsonify, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
FIELDS = ("name", "bio")


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    bio = db.Column(db.String)
    is_admin = db.Column(db.Boolean)

    def update(self, **changes):
        for name, value in changes.items():
            setattr(self, name, value)  # expect: code-mass-assignment


@app.put("/users/<int:number>")
def change(number):
    user = User.query.get_or_404(number)
    user.update(**request.get_json())
    db.session.commit()
    return jsonify(ok=True)


@app.post("/users")
def create():
    user = User(**request.json)  # expect: code-mass-assignment
    db.session.add(user)
    db.session.commit()
    return jsonify(ok=True)


@app.patch("/users/<int:number>")
def change_safe(number):
    user = User.query.get_or_404(number)
    data = request.get_json()
    for name in FIELDS:
        if name in data:
            setattr(user, name, data[name])  # ok: code-mass-assignment
    for name, value in data.items():
        if name in FIELDS:
            setattr(user, name, value)  # ok: code-mass-assignment
    return jsonify(ok=True)


@app.post("/users/safe")
def create_safe():
    data = request.get_json()
    user = User(**{name: data[name] for name in FIELDS})  # ok: code-mass-assignment
    db.session.add(user)
    return jsonify(ok=True)
