"""Something that was said, as everybody may read it: who said it where nobody is named, how it came, and what stands for hidden words."""

from specs.behalf import CAME, METHODS
from specs.library.house_rules import RULES
from specs.threads import Hiding, Post
from specs.typed import named

ENDS = (".", "!", "?", "…", "”")


def somebody(post: Post) -> str:
    """What to call the one who said something, where nobody is named."""
    if post.behalf and post.behalf.method not in METHODS:
        return "A reviewer"
    occasion = named(post.behalf.occasion) if post.behalf else ""
    return f"Someone at {occasion}" if occasion else "Someone"


def how(post: Post) -> str:
    """How something said for somebody else came: “by phone, at the public meeting”."""
    if post.behalf is None:
        return ""
    return CAME[post.behalf.method] + (f", {named(post.behalf.occasion)}" if post.behalf.occasion and post.by else "")


def day_of(post: Post) -> str:
    """The day on which something was said; for somebody else, that on which they said it."""
    return post.behalf.day if post.behalf else post.on


def marker(post: Post) -> str:
    """What is told of words that were taken back, or hidden; nothing of all others."""
    if post.text is None:
        return "These words were taken back."
    if post.hiding is None:
        return ""
    if not post.hidden:
        return f"This was hidden.{judgement(post.hiding)}"
    said = f"This was hidden. {RULES[post.hiding.rule]} {post.hiding.reason}".strip()
    return said + ("" if said.endswith(ENDS) else ".") + judgement(post.hiding)


def judgement(hiding: Hiding) -> str:
    """What the co-chair decided when the author of a hidden post appealed, and why, as the rest of a paragraph; else nothing."""
    if hiding.state not in ("kept", "shown"):
        return ""
    done = "stays hidden" if hiding.state == "kept" else "is seen again"
    return f" Its author appealed, and the co-chair decided that it {done}{f': “{hiding.judged}”' if hiding.judged else '.'}"


def readable(post: Post) -> str:
    """The words that everybody may read; none where they were taken back or are hidden."""
    return "" if post.text is None or post.hidden else post.text
