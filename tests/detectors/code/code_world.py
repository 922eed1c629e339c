"""Programs in memory, judged as a run judges them: gate, lowering, packing, solving, findings."""

from vedette import index
from vedette.detectors.code.detector import create_program
from vedette.detectors.interface import Setup
from vedette.languages.text import decode
from vedette.rulebook import rulebook


def detector(**changes):
    book = rulebook({}, ["code"])
    given = {"rules": book.rules, "definitions": book.definitions}
    catalogues = {language: index.catalogue(language) for language in index.load()["languages"]}
    return create_program(Setup(**{**given, "catalogues": catalogues, **changes}))


class Tree:
    """A `Program` of given files."""

    def __init__(self, judge, files):
        self._judge = judge
        self._texts = {path: decode(path, text.encode()) for path, text in files.items()}
        self.around = sorted(self._texts)
        self.paths = [path for path in self.around if judge.applies(path)]
        self.lowered = []

    def earlier(self, start):
        del start
        return ()

    def form(self, path):
        self.lowered.append(path)
        text = self._texts.get(path)
        return self._judge.lower(text, wanted=True).packed if text else None

    def text(self, path):
        return self._texts.get(path)

    def starts(self):
        return [path for path in self.paths if self._judge.lower(self._texts[path]).chosen]


def answers(judge, files):
    tree = Tree(judge, files)
    return list(judge.judge(tree, tree.starts()))


def findings(judge, files):
    """Every finding of a program, each place and rule once."""
    found = {}
    for answer in answers(judge, files):
        for one in answer.findings:
            found.setdefault((one.place, one.rule), one)
    return [found[key] for key in sorted(found)]
