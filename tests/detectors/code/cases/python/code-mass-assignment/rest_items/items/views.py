from rest_framework.response import Response
from rest_framework.views import APIView

from .models import Item


class Items(APIView):
    def post(self, request):
        item = Item()
        item.take(request.data)
        item.take_known(request.data)
        return Response({})
