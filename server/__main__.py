"""``python -m server`` is the ``cotender`` command."""

from server.command_line import cotender

cotender(prog_name="cotender")
