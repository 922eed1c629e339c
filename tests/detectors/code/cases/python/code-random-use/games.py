import random
import secrets


def roll():
    return random.randint(1, 6)  # expect: code-random-use


def order(cards):
    random.shuffle(cards)  # expect: code-random-use
    return cards


def pick(names):
    generator = random.Random(7)
    return generator.choice(names)  # expect: code-random-use


def pick_well(names):
    return secrets.choice(names)  # ok: code-random-use


def roll_well():
    return random.SystemRandom().randint(1, 6)  # ok: code-random-use


def seeded(seed):
    random.seed(seed)  # ok: code-random-use
