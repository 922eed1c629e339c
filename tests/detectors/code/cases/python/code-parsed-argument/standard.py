from xml.dom import minidom
from xml.etree import ElementTree

from lxml import etree


def document(text):
    return minidom.parseString(text)  # expect: code-parsed-argument


def tree(text):
    return ElementTree.fromstring("<a>" + text + "</a>")  # expect: code-parsed-argument


def _wrapped(data):
    return etree.fromstring("<div>" + data.get("body") + "</div>")  # expect: code-parsed-argument


def own():
    return ElementTree.fromstring("<a/>")  # ok: code-parsed-argument
