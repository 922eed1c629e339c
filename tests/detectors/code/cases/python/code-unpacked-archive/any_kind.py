import shutil


def unpacked(archive, folder):
    shutil.unpack_archive(archive, folder)  # expect: code-unpacked-archive


def unpacked_well(archive, folder):
    shutil.unpack_archive(archive, folder, filter="data")  # ok: code-unpacked-archive
