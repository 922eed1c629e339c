from html import escape


def leads_to(url):
    return b'<html><a href="%(url)s">Further</a></html>' % {b"url": url}  # expect: code-unescaped-markup


def leads_safely_to(url):
    address = escape(url.decode()).encode()
    return b'<html><a href="%(url)s">Further</a></html>' % {b"url": address}  # ok: code-unescaped-markup
