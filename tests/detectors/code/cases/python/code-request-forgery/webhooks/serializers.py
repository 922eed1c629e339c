from rest_framework import serializers


class ProbeSerializer(serializers.Serializer):
    target = serializers.URLField()
    retries = serializers.IntegerField(default=1)
