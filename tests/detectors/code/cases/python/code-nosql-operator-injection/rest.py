from elasticsearch import Elasticsearch
from rest_framework.views import APIView

client = Elasticsearch()


class Search(APIView):
    def post(self, request):
        client.search(index="items", body=request.data)  # expect: code-nosql-operator-injection
        client.search(index="items", body={"query": {"match": {"name": str(request.data["name"])}}})  # ok: code-nosql-operator-injection
        client.search(index="items", query={"match_all": {}})  # ok: code-nosql-operator-injection
