import os
import shutil
import zipfile


def unpack(archive, root):
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            target = os.path.join(root, *name.split("/"))
            with open(target, "wb") as out, packed.open(name) as source:  # expect: code-path-traversal
                shutil.copyfileobj(source, out)


def unpack_flat(archive, root):
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            target = os.path.join(root, os.path.basename(name))
            with open(target, "wb") as out, packed.open(name) as source:  # ok: code-path-traversal
                shutil.copyfileobj(source, out)


def listed(archive):
    with zipfile.ZipFile(archive) as packed:
        return [packed.read(name) for name in packed.namelist()]  # ok: code-path-traversal
