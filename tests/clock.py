"""A clock for tests."""

from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **much: int) -> None:
        self.now += timedelta(**much)
