from urllib.parse import urljoin, urlparse, urlsplit


def is_own_url(url, base):
    _, host, path, _, _, _ = urlparse(urljoin(base, url))  # expect: code-address-scheme
    return not host and path.startswith("/app")


def is_safe_redirect(target, host):
    parts = urlsplit(target)  # expect: code-address-scheme
    return not parts.netloc or parts.netloc == host


def is_safe_link(target, host):
    parts = urlsplit(target)  # ok: code-address-scheme
    return parts.scheme in {"", "http", "https"} and parts.netloc in {"", host}


def is_good_url(url, base):
    if "javascript:" in url.lower():
        return False
    _, host, path, _, _, _ = urlparse(urljoin(base, url))  # ok: code-address-scheme
    return not host and path.startswith("/app")


def host_of(url):
    parts = urlsplit(url)  # ok: code-address-scheme
    return parts.netloc
