"""Routes of programs in memory."""

import msgspec

from vedette import index
from vedette.analysis.program.routes import Routes
from vedette.analysis.program.routing import Routing
from vedette.languages.catalogue import Catalogue
from vedette.languages.text import decode
from vedette.model.inventory import Inventory


def inventory_of(language: str, layout, lower, texts: dict[str, str], blocks: int = 0) -> Inventory:
    """What routes the texts register.

    Args:
        language: its name in catalogues.
        layout: the language's module that says where imports lead.
        lower: the language's module that makes forms.
        texts: by path.
        blocks: of memory that it may take; 0 for as many as a run has.
    """
    world = Routing(
        layout.create(sorted(texts)),
        msgspec.json.decode(index.catalogue(language), type=Catalogue),
        lambda path: lower.lower(decode(path, texts[path].encode())) if path in texts else None,
        blocks,
    )
    world.collect(sorted(texts))
    return Routes(world, sorted(texts)).inventory()
