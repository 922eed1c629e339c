import subprocess

import paramiko
from paramiko import AutoAddPolicy, SSHClient


def connect(host):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # expect: code-ssh-host-unchecked
    client.connect(host)
    return client


def connect_class(host):
    with SSHClient() as client:
        client.set_missing_host_key_policy(AutoAddPolicy)  # expect: code-ssh-host-unchecked
        client.connect(host)


def warn(client):
    client.set_missing_host_key_policy(paramiko.WarningPolicy())  # expect: code-ssh-host-unchecked


def copy(path, host):
    subprocess.run(f"scp -o StrictHostKeyChecking=no {path} {host}:", shell=True, check=True)  # expect: code-ssh-host-unchecked


def connect_well(host):
    client = paramiko.SSHClient()
    client.load_system_host_keys()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())  # ok: code-ssh-host-unchecked
    client.connect(host)


def connect_own(host, policy):
    client = SSHClient()
    client.set_missing_host_key_policy(policy)  # ok: code-ssh-host-unchecked
    client.connect(host)


def copy_well(path, host):
    subprocess.run(["scp", path, f"{host}:"], check=True)  # ok: code-ssh-host-unchecked
