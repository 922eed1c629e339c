from flask import Flask, make_response

app = Flask(__name__)
app.config["SESSION_COOKIE_HTTPONLY"] = False  # expect: code-script-cookie


@app.route("/in")
def sign_in(user):
    response = make_response("hello")
    response.set_cookie("session_id", user.token, secure=True, httponly=False)  # expect: code-script-cookie
    response.set_cookie("auth_token", user.token, secure=True)  # expect: code-script-cookie
    return response


@app.route("/in/well")
def sign_in_well(user):
    response = make_response("hello")
    response.set_cookie("session_id", user.token, secure=True, httponly=True)  # ok: code-script-cookie
    response.set_cookie("csrf_token", user.csrf, secure=True)  # ok: code-script-cookie
    response.set_cookie("theme", user.theme, secure=True)  # ok: code-script-cookie
    return response
