"""The rules by which a post may be hidden: a post is hidden by one of them, and by nothing else."""

RULES = {
    "names": "It names someone, or lets someone be recognised, who did not agree to it.",
    "private": "It tells private things about somebody else’s life or health.",
    "abuse": "It insults or threatens somebody.",
    "hate": "It attacks people for who they are.",
    "bidder": "It advertises for, or attacks, an organisation that might bid.",
    "elsewhere": "It is not about this tender, and its author was offered the right place for it.",
}
