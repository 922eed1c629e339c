from celery import shared_task


def name_of(pattern, number):
    return pattern.format(number=number)  # expect: code-format-string


def fixed(pattern, number):
    return "{number}-{pattern}".format(number=number, pattern=pattern)  # ok: code-format-string


@shared_task
def export(pattern, number: int):
    return name_of(pattern, number), fixed(pattern, number)
