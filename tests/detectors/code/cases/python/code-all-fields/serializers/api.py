from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from rest_framework import serializers, viewsets

from models import Book, Member


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = get_user_model()
        fields = "__all__"  # expect: code-all-fields


class MemberForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = "__all__"  # expect: code-all-fields


class PublicUserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["username", "email"]  # ok: code-all-fields


class BookSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = "__all__"  # ok: code-all-fields
