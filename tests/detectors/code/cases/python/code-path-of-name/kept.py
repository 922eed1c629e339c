import os
from pathlib import Path


class Attachments:
    def __init__(self, root):
        self.root = root

    def read(self, filename):
        with open(os.path.join(self.root, filename), "rb") as file:  # expect: code-path-of-name
            return file.read()

    def drop(self, session_id):
        target = Path(self.root) / f"{session_id}.json"
        os.remove(target)  # expect: code-path-of-name

    def read_well(self, filename):
        target = (Path(self.root) / filename).resolve()
        if not target.is_relative_to(self.root):
            raise ValueError(filename)
        return target.read_bytes()  # ok: code-path-of-name

    def read_plain(self, filename):
        return open(os.path.join(self.root, os.path.basename(filename)))  # ok: code-path-of-name

    def read_own(self, mode):
        return open(os.path.join(self.root, "index"), mode)  # ok: code-path-of-name


def read_whole(path):
    return open(path)  # ok: code-path-of-name
