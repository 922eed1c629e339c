from flask import Flask, redirect, request

from store import data

app = Flask(__name__)


@app.route("/item/delete/<int:item>")
def delete_item(item):  # ok: code-change-by-link
    if request.method != "POST":
        return redirect("/")
    data.delete_item(item)
    return redirect("/")


@app.route("/note/delete/<int:note>", methods=["DELETE", "GET"])
def delete_note(note):  # expect: code-change-by-link
    data.delete_note(note)
    return redirect("/")


@app.route("/page/delete/<int:page>", methods=["POST"])  # ok: code-change-by-link
def delete_page(page):
    data.delete_page(page)
    return redirect("/")


@app.route("/page/<int:page>")  # ok: code-change-by-link
def show_page(page):
    data.update(page)
    return redirect("/")
