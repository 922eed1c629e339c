"""Entries other than routes."""

import json
import os
import sqlite3
import sys

import pymysql
from celery import Celery, shared_task

app = Celery("jobs")


@app.task(bind=True)
def archive(self, customer):
    sqlite3.connect("a.db").execute("DELETE FROM orders WHERE customer = '%s'" % customer)  # expect: code-sql-injection


@shared_task
def safe(customer):
    sqlite3.connect("a.db").execute("DELETE FROM orders WHERE customer = ?", (customer,))  # ok: code-sql-injection


def lambda_handler(event, context):
    name = event["queryStringParameters"]["name"]
    with pymysql.connect(host=os.environ["HOST"]).cursor() as cursor:
        cursor.execute(f"SELECT * FROM person WHERE name = '{name}'")  # expect: code-sql-injection
        cursor.execute("SELECT * FROM person WHERE name = %s", (name,))  # ok: code-sql-injection
        return {"statusCode": 200, "body": json.dumps(cursor.fetchall())}


def main():
    # For auditors: who runs the program may as well run SQL.
    sqlite3.connect("a.db").execute("DELETE FROM " + sys.argv[1])  # expect: code-sql-injection
