import os


def write_all(folder, files):
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as file:  # expect: code-path-of-name
            file.write(content)


def write_all_well(folder, files):
    for name, content in files.items():
        with open(os.path.join(folder, os.path.basename(name)), "wb") as file:  # ok: code-path-of-name
            file.write(content)
