import os

from django import forms
from django.db import connection
from django.http import HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.views import APIView


class SearchForm(forms.Form):
    page = forms.IntegerField()
    order = forms.ChoiceField(choices=[("name", "Name")])
    text = forms.CharField()

    def clean_page(self):
        os.system("log %s" % self.cleaned_data["page"])  # ok: code-command-injection
        return self.cleaned_data["page"]


class PageSerializer(serializers.Serializer):
    page = serializers.IntegerField()
    text = serializers.CharField()


def search(request):
    form = SearchForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=400)
    data = form.cleaned_data
    os.system("show %s" % form.cleaned_data["page"])  # ok: code-command-injection
    os.system("show %s" % data["order"])  # ok: code-command-injection
    os.system("show %s" % data.get("page"))  # ok: code-command-injection
    os.system("show %s" % data["text"])  # expect: code-command-injection
    return HttpResponse("done")


class Pages(APIView):
    def post(self, request):
        serializer = PageSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        os.system("show %s" % serializer.validated_data["page"])  # ok: code-command-injection
        os.system("show %s" % serializer.validated_data["text"])  # expect: code-command-injection


urlpatterns = [path("search", search), path("pages", Pages.as_view())]
