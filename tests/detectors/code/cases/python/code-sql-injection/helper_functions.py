"""The statement is built in one function and run in another."""

import psycopg2
from flask import Flask, request
from psycopg2 import sql

app = Flask(__name__)


def run(statement, values=()):
    with psycopg2.connect("dbname=shop") as connection, connection.cursor() as cursor:
        cursor.execute(statement, values)  # expect: code-sql-injection
        return cursor.fetchall()


def build(table, name):
    return "SELECT * FROM " + table + " WHERE name = '" + name + "'"


def quoted(value):
    return str(int(value))


def parameters():
    return request.args["name"], "constant"


@app.route("/bad")
def bad():
    return {"rows": run(build("person", request.args["name"]))}


@app.route("/good")
def good():
    return {"rows": run("SELECT * FROM person WHERE name = %s", (request.args["name"],))}


@app.route("/number")
def number():
    with psycopg2.connect("dbname=shop") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM person WHERE id = " + quoted(request.args["id"]))  # ok: code-sql-injection
        return {"rows": cursor.fetchall()}


@app.route("/pair")
def pair():
    mine, fixed = parameters()
    with psycopg2.connect("dbname=shop") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM person WHERE name = '" + fixed + "'")  # ok: code-sql-injection
        cursor.execute("SELECT * FROM person WHERE name = '" + mine + "'")  # expect: code-sql-injection
        table = sql.Identifier(request.args["table"])
        cursor.execute(sql.SQL("SELECT * FROM {}").format(table))  # ok: code-sql-injection
        return {}
