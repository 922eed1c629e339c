import os


class Storage:
    def __init__(self, root):
        self.root = root

    def path(self, name):
        return os.path.join(self.root, name)

    def read(self, name):
        with open(self.path(name)) as file:  # expect: code-path-traversal
            return file.read()


class CheckedStorage(Storage):
    def path(self, name):
        full = os.path.abspath(os.path.join(self.root, name))
        if not full.startswith(self.root + os.sep):
            raise ValueError(name)
        return full

    def read(self, name):
        with open(self.path(name)) as file:  # ok: code-path-traversal
            return file.read()
