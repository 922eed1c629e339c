import os
from pathlib import Path


def dump(destination, path, getter):
    path = Path(destination) / path.lstrip("/")  # expect: code-path-of-name
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        file.write(getter(path))


def dump_inside(destination, path, getter):
    path = (Path(destination) / path.lstrip("/")).resolve()  # ok: code-path-of-name
    if Path(destination) not in path.parents:
        raise ValueError(path)
    with open(path, "wb") as file:
        file.write(getter(path))


def stored(root, hashes):
    found = []
    for name, digest in hashes.items():
        place = os.path.realpath(os.path.join(root, name.strip("/")))  # expect: code-path-of-name
        if os.path.isfile(place):
            found.append((place, digest))
    return found


def known(root):
    name = "/index.html"
    return open(os.path.join(root, name.lstrip("/")))  # ok: code-path-of-name


def address(root, path):
    return "/".join((root, path.lstrip("/"), str(os.path.exists(root))))  # ok: code-path-of-name
