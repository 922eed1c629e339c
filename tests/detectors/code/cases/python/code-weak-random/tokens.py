import random
import secrets
import string
import time
import uuid

from flask import Flask, make_response, session

app = Flask(__name__)
ALPHABET = string.ascii_letters + string.digits


@app.route("/login")
def login():
    response = make_response("hello")
    number = random.getrandbits(64)
    response.set_cookie("remember", str(number), secure=True)  # expect: code-weak-random
    session["remember"] = str(random.random())[2:]  # expect: code-weak-random
    return response


def generate_password(length):
    return "".join(random.choice(ALPHABET) for _ in range(length))  # expect: code-weak-random


def mail(user):
    reset_token = "".join(random.choices(ALPHABET, k=32))  # expect: code-weak-random
    user.send(reset_token)


def one_time():
    otp = random.randint(100000, 999999)  # expect: code-weak-random
    return otp


def guest():
    session_id = uuid.uuid1().hex  # expect: code-weak-random
    return session_id


@app.route("/login/well")
def login_well():
    response = make_response("hello")
    response.set_cookie("remember", secrets.token_urlsafe(32), secure=True)  # ok: code-weak-random
    session["remember"] = str(random.SystemRandom().random())  # ok: code-weak-random
    return response


def generate_password_well(length):
    return "".join(secrets.choice(ALPHABET) for _ in range(length))  # ok: code-weak-random


def retry(attempts):
    for attempt in range(attempts):
        delay = min(60, 2**attempt) * random.uniform(0.5, 1.5)  # ok: code-weak-random
        time.sleep(delay)


def sample(rows):
    token = random.choice(rows)  # ok: code-weak-random
    return token, random.sample(rows, 10)  # ok: code-weak-random


def system_otp():
    otp = random.SystemRandom().randint(100000, 999999)  # ok: code-weak-random
    return otp
