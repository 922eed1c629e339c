"""Every way in which a text is put together."""

import sqlite3
from string import Template

from aiohttp import web

routes = web.RouteTableDef()


@routes.get("/build/{name}")
async def build(request):
    db = sqlite3.connect("x.db")
    name = request.match_info["name"]
    data = await request.post()
    query = "SELECT * FROM t WHERE a = "
    query += "'" + name + "'"
    db.execute(query)  # expect: code-sql-injection
    db.execute("SELECT * FROM t WHERE a = '{0}' AND b = '{b}'".format("x", b=name))  # expect: code-sql-injection
    db.execute("SELECT * FROM t WHERE a = '%(a)s'" % {"a": name})  # expect: code-sql-injection
    db.execute("".join(["SELECT * FROM t WHERE a = '", name, "'"]))  # expect: code-sql-injection
    db.execute(Template("SELECT * FROM t WHERE a = '$a'").substitute(a=name))  # expect: code-sql-injection
    db.execute("SELECT * FROM t WHERE a IN (%s)" % ",".join(f"'{v}'" for v in data.getall("v")))  # expect: code-sql-injection
    marks = ",".join("?" for _ in data.getall("v"))
    db.execute(f"SELECT * FROM t WHERE a IN ({marks})", data.getall("v"))  # ok: code-sql-injection
    marks = ",".join(["?"] * len(data))
    db.execute(f"SELECT * FROM t WHERE a IN ({marks})", list(data))  # ok: code-sql-injection
    db.execute("SELECT * FROM t WHERE a = 'X'".replace("X", name))  # expect: code-sql-injection
    numbers = ",".join(str(int(v)) for v in data.getall("v"))
    db.execute(f"SELECT * FROM t WHERE a IN ({numbers})")  # ok: code-sql-injection
    db.execute("SELECT * FROM t WHERE a = ''" if name else "SELECT 1")  # ok: code-sql-injection
    return web.json_response({})
