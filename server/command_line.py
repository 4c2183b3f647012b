"""The ``cotender`` command."""

import click


@click.group()
def cotender() -> None:
    """Where a public body and the people who will use a service write its tender together."""
