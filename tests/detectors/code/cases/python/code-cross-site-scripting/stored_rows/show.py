from django.http import HttpResponse
from django.utils.html import escape
from models import Post


def show(request, pk):
    post = Post.objects.get(pk=pk)
    return HttpResponse("<p>" + post.text + "</p>")  # expect: code-cross-site-scripting


def title(request, pk):
    post = Post.objects.get(pk=pk)
    return HttpResponse("<p>" + post.title + str(post.size) + "</p>")  # ok: code-cross-site-scripting


def every(request):
    found = Post.objects.filter(size=3)
    return HttpResponse("".join("<p>" + post.text + "</p>" for post in found))  # expect: code-cross-site-scripting


def escaped(request):
    found = Post.objects.all()
    return HttpResponse("".join("<p>" + escape(post.text) + "</p>" for post in found))  # ok: code-cross-site-scripting


def made(request):
    post = Post(text="none")
    return HttpResponse("<p>" + post.text + "</p>")  # ok: code-cross-site-scripting
