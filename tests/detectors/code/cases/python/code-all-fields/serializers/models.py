from django.contrib.auth.models import AbstractUser
from django.db import models


class Member(AbstractUser):
    points = models.IntegerField(default=0)


class Book(models.Model):
    title = models.CharField(max_length=80)
