from django.db import models


class Item(models.Model):
    name = models.CharField(max_length=20)

    def take(self, values):
        for key in values:
            setattr(self, key, values[key])  # expect: code-mass-assignment

    def take_known(self, values):
        for field in ("name", "note"):
            setattr(self, field, values.get(field))  # ok: code-mass-assignment
