import psycopg2
from fastapi import FastAPI

from .shapes import Report

app = FastAPI()
db = psycopg2.connect("dbname=sales").cursor()
SERIES = "SELECT date_trunc('%(grain)s', at AT TIME ZONE '%(zone)s') FROM sales"


@app.post("/series")
def series(report: Report):
    db.execute(SERIES % {"grain": report.grain, "zone": report.zone})  # ok: code-sql-injection
    db.execute(f"SELECT {report.column} FROM {report.table}")  # ok: code-sql-injection
    db.execute(f"SELECT a FROM {report.region}_sales WHERE b = '{report.side}'")  # ok: code-sql-injection
    db.execute(f"SELECT a FROM b WHERE c = '{report.model_dump()['zone']}'")  # ok: code-sql-injection


@app.post("/free")
def free(report: Report):
    db.execute(f"SELECT a FROM b WHERE c = '{report.title}'")  # expect: code-sql-injection
    db.execute(f"SELECT a FROM b WHERE c = '{report.part}'")  # expect: code-sql-injection
    db.execute(f"SELECT a FROM b WHERE c = '{report.note}'")  # expect: code-sql-injection
    db.execute(f"SELECT a FROM b WHERE c = '{report.either}'")  # expect: code-sql-injection
