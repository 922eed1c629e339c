from flask import Flask, request
from lxml import etree

app = Flask(__name__)
STOCK = etree.parse("stock.xml")


def find(**wanted):
    wanted = {name: value for name, value in wanted.items() if value}
    terms = " and ".join(f"@{name}=${name}" for name in wanted)
    return STOCK.xpath("//item[%s]" % terms, **wanted)  # ok: code-xpath-injection


@app.get("/named")
def named():
    return str(find(brand=request.args["brand"], size=request.args.get("size")))


@app.get("/set")
def one_by_one():
    wanted = {}
    for name in ("brand", "size"):
        wanted[name] = request.args[name]
    terms = " and ".join("@" + name + "=$" + name for name in sorted(wanted))
    return str(STOCK.xpath(f"//item[{terms}]", **wanted))  # ok: code-xpath-injection


@app.get("/made")
def made():
    wanted = dict((name, value) for name, value in {"brand": request.args["brand"]}.items())
    terms = " and ".join("@" + name + "=$" + name for name in wanted.keys())
    return str(STOCK.xpath(f"//item[{terms}]", **wanted))  # ok: code-xpath-injection


@app.get("/any")
def any_name():
    wanted = {name: value for name, value in request.args.items() if value}
    terms = " and ".join(f"@{name}=${name}" for name in wanted)
    return str(STOCK.xpath(f"//item[{terms}]", **wanted))  # expect: code-xpath-injection


@app.get("/turned")
def turned():
    names = {value: name for name, value in {"brand": request.args["brand"]}.items()}
    return str(STOCK.xpath(f"//item[{' and '.join(names)}]"))  # expect: code-xpath-injection


@app.get("/values")
def values():
    wanted = {name: value for name, value in {"brand": request.args["brand"]}.items()}
    terms = " and ".join(f"@{name}='{wanted[name]}'" for name in wanted)
    return str(STOCK.xpath(f"//item[{terms}]"))  # expect: code-xpath-injection
