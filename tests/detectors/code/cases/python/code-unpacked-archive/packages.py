import os
import tarfile


def unpack(path, folder):
    with tarfile.open(path) as archive:
        archive.extractall(folder)  # expect: code-unpacked-archive


def unpack_well(path, folder):
    with tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")  # ok: code-unpacked-archive


def unpack_checked(path, folder):
    with tarfile.open(path) as archive:
        for name in archive.getnames():
            if not os.path.realpath(os.path.join(folder, name)).startswith(folder + os.sep):
                raise ValueError(name)
        archive.extractall(folder)  # ok: code-unpacked-archive
