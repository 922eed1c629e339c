import bleach

TAGS = ["p", "b"]


def any_attribute(tag, name, value):  # expect: code-lenient-sanitizer
    return True


def known_attribute(tag, name, value):  # ok: code-lenient-sanitizer
    return name in {"title", "href"}


def framed(text):
    return bleach.clean(text, tags=["p", "iframe"])  # expect: code-lenient-sanitizer


def scripted(text):
    return bleach.clean(text, tags=TAGS, attributes=["title", "onclick"])  # expect: code-lenient-sanitizer


def linked(text):
    return bleach.clean(text, tags=TAGS, protocols=["http", "javascript"])  # expect: code-lenient-sanitizer


def clean(text):
    return bleach.clean(text, tags=TAGS, attributes=["title"], protocols=["https"])  # ok: code-lenient-sanitizer
