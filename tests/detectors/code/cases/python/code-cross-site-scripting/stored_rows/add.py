from django.http import HttpResponse
from django.utils.html import escape
from models import Post


def add(request):
    Post.objects.create(
        text=request.POST["text"], title=escape(request.POST["title"]), size=int(request.POST["size"])
    )
    return HttpResponse("added")
