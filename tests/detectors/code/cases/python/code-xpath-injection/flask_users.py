import xml.etree.ElementTree as ET

import lxml.etree
from flask import Flask, request
from lxml import etree

app = Flask(__name__)
TREE = etree.parse("users.xml")


@app.route("/user")
def user():
    name = request.args["name"]
    found = TREE.xpath("//user[@name='" + name + "']")  # expect: code-xpath-injection
    found = TREE.xpath("//user[@name=$name]", name=name)  # ok: code-xpath-injection
    found = TREE.xpath(f"//user[@id={int(request.args['id'])}]")  # ok: code-xpath-injection
    find = lxml.etree.XPath("//user[@name='%s']" % name)  # expect: code-xpath-injection
    find = lxml.etree.XPath("//user[@name=$name]")
    found = find(TREE, name=name)  # ok: code-xpath-injection
    return {"n": len(found)}


@app.route("/plain")
def plain():
    root = ET.parse("users.xml").getroot()
    name = request.args["name"]
    root.findall(f".//user[@name='{name}']")  # expect: code-xpath-injection
    found = [one for one in root.findall(".//user") if one.get("name") == name]  # ok: code-xpath-injection
    if "'" in name:
        return {}
    root.find(".//user[@name='" + name + "']")  # ok: code-xpath-injection
    return {"n": len(found)}
