import os


class Sessions:
    def __init__(self, root):
        self.root = root

    def filename_of(self, number):
        return os.path.join(self.root, "%d" % number)  # ok: code-path-of-name

    def get_path(self, session_id):
        return os.path.join(self.root, session_id)  # expect: code-path-of-name

    def load(self, session_id):
        with open(self.get_path(session_id)) as file:
            return file.read()
