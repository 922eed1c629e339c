import os
import stat
from pathlib import Path

OPEN = 0o777


def install(path):
    os.chmod(path, OPEN)  # expect: code-file-permissions


def share(path):
    Path(path).chmod(0o666)  # expect: code-file-permissions


def everybody(path):
    os.chmod(path, 0o757)  # expect: code-file-permissions


def forget():
    return os.umask(0)  # expect: code-file-permissions


def install_well(path):
    os.chmod(path, 0o755)  # ok: code-file-permissions


def share_well(path):
    Path(path).chmod(0o660)  # ok: code-file-permissions


def copy(path, other):
    os.chmod(path, stat.S_IMODE(os.stat(other).st_mode))  # ok: code-file-permissions


def sticky(path):
    os.chmod(path, 0o1777)  # ok: code-file-permissions


def careful():
    return os.umask(0o077)  # ok: code-file-permissions
