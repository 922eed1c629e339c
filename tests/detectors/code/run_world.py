"""Runs that remember what the ones before found, in memory."""

from vedette.languages.text import decode
from vedette.model.facts import Entry, Origin
from vedette.sources.shared import blob_id
from vedette.work.cache.programs import Answers
from vedette.work.cache.states import States
from vedette.work.examiner import pressed
from vedette.work.interface import Outcome
from vedette.work.programs import Programs


class Memory:
    """What runs keep, in memory."""

    def __init__(self):
        self.answers, self.known = Answers(), {}
        self.states = States()

    def recall(self):
        return self.answers

    def keep(self, answers):
        self.answers = answers

    def forms(self, tokens):
        wanted = set(tokens)
        return {key: form for key, form in self.known.items() if key[0] in wanted}

    def keep_forms(self, rows):
        self.known |= {(token, kind): form for token, kind, form in rows}
        return True


class Reader:
    """Reads files that are in memory."""

    def __init__(self, files):
        self.files = files

    def read(self, entry):
        return self.files[entry.path]

    def close(self):
        pass


def scanned(judge, files, memory):
    """What a run finds."""
    raw = {path: text.encode() for path, text in files.items()}
    programs = Programs({"code": judge}, memory, Reader(raw), lambda _entry: True)
    for path, data in raw.items():
        entry = Entry(path=path, blob=blob_id(data, "sha1"), origin=Origin.blob)
        form = judge.lower(decode(path, data), wanted=True)
        chosen = ("code",) if form.chosen else ()
        programs.take(
            Outcome(entry=entry, chosen=chosen, forms={"code": pressed(form.packed)}), programs.head
        )
        programs.head.entries[path] = entry
    found = programs.solve(programs.head, float("inf")).findings
    programs.save(whole=True)
    return found


def solved(judge, files, memory):
    """Starts that a run finds anew, and all that it finds."""
    starts = []

    class Watched:
        def __getattr__(self, name):
            return getattr(judge, name)

        def judge(self, program, paths):
            starts.extend(paths)
            return judge.judge(program, paths)

    found = scanned(Watched(), files, memory)
    return starts, found
