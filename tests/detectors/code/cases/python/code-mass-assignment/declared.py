"""Data under names that a class declares, and no others."""

import dataclasses

from flask import Flask, request
from marshmallow import INCLUDE, Schema, fields
from peewee import CharField, Model
from pydantic import BaseModel, ConfigDict

app = Flask(__name__)
FIELDS = frozenset({"name", "city"})


class Place(Model):
    name = CharField()
    city = CharField()
    owner = CharField()


class Told(BaseModel):
    name: str | None = None
    city: str


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str


class Older(BaseModel):
    class Config:
        extra = "allow"

    name: str


@dataclasses.dataclass
class Plain:
    name: str
    city: str = ""


class Shape(Schema):
    name = fields.String()


@app.post("/told")
def told():
    data = request.get_json()
    Place.create(**Told.model_validate(data).model_dump(exclude_unset=True))  # ok: code-mass-assignment
    Place.create(**Told(**data).dict())  # ok: code-mass-assignment
    Place.create(**Open.model_validate(data).model_dump())  # expect: code-mass-assignment
    Place.create(**Older(**data).dict())  # expect: code-mass-assignment
    Place.create(**dataclasses.asdict(Plain(**data)))  # ok: code-mass-assignment
    Place.create(**Shape().load(data))  # ok: code-mass-assignment
    Place.create(**Shape(unknown=INCLUDE).load(data))  # expect: code-mass-assignment
    Place.create(**data)  # expect: code-mass-assignment
    return ""


@app.put("/each")
def each():
    place = Place.get_by_id(1)
    for name, value in Told.model_validate(request.json).model_dump().items():
        setattr(place, name, value)  # ok: code-mass-assignment
    for name, value in Open.model_validate(request.json).model_dump().items():
        setattr(place, name, value)  # expect: code-mass-assignment
    return ""


@app.post("/more")
def more():
    data = request.get_json()
    others = set(data) - FIELDS
    if others:
        return "", 400
    Place.create(**data)  # ok: code-mass-assignment
    return ""


@app.post("/less")
def less():
    data = request.get_json()
    if not set(data) >= FIELDS:
        return "", 400
    Place.create(**data)  # expect: code-mass-assignment
    return ""


@app.post("/subset")
def subset():
    data = request.get_json()
    if not FIELDS.issuperset(data):
        return "", 400
    Place.create(**data)  # ok: code-mass-assignment
    return ""


@app.post("/all")
def all_():
    data = request.get_json()
    if any(name not in FIELDS for name in data):
        return "", 400
    Place.create(**data)  # ok: code-mass-assignment
    return ""
