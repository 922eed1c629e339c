from bottle import Bottle, request, response, run

import mail

app = Bottle()


@app.post("/preview")
def preview():
    return mail.preview(request.json["template"])


@app.post("/sandbox")
def sandbox():
    return mail.preview_sandboxed(request.forms.get("template"))


@app.get("/greet")
def greet():
    return mail.greet(request.query.name)
