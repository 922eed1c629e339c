from flask import Flask, render_template, render_template_string, request

app = Flask(__name__)
PAGE = "<h1>Hello {{ name }}</h1>"


@app.route("/hello")
def hello():
    name = request.args.get("name", "")
    if request.args.get("old"):
        return render_template_string("<h1>Hello " + name + "</h1>")  # expect: code-template-injection
    if request.args.get("format"):
        return render_template_string("<h1>Hello %s</h1>" % name)  # expect: code-template-injection
    return render_template_string(PAGE, name=name)  # ok: code-template-injection


@app.errorhandler(404)
def missing(error):
    page = f"<h1>{request.url} was not found</h1>"
    return render_template_string(page), 404  # expect: code-template-injection


@app.route("/file")
def file():
    return render_template("hello.html", name=request.args["name"])  # ok: code-template-injection
