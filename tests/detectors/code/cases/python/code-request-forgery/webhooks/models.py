from django.db import models


class Hook(models.Model):
    target = models.URLField()
    secret = models.CharField(max_length=40)
