import click


@click.command()
@click.argument("engine")
def search(engine):
    return eval(f"engines.{engine}")  # expect: code-evaluated-argument


@click.command()
@click.argument("engine")
def search_well(engine):
    return ENGINES[engine]  # ok: code-evaluated-argument


ENGINES = {"first": 1}
