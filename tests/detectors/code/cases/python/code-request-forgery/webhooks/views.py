import requests
from rest_framework.response import Response
from rest_framework.views import APIView

from serializers import ProbeSerializer

SERVERS = {"eu": "https://eu.example.com/", "us": "https://us.example.com/"}


class Probe(APIView):
    def post(self, request):
        serializer = ProbeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        answer = requests.post(serializer.validated_data["target"], json={}, timeout=5)  # expect: code-request-forgery
        return Response({"status": answer.status_code})


class ProbeRetries(APIView):
    def post(self, request):
        serializer = ProbeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        count = serializer.validated_data["retries"]
        answer = requests.post(f"https://example.com/{count}", json={}, timeout=5)  # ok: code-request-forgery
        return Response({"status": answer.status_code})


class ProbeRegion(APIView):
    def get(self, request):
        server = SERVERS.get(request.query_params.get("region"), SERVERS["eu"])
        answer = requests.get(server, timeout=5)  # ok: code-request-forgery
        return Response({"status": answer.status_code})
