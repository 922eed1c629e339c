"""A kind that sifts, for spawned workers to import."""

from doubles import Sifter


def create(setup):
    return Sifter(setup)
