"""What documents call people: told by whoever knows what each of them chose."""

from collections.abc import Callable
from typing import NamedTuple

from specs.posted import somebody
from specs.threads import Post


class Naming(NamedTuple):
    """``of`` names a member by id; ``organisation`` is the public body, ``chairs`` what both chairs are called together."""

    of: Callable[[str], str]
    organisation: str
    chairs: str = "Both chairs"

    def author(self, post: Post) -> str:
        """Who said something; where nobody is named, that somebody did."""
        return self.of(post.by) if post.by else somebody(post)
