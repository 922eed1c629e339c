from flask import Flask, request, session

app = Flask(__name__)
LANGUAGES = ("en", "de", "fr")


@app.post("/settings")
def settings():
    session["user"] = request.form["user"]  # expect: code-trust-boundary
    session[request.form["key"]] = "yes"  # expect: code-trust-boundary
    session["count"] = int(request.form["count"])  # ok: code-trust-boundary
    session["seen"] = True  # ok: code-trust-boundary
    language = request.form["language"]
    if language in LANGUAGES:
        session["language"] = language  # ok: code-trust-boundary
    session["theme"] = "dark" if request.form["theme"] == "dark" else "light"  # ok: code-trust-boundary
    session.setdefault("role", request.cookies.get("role"))  # expect: code-trust-boundary
    return {}
