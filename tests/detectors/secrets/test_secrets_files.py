# ruff: noqa: S311 - examples are to be the same in every run
"""Files that hold a secret as such: by their name, or by what always stands in them."""

import random
import time

import pytest

from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.whole import Files

FILES = [
    ("config/master.key", "«<hex:32>»"),
    ("config/credentials/production.key", "«<hex:32>»\n"),
    (".pgpass", "db.shop.internal:5432:shop:shop:«<b62:18>»\n"),
    ("pgpass.conf", "*:*:*:shop:«<b62:18>»\n"),
    (".netrc", "machine api.shop.internal\n  login shop\n  password «<b62:18>»\n"),
    ("_netrc", "machine api.shop.internal login shop password «<b62:18>»\n"),
    (".htpasswd", "shop:«$apr1$<b62:8>$<b62:22>»\n"),
    (".htpasswd", "shop:«$2y$10$<b62:53>»\n"),
    (".git-credentials", "https://shop:«<b62:18>»@git.shop.internal\n"),
    ("kubeconfig", "users:\n- name: shop\n  user:\n    token: «<b62:40>»\n"),
    (".kube/config", "users:\n- name: shop\n  user:\n    token: «<b62:40>»\n"),
    ("shop.kubeconfig", "users:\n- name: shop\n  user:\n    password: «<b62:18>»\n    username: shop\n"),
    (
        "terraform.tfstate",
        '{"resources":[{"instances":[{"attributes":{"password":"«<b62:18>»","username":"shop"}}]}]}',
    ),
    (".docker/config.json", '{"auths": {"registry.shop.internal": {"auth": "«<basic:18>»"}}}'),
    (
        ".dockercfg",
        '{"https://registry.shop.internal": {"auth": "«<basic:18>»", "email": "a@shop.internal"}}',
    ),
    (".npmrc", "//registry.shop.internal/:_authToken=«<b62:36>»\n"),
    (".npmrc", "_auth=«<basic:18>»\n"),
    (".pypirc", "[shop]\nusername = shop\npassword = «<b62:18>»\n"),
    ("wp-config.php", "define( 'DB_PASSWORD', '«<b62:18>»' );"),
    ("wp-config.php", "define('AUTH_KEY',         '«<b62:20>|<b62:10>,+<b62:12> #<b62:8>&<b62:8>»');"),
    (".bash_history", "mysql -u root -p«<b62:18>» shop\n"),
    (".zsh_history", ": 1700000000:0;export API_TOKEN=«<b62:32>»\n"),
    (".bash_history", "curl -u shop:«<b62:18>» https://x.internal\n"),
    (".mysql_history", "ALTER USER shop IDENTIFIED BY '«<b62:18>»';\n"),
    (".my.cnf", "[client]\nuser=shop\npassword=«<b62:18>»\n"),
    (".s3cfg", "access_key = AKIA\nsecret_key = «<b62:40>»\n"),
    (".ftpconfig", '{"host":"x","user":"shop","pass":"«<b62:18>»"}'),
    ("sftp-config.json", '{"user":"shop","password":"«<b62:18>»"}'),
    (
        "filezilla.xml",
        '<Server><Host>x</Host><User>shop</User><Pass encoding="base64">«<b64:20>»</Pass></Server>',
    ),
    ("settings.xml", "<server><id>x</id><username>shop</username><password>«<b62:18>»</password></server>"),
    ("gradle.properties", "signing.password=«<b62:18>»\nossrhPassword=«<b62:18>»"),
    ("auth.json", '{"http-basic":{"repo.shop.internal":{"username":"shop","password":"«<b62:18>»"}}}'),
    (".esmtprc", "password = «<b62:18>»"),
    ("config/database.yml", "production:\n  password: «<b62:18>»\n"),
    ("config/secrets.yml", "production:\n  secret_key_base: «<hex:128>»\n"),
    (".cargo/credentials", '[registry]\ntoken = "«<b62:32>»"\n'),
    ("credentials.toml", '[registry]\ntoken = "«<b62:32>»"\n'),
    (".aws/credentials", "[default]\naws_secret_access_key = «<b64:40>»\n"),
    ("LocalSettings.php", '$wgDBpassword = "«<b62:18>»";'),
    ("configuration.php", "public $password = '«<b62:18>»';"),
    (".remote-sync.json", '{"password":"«<b62:18>»"}'),
    ("shadow", "shop:«$6$<b62:16>$<b62:86>»:19000:0:99999:7:::\n"),
    ("passwd.ldif", "userPassword: «<b62:18>»\n"),
    ("unattend.xml", "<AdministratorPassword><Value>«<b62:18>»</Value></AdministratorPassword>"),
    (".env", "DB_PASS=«<b62:18>»"),
    ("hub", "github.com:\n- user: shop\n  oauth_token: «<hex:40>»\n"),
    ("rclone.conf", "[x]\npass = «<b64u:30>»\n"),
    (".tfvars", 'db_password = "«<b62:18>»"'),
    ("vault-password.txt", "«<b62:24>»\n"),
    ("robomongo.json", '{"userPassword":"«<b62:18>»"}'),
    ("deployment-config.json", '{"password":"«<b62:18>»"}'),
    ("recentservers.xml", "<Pass>«<b62:18>»</Pass>"),
]


@pytest.mark.parametrize(("path", "template"), FILES)
def test_the_secret_of_a_file_is_found_and_not_shown(path, template, look):
    for seed in range(3):
        text, value = example(template, random.Random(seed))
        found = look(text, f"home/{path}")
        assert found
        assert value.strip("\n") not in repr(found)


def test_rules_for_files_by_name_are_tried_in_those_only(look):
    key, _ = example("«<hex:32>»", random.Random(1))
    (found,) = look(key, "shop/config/credentials/production.key")
    assert found.rule == "secret-rails-master-key"
    for path in ("config/production.key", "config/credentials/production.txt", "master.key.md", "notes.txt"):
        assert look(key, path) == []


def test_names_are_told_in_any_case_and_by_their_folder():
    files = Files(
        {"a": {"files": ["master.key", "credentials/*.key"]}, "b": {"files": ("master.key",)}, "c": {}}
    )
    assert files.rules("x/Master.Key") == ["a", "b"]
    assert files.rules("master.key") == ["a", "b"]
    assert files.rules("x/credentials/y.key") == ["a"]
    assert files.rules("credentials/x/y.key") == []


def test_the_class_of_a_path_tells_files_by_name_apart(detector):
    assert detector.path_class("config/master.key") != detector.path_class("config/slave.key")


def test_long_files_take_no_time(look):
    for line in ("a:1:b:c:d" + "x" * 300, ":" * 300, "a", '"pass": '):
        for path in (".pgpass", ".htpasswd", "rclone.conf", "master.key", ".vault_pass"):
            data = (line + "\n") * 4000
            began = time.process_time()
            look(data, path)
            assert time.process_time() - began < 3
