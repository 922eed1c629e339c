from urllib.parse import urlsplit


def ours(url):
    return "example.com" in url  # expect: code-loose-host


def ours_well(url, hosts):
    return urlsplit(url).hostname in hosts  # ok: code-loose-host


def listed(names):
    return "example.com" in names  # ok: code-loose-host
