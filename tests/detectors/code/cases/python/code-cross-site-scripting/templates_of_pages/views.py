from django.shortcuts import render
from flask import Flask, render_template, request

app = Flask(__name__)


@app.route("/hello")
def hello():
    rows = request.args.getlist("row")
    return render_template("hello.html", name=request.args["name"], rows=rows, count=int(request.args["count"]))


def shop(request, number):
    context = {"about": request.GET["about"], "address": request.GET["address"]}
    context["more"] = request.POST.get("more")
    return render(request, "shop/item.html", context)
