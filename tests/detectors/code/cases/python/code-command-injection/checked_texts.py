"""Texts of forms that are let through only as a pattern says."""

import os

from django import forms
from django.core.validators import RegexValidator
from django.http import JsonResponse
from rest_framework import serializers


class Burning(forms.Form):
    disc = forms.CharField(max_length=40, validators=[RegexValidator(r"\A[a-z0-9-]+\Z", "no disc")])
    drive = forms.RegexField(r"\A[a-z]+\Z")
    slug = forms.SlugField()
    label = forms.CharField(max_length=40)
    comment = forms.CharField(validators=[RegexValidator(r"[a-z]+")])
    title = forms.CharField(validators=[RegexValidator(r"[;&]", inverse_match=True)])


class Erasing(serializers.Serializer):
    disc = serializers.RegexField(r"\A[a-z]+\Z")
    label = serializers.CharField()


def burn(request):
    form = Burning(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        os.system("burn " + data["disc"])  # ok: code-command-injection
        os.system("burn " + data["drive"])  # ok: code-command-injection
        os.system("burn " + data.get("slug"))  # ok: code-command-injection
        os.system("burn " + data["label"])  # expect: code-command-injection
        os.system("burn " + data["comment"])  # expect: code-command-injection
        os.system("burn " + data["title"])  # expect: code-command-injection
    return JsonResponse({})


def erase(request):
    asked = Erasing(data=request.POST)
    asked.is_valid(raise_exception=True)
    os.system("erase " + asked.validated_data["disc"])  # ok: code-command-injection
    os.system("erase " + asked.validated_data["label"])  # expect: code-command-injection
    return JsonResponse({})
