import defusedxml.ElementTree
from flask import Flask, request
from lxml import etree

app = Flask(__name__)
SAFE = etree.XMLParser(resolve_entities=False, no_network=True)


@app.post("/import")
def load():
    open_parser = etree.XMLParser(resolve_entities=True)
    tree = etree.fromstring(request.data, open_parser)  # expect: code-external-entity
    tree = etree.fromstring(request.data, parser=SAFE)  # ok: code-external-entity
    tree = etree.fromstring("<a/>", open_parser)  # ok: code-external-entity
    tree = defusedxml.ElementTree.fromstring(request.data)  # ok: code-external-entity
    return {"n": len(tree)}


@app.post("/file")
def file():
    etree.parse(request.files["file"], etree.XMLParser(no_network=False))  # expect: code-external-entity
    etree.parse("/srv/fixed.xml")  # ok: code-external-entity
    return {}
