from ldap3 import Connection, Server
from ldap3.utils.conv import escape_filter_chars
from flask import Flask, request

app = Flask(__name__)
FILTER = "(&(objectClass=person)(uid={uid}))"


class Directory:
    def __init__(self):
        self.connection = Connection(Server("ldap.internal"), auto_bind=True)

    def user(self, uid):
        self.connection.search("dc=example", FILTER.format(uid=uid))  # expect: code-ldap-injection
        return self.connection.entries

    def user_safe(self, uid):
        self.connection.search("dc=example", FILTER.format(uid=escape_filter_chars(uid)))  # ok: code-ldap-injection
        return self.connection.entries


directory = Directory()


@app.post("/login")
def login():
    return str(len(directory.user(request.form["username"])))


@app.post("/login2")
def login2():
    return str(len(directory.user_safe(request.form["username"])))
