from io import BytesIO

from lxml import etree


def read(data):
    return etree.parse(BytesIO(data))  # expect: code-parsed-argument


def recover(data):
    parser = etree.XMLParser(recover=True)
    return etree.fromstring(data, parser)  # expect: code-parsed-argument


def read_well(data):
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(data, parser)  # ok: code-parsed-argument


def own():
    return etree.parse("menu.xml")  # ok: code-parsed-argument
