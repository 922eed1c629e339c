"""What is harmless for HTML is not so for SQL."""

import hashlib
import html
import re
import shlex
import sqlite3
import uuid

from flask import Flask, request
from werkzeug.utils import secure_filename

app = Flask(__name__)


@app.post("/comment")
def comment():
    db = sqlite3.connect("blog.db")
    body = request.form["body"]
    db.execute(f"INSERT INTO comment VALUES ('{shlex.quote(body)}')")  # expect: code-sql-injection
    db.execute(f"INSERT INTO comment VALUES ('{body.strip().lower()}')")  # expect: code-sql-injection
    db.execute("INSERT INTO comment VALUES ('" + re.sub(r"x", "y", body) + "')")  # expect: code-sql-injection
    db.execute(f"SELECT * FROM comment WHERE id = {html.escape(body)}")  # expect: code-sql-injection
    db.execute(f"INSERT INTO comment VALUES ('{hashlib.sha256(body.encode()).hexdigest()}')")  # ok: code-sql-injection
    db.execute(f"INSERT INTO comment VALUES ('{uuid.UUID(body)}')")  # ok: code-sql-injection
    db.execute(f"INSERT INTO comment VALUES ({len(body)})")  # ok: code-sql-injection
    db.execute(f"INSERT INTO comment VALUES ('{secure_filename(body)}')")  # ok: code-sql-injection
    return ""
