import ldap
import ldap.filter
from flask import Flask, abort, request
from ldap3 import Connection, Server
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn

app = Flask(__name__)
BASE = "ou=people,dc=example,dc=com"


@app.post("/login")
def login():
    user = request.form["user"]
    connection = Connection(Server("ldap.example.com"), auto_bind=True)
    connection.search(BASE, f"(uid={user})")  # expect: code-ldap-injection
    connection.search(BASE, "(uid=%s)" % escape_filter_chars(user))  # ok: code-ldap-injection
    connection.search(search_base="ou=" + request.form["unit"] + "," + BASE, search_filter="(uid=x)")  # expect: code-ldap-injection
    connection.search("ou=" + escape_rdn(request.form["unit"]) + "," + BASE, "(uid=x)")  # ok: code-ldap-injection
    if not user.isalnum():
        abort(400)
    connection.search(BASE, f"(uid={user})")  # ok: code-ldap-injection
    return {"n": len(connection.entries)}


@app.get("/people")
def people():
    server = ldap.initialize("ldaps://ldap.example.com")
    name = request.args["name"]
    server.search_s(BASE, ldap.SCOPE_SUBTREE, "(cn=*" + name + "*)")  # expect: code-ldap-injection
    found = server.search_s(BASE, ldap.SCOPE_SUBTREE, ldap.filter.filter_format("(cn=%s)", [name]))  # ok: code-ldap-injection
    found = server.search_s(BASE, ldap.SCOPE_SUBTREE, "(cn=*)")  # ok: code-ldap-injection
    return {"n": len(found)}
