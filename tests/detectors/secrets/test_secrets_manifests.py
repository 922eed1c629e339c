"""Kubernetes secrets written down with their values."""

import base64
import time

from vedette.model.rule import Persona

CHOSEN = "Har" + "bor" + "12345x"


def coded(value):
    return base64.b64encode(value.encode()).decode()


def manifest(*entries, kind="Secret", before=False):
    data = "".join(("data:\n", *(f"  {name}: {value}\n" for name, value in entries)))
    head = f"apiVersion: v1\n{data if before else ''}kind: {kind}\nmetadata:\n  name: shop\n"
    return head + ("" if before else data)


def test_data_is_found_before_and_behind_the_kind(look):
    for before in (False, True):
        (found,) = look(manifest(("extra", coded(CHOSEN)), before=before), "k8s/shop.yaml")
        assert (found.rule, found.symbol) == ("secret-kubernetes-manifest", "extra")
        assert found.persona is Persona.regular
        assert CHOSEN not in repr(found)
        assert coded(CHOSEN) not in repr(found)


def test_the_entry_most_worth_a_report_is_reported_once(look):
    text = manifest(("username", coded("shop-admin")), ("first", coded("password")), ("extra", coded(CHOSEN)))
    assert [one.symbol for one in look(text, "k8s/shop.yaml")] == ["extra"]


def test_in_tests_words_are_for_auditors(look):
    (found,) = look(manifest(("extra", coded(CHOSEN))), "fixtures/shop.yaml")
    assert found.persona is Persona.auditor


def test_what_is_no_secret_is_silent(look):
    for text in (
        manifest(("extra", coded(CHOSEN)), kind="ConfigMap"),
        manifest(("extra", "{{ .Values.extra }}")),
        manifest(("extra", coded("${SHOP_EXTRA}"))),
        manifest(("ca.crt", coded("-----BEGIN CERTIFICATE-----\nMIIB"))),
        manifest(("username", coded("shop-admin"))),
        manifest() + "---\n" + manifest(("extra", coded(CHOSEN)), kind="ConfigMap"),
    ):
        assert look(text, "k8s/shop.yaml") == [], text


def test_hostile_manifests_take_no_time(look):
    for text in (
        "kind: Secret\n" * 2000,
        "kind: Secret\ndata:\n" + "  a: AAAAAAAA\n" * 5000,
        "kind: Secret\n" + "data:\n" * 4000,
    ):
        began = time.process_time()
        look(text, "k8s/shop.yaml")
        assert time.process_time() - began < 2
