"""What Cotender writes to people. No message names a tender, a seat or a person, and none holds words that somebody wrote."""

SENDER_SAYS = "Cotender is where a public body and the people who will use a service write its tender together."
NOT_YOU = "If you did not ask for this, you need not do anything: nobody can sign in without this message."


def sign_in_message(url: str, link: str, code: str) -> tuple[str, str]:
    """The subject and the text of a message with a one-time link, and its six digits for another browser."""
    return "Your sign-in link", (
        f"Here is your link to sign in. It works once, for 30 minutes:\n\n{url}{link}\n\n"
        f"If you are asked for six digits, they are: {code[:3]} {code[3:]}\n\n"
        f"Nobody from Cotender will ever ask you for them.\n\n{NOT_YOU}\n"
    )


def invitation_message(url: str, link: str) -> tuple[str, str]:
    """The subject and the text of an invitation. Its link signs nobody in: it leads to a fresh sign-in message."""
    return "You are invited", (
        f"Somebody would like to work with you in Cotender. {SENDER_SAYS}\n\n"
        f"This link is for you, for the next 30 days:\n\n{url}{link}\n\n"
        "When you open it, we send you a sign-in link. You see who invited you, and to what, once you are signed in. "
        "You need not take part, and nobody is told if you do not open it.\n"
    )


def news_message(url: str) -> tuple[str, str]:
    """The subject and the text of a notice that there is something to see."""
    return "There is something new for you", (
        f"Something new is waiting for you in Cotender. Sign in to see it:\n\n{url}/\n\n"
        "You can choose how often we write to you, or that we do not, on the page “You”.\n"
    )
