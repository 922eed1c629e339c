from urllib.parse import urlsplit


def from_us(url):
    return url.startswith("https://example.com")  # expect: code-loose-host


def ours(url):
    host = urlsplit(url).hostname
    return host.endswith("example.com")  # expect: code-loose-host


def from_us_well(url):
    return url.startswith("https://example.com/")  # ok: code-loose-host


def ours_well(url):
    host = urlsplit(url).hostname
    return host == "example.com" or host.endswith(".example.com")  # ok: code-loose-host


def page(text):
    return text.startswith("https://example.com")  # ok: code-loose-host
