from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
FIELDS = ("name", "mail")


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    is_admin = db.Column(db.Boolean)


@app.post("/users")
def create():
    data = request.get_json()
    user = User(name=data["name"])  # ok: code-mass-assignment
    user = User(**{field: data[field] for field in FIELDS})  # ok: code-mass-assignment
    db.session.add(user)
    return {}


@app.put("/users/<int:identity>")
def change(identity):
    user = User.query.get(identity)
    for key, value in request.get_json().items():
        setattr(user, key, value)  # expect: code-mass-assignment
    for key, value in request.get_json().items():
        if key in FIELDS:
            setattr(user, key, value)  # ok: code-mass-assignment
    for key in FIELDS:
        setattr(user, key, request.json[key])  # ok: code-mass-assignment
    user.__dict__.update(request.json)  # expect: code-mass-assignment
    return {}
