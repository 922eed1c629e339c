from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import View


@login_required
def add(request):
    return None


@login_required
def edit(request, pk):
    return None


def delete(request, pk):  # expect: code-unguarded-route
    return None


@login_required
def rename(request, pk):
    return None


def login(request):  # ok: code-unguarded-route
    return None


class Settings(LoginRequiredMixin, View):
    def post(self, request):  # ok: code-unguarded-route
        return None
