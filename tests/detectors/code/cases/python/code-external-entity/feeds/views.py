from io import BytesIO

from lxml import etree
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import BaseParser
from rest_framework.response import Response


def parser(**options):
    return etree.XMLParser(resolve_entities=True, no_network=False, **options)


@api_view(["POST"])
def feed(request):
    tree = etree.parse(BytesIO(request.body), parser())  # expect: code-external-entity
    return Response({"items": len(tree.findall("item"))})


@api_view(["POST"])
def feed_safe(request):
    safe = etree.XMLParser(resolve_entities=False)
    tree = etree.parse(BytesIO(request.body), safe)  # ok: code-external-entity
    return Response({"items": len(tree.findall("item"))})
