import os
from collections import defaultdict, namedtuple
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter, itemgetter
from typing import NamedTuple

from pyramid.view import view_config

Job = namedtuple("Job", "name size")


class Entry(NamedTuple):
    name: str
    size: int = 0


@dataclass
class Batch:
    entries: list = field(default_factory=list)

    def add(self, entry):
        self.entries.append(entry)
        return self

    def __iter__(self):
        yield from self.entries

    @property
    def names(self):
        return [entry.name for entry in self]


def jobs(request):
    for name in request.params.getall("name"):
        yield Job(name, 0)


@view_config(route_name="a", renderer="json")
def first(request):
    return [open("/srv/" + job.name).read() for job in jobs(request)]  # expect: code-path-traversal


@view_config(route_name="b", renderer="json")
def second(request):
    batch = Batch()
    batch.add(Entry(request.params["name"]))
    return [open("/srv/" + name).read() for name in batch.names]  # expect: code-path-traversal


@view_config(route_name="c", renderer="json")
def third(request):
    groups = defaultdict(list)
    groups[request.params["group"]].append(request.params["name"])
    out = []
    for group, names in groups.items():
        for name in sorted(chain(names, ["x"])):
            out.append(open(f"/srv/{name}").read())  # expect: code-path-traversal
    return out


@view_config(route_name="d", renderer="json")
def fourth(request):
    sizes = map(int, request.params.getall("size"))
    return [open(f"/srv/{size}").read() for size in sizes]  # ok: code-path-traversal


@view_config(route_name="e", renderer="json")
def fifth(request):
    names = list(map(lambda one: one.strip(), filter(None, request.params.getall("name"))))
    return [open(f"/srv/{one}").read() for one in names]  # expect: code-path-traversal
