import os
from dataclasses import dataclass


@dataclass
class Store:
    root: str

    def locate(self, name):
        parts = [part for part in name.split("/") if part]
        return os.path.join(self.root, *parts)

    def locate_within(self, name):
        path = os.path.realpath(os.path.join(self.root, name))
        if os.path.commonpath([path, os.path.realpath(self.root)]) != os.path.realpath(self.root):
            raise FileNotFoundError(name)
        return path
