"""Folders about documents, and folders of documents."""

import pytest

from vedette.languages.places import PlaceClass, place_class


@pytest.mark.parametrize("path", ["docs/handlers.py", "shop/docs/views.py"])
def test_a_part_of_an_application_may_be_about_documents(path):
    assert place_class(path) is PlaceClass.production


@pytest.mark.parametrize(
    "path", ["docs/conf.py", "docs/index.md", "examples/docs/views.py", "tests/docs/views.py"]
)
def test_documents_of_an_application_are_none_of_its_parts(path):
    assert place_class(path) is PlaceClass.test
