import os
import shlex
import subprocess


class Git:
    def __init__(self, folder):
        self.folder = folder

    def run(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.folder, check=True)

    def clone(self, url, branch=None):
        command = ["clone"]
        if branch:
            command += ["-b", branch]
        command.append(url)
        return self.run(*command)

    def clone_safe(self, url):
        return subprocess.run(["git", "clone", "--", url], cwd=self.folder, check=True)  # ok: code-option-injection

    def archive(self, name):
        os.system(f"cd {self.folder} && tar czf {name}.tgz .")  # expect: code-command-injection

    def archive_safe(self, name):
        os.system(f"cd {self.folder} && tar czf {shlex.quote(name)}.tgz .")  # ok: code-command-injection
