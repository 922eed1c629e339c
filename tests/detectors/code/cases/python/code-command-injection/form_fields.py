import os

from flask import Flask, redirect
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField

app = Flask(__name__)


class HostForm(FlaskForm):
    host = StringField("Host")
    count = IntegerField("Count")


@app.post("/ping")
def ping():
    form = HostForm()
    if form.validate_on_submit():
        os.system("ping " + form.host.data)  # expect: code-command-injection
        os.system(f"ping -c {form.count.data} localhost")  # ok: code-command-injection
    return redirect("/")
