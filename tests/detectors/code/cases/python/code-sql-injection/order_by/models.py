from django.db import models


class Item(models.Model):
    name = models.CharField(max_length=80)
    owner = models.ForeignKey("auth.User", on_delete=models.CASCADE)
