import re


def below(path):
    return path.replace("../", "")  # expect: code-removed-once


def shown(text):
    text = re.sub("<script>", "", text)  # expect: code-removed-once
    return text.replace("javascript:", "")  # expect: code-removed-once


def steps(path):
    return path.replace("./", "")  # ok: code-removed-once


def dots(path):
    return path.replace("..", ".")  # ok: code-removed-once
