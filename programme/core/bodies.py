"""What is sent to more than one app's endpoints."""

from rest_framework import serializers


class ReasonSerializer(serializers.Serializer):
    """Why a step is taken."""

    reason = serializers.CharField(max_length=500)
