import subprocess


def clone(repo_url, folder):
    subprocess.check_call(["git", "clone", repo_url, folder])  # expect: code-option-injection


def checkout(repo_type, checkout, folder):
    subprocess.check_output([repo_type, "checkout", checkout], cwd=folder)  # expect: code-option-injection


def clone_well(repo_url, folder):
    subprocess.check_call(["git", "clone", "--", repo_url, folder])  # ok: code-option-injection


def clone_checked(repo_url, folder):
    if repo_url.startswith("-"):
        raise ValueError(repo_url)
    subprocess.check_call(["git", "clone", repo_url, folder])  # ok: code-option-injection


def status(folder):
    return subprocess.check_output(["git", "diff", "--stat"], cwd=folder)  # ok: code-option-injection


def convert(target, version):
    subprocess.check_call(["convert", "show", target, version])  # ok: code-option-injection
