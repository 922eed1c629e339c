"""CycloneDX in XML, 1.4 to 1.6: brought into the shape of its JSON, then read as that; no entities."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from vedette.languages.packages.elements import Element, xml_tree
from vedette.languages.packages.tree import Lines
from vedette.languages.sbom import cyclonedx_json
from vedette.languages.sbom.interface import Faults, Placed, text_within
from vedette.model.bom import Bom

_NAMESPACE = re.compile(rb"http://cyclonedx\.org/schema/bom/(1\.[0-9]{1,2})\b")
# Elements that hold a list whose elements are not called by its singular.
_LISTS = {
    "externalReferences": "reference",
    "affects": "target",
    "ancestors": "component",
    "descendants": "component",
    "variants": "component",
    "resolves": "issue",
    "formulation": "formula",
    "data": "dataflow",
    "issues": "issue",
    "properties": "property",
    "skills": "skill",
    "patches": "patch",
    "assemblies": "assembly",
    "vulnerabilities": "vulnerability",
    "dependencies": "dependency",
    "advisories": "advisory",
    "capabilities": "capability",
}
# Elements that stand beside one another without one around them: what is around -> their names.
_BARE = {
    "supplier": {"url", "contact"},
    "manufacturer": {"url", "contact"},
    "manufacture": {"url", "contact"},
    "organization": {"url", "contact"},
    "provider": {"url", "contact"},
    "component": {"swhid", "omniborId", "data"},
    "evidence": {"identity"},
    "algorithmProperties": {"certificationLevel"},
    "dataset": {"sensitiveData"},
}
_EMPTY = frozenset(
    "components services hashes licenses externalReferences properties vulnerabilities data "  # noqa: SIM905 - as words
    "dependencies compositions annotations authors tags".split()
)
_FLAGS = {"true": True, "false": False, "1": True, "0": False}
_TRUTHS = frozenset(
    "modified x-trust-boundary authenticated isExternal thirdParty".split()  # noqa: SIM905 - as words
)
_NUMBERS = frozenset(
    "cwe score confidence line offset classicalSecurityLevel "  # noqa: SIM905 - as words
    "nistQuantumSecurityLevel size keySize".split()
)
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_ATTACHED = frozenset({"attachment"})
# Whose text is an attachment.
_TEXTS = frozenset({"license", "swid", "diff", "note"})
_REFS = frozenset({"assembly", "subject", "dependency", "vulnerability"})


def read(data: bytes) -> Bom:
    """As `reading.read`, of a bill that has this format."""
    faults = Faults()
    data = text_within(data, faults)
    lines = Lines(data)
    root = xml_tree(data, lambda at, reason: faults.add(lines.of(at), f"it {reason}"))
    if root.tag != "bom":
        faults.add(0, "it holds no bom")
        return replace(cyclonedx_json.bom_of(Placed(), faults), format="cyclonedx-xml")
    document = _Shape(lines).mapping(root)
    found = _NAMESPACE.search(data)
    document["bomFormat"] = "CycloneDX"
    document["specVersion"] = found[1].decode() if found else ""
    version = root.attributes.get("version", "1")
    document["version"] = int(version) if version.isascii() and version.isdigit() and version[9:] == "" else 1
    for name in ("xmlns", "schemaLocation"):
        document.pop(name, None)
    return replace(cyclonedx_json.bom_of(document, faults), format="cyclonedx-xml")


class _Shape:
    """Turns elements into what the JSON has in their place."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def mapping(self, element: Element) -> Placed:
        """An element with its attributes and children."""
        named = next(iter(element.all("name")), element)
        made = Placed(self._lines.of(named.at))
        for name, value in element.attributes.items():
            if not name.startswith(("xmlns", "xml:", "xsi:")):
                key = "contentType" if name == "content-type" else name
                made[key] = _FLAGS.get(value, value) if name in _TRUTHS else value
        for child in element.children:
            self._child(child, element.tag, made)
        return made

    def _child(self, child: Element, around: str, made: Placed) -> None:
        tag = child.tag
        if tag == "licenses":
            made[tag] = [self._licence(one) for one in child.children]
        elif tag == "dependencies" and around == "bom":
            made[tag] = [self._dependency(one) for one in child.all("dependency")]
        elif tag in _BARE.get(around, ()):
            made.setdefault(tag, []).append(self.value(child, around))
        elif tag == "copyright" and around == "evidence":
            made[tag] = [{"text": one.text} for one in child.all("text")]
        elif tag == "references" and child.all("url"):
            made[tag] = [one.text for one in child.all("url")]
        elif tag == "responses":
            made["response"] = [one.text for one in child.children]
        elif tag == "data" and around == "service" and child.all("classification"):
            made[tag] = [self.value(one) for one in child.all("classification")]
        elif self._lists(child, around):
            made[tag] = [self._listed(one) for one in child.children]
        else:
            made[tag] = self.value(child, around)

    def _lists(self, element: Element, around: str) -> bool:
        """Whether an element is but the list of its children."""
        tag = element.tag
        if element.attributes:
            return False
        if not element.children:
            return not element.text and tag in _EMPTY
        names = {child.tag for child in element.children}
        if len(names) != 1:
            return False
        name = names.pop()
        if tag == "data" and around != "service":
            return False
        return _LISTS.get(tag) == name or tag in {f"{name}s", f"{name}es", f"{name[:-1]}ies"}

    def _listed(self, element: Element) -> Any:
        """One of a list: what only refers to another is its name."""
        if element.tag in _REFS and element.attributes.keys() == {"ref"} and not element.children:
            return element.attributes["ref"]
        return self.value(element)

    def value(self, element: Element, around: str = "") -> Any:
        """What stands for an element: a mapping, or its text."""
        tag, text = element.tag, element.text
        if tag in _ATTACHED or (tag == "text" and around in _TEXTS):
            return self._attachment(element)
        if tag == "classification" and "flow" in element.attributes:
            made = Placed(self._lines.of(element.at))
            made |= {"flow": element.attributes["flow"], "classification": text}
            return made
        if tag == "hash":
            made = Placed(self._lines.of(element.at))
            made |= {"alg": element.attributes.get("alg", ""), "content": text}
            return made
        if tag == "property":
            made = Placed(self._lines.of(element.at))
            made |= {"name": element.attributes.get("name", ""), "value": text}
            return made
        if element.children or (element.attributes and not text):
            return self.mapping(element)
        if element.attributes:
            made = self.mapping(element)
            made["content"] = text
            return made
        if tag in _TRUTHS:
            return _FLAGS.get(text, text)
        if tag in _NUMBERS and _NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text)
        return text

    def _attachment(self, element: Element) -> Any:
        made = Placed(self._lines.of(element.at))
        names = {"content-type": "contentType", "encoding": "encoding"}
        made |= {names[key]: value for key, value in element.attributes.items() if key in names}
        made["content"] = element.text
        return made

    def _licence(self, element: Element) -> Placed:
        made = Placed(self._lines.of(element.at))
        if element.tag == "expression":
            made["expression"] = element.text
            made |= element.attributes
        else:
            made[element.tag] = self.mapping(element)
        return made

    def _dependency(self, element: Element) -> Placed:
        made = Placed(self._lines.of(element.at))
        made["ref"] = element.attributes.get("ref", "")
        for tag, field in (("dependency", "dependsOn"), ("provides", "provides")):
            targets = [one.attributes.get("ref", "") for one in element.all(tag)]
            if targets:
                made[field] = targets
        return made
