import xml.sax
import xml.sax.handler
from xml.sax.handler import feature_external_ges

from defusedxml import ElementTree
from lxml import etree


def reader(handler):
    made = xml.sax.make_parser()
    made.setFeature(xml.sax.handler.feature_external_ges, True)  # expect: code-xml-entities
    made.setContentHandler(handler)
    return made


def tree(path):
    parser = etree.XMLParser(resolve_entities=True, load_dtd=True)  # expect: code-xml-entities
    return etree.parse(path, parser)


def far(path):
    return etree.parse(path, etree.XMLParser(no_network=False))  # expect: code-xml-entities


def loosened(path):
    return ElementTree.parse(path, forbid_entities=False)  # expect: code-xml-entities


def reader_well(handler):
    made = xml.sax.make_parser()
    made.setFeature(feature_external_ges, False)  # ok: code-xml-entities
    made.setContentHandler(handler)
    return made


def tree_well(path):
    parser = etree.XMLParser(resolve_entities=False, no_network=True)  # ok: code-xml-entities
    return etree.parse(path, parser)


def defused(path):
    return ElementTree.parse(path)  # ok: code-xml-entities
