"""A parser that another function makes is judged there."""

from lxml import etree


def strict():
    return etree.XMLParser(resolve_entities=False, no_network=True)


def order_of(data):
    return etree.fromstring(data, parser=strict())  # ok: code-parsed-argument


def invoice_of(data):
    return etree.fromstring(data, etree.XMLParser(huge_tree=True))  # expect: code-parsed-argument
