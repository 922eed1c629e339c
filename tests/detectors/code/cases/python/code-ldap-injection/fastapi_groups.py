import ldap
from fastapi import FastAPI
from ldap.dn import escape_dn_chars

app = FastAPI()


def connection():
    return ldap.initialize("ldap://localhost")


@app.get("/groups/{name}")
def groups(name: str, gid: int):
    server = connection()
    server.search_ext_s(f"cn={name},ou=groups", ldap.SCOPE_BASE)  # expect: code-ldap-injection
    server.search_ext_s(f"cn={escape_dn_chars(name)},ou=groups", ldap.SCOPE_BASE)  # ok: code-ldap-injection
    server.search_s("ou=groups", ldap.SCOPE_SUBTREE, f"(gidNumber={gid})")  # ok: code-ldap-injection
    server.search_s("ou=groups", ldap.SCOPE_SUBTREE, filterstr="(cn=" + name + ")")  # expect: code-ldap-injection
    return {}
