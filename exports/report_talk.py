"""In the record: what people said about the tender and what was done about it, or was not, and why; and questions with their answers."""

from collections.abc import Iterator

from exports.outcomes import answer_in_words, led, lines_of, signed_in_words
from exports.report_form import Cell, Section, Table, Telling, counted
from specs.answers import NOT_PROMISED, is_owed, is_promised
from specs.circles import threads_seen
from specs.days import said
from specs.decisions import DECIDED
from specs.gate import EVERY_OFFICIAL
from specs.ideas import STAGES, ideas_seen
from specs.posted import day_of, how, marker, readable
from specs.proposals import KINDS
from specs.proposed import Proposal
from specs.tender import Idea
from specs.threads import Thread

# What became of things, in the order in which it is told: the name of the group, its heading, its table, and the table’s last column.
GROUPS = {
    "yes": ("What we did", "What people said, and what we did", "We did"),
    "partly": ("What we did in part", "What people said, and what we did of it", "We did, and did not, because"),
    "no": ("What we did not do, and why", "What people said, and why we did not do it", "We did not, because"),
    "ideas": ("What waits for its time", "What people said, and when it comes back", "What happens to it"),
    "other": ("What went on in another way", "What people said, and how it went on", "What happened"),
    "waits": ("What still waits", "What people said, and what it waits for", "Where it is now"),
    "withdrawn": ("What was withdrawn", "What people suggested, and withdrew", "What happened"),
}
# What whoever spoke thinks of the answer.
THINKS = {"satisfied": "Whoever spoke is satisfied.", "not agreed": "Whoever spoke does not agree with the answer."}
OF_OUTCOMES = {"yes": "yes", "partly": "partly", "no": "no", "ideas": "ideas", "suggestion": "other", "question": "other"}
OF_DECISIONS = {"accepted": "yes", "together": "yes", "in part": "partly", "no": "no", "ideas": "ideas"}


def threads_told(tell: Telling, *kinds: str) -> list[Thread]:
    """The threads of these kinds that are told of, by clause and then by day; without those whose first words were taken back."""
    seen = threads_seen(tell.tender, EVERY_OFFICIAL, tell.today)
    found = [each for each in seen if each.kind in kinds and each.clause in tell.order and not each.first.taken_back]
    return sorted(found, key=lambda each: tell.order[each.clause])


def in_numbers(tell: Telling) -> Iterator[str]:
    """How much was said and answered, in sentences."""
    threads = threads_told(tell, "comment", "why")
    answered = [each for each in threads if each.answers]
    changed = sum(any(answer.version for answer in each.answers) for each in threads)
    if not threads:
        yield "Nobody commented or asked a question."
        return
    yield f"{counted(len(threads), 'comment or question was', 'comments and questions were')} made, and {len(answered):,} of them answered."
    if changed:
        yield f"For {changed:,} of them the words of the tender changed."
    apart = sum(each.closed == "not agreed" for each in threads)
    if apart:
        yield f"{counted(apart, 'was', 'were')} answered, but whoever spoke does not agree with the answer."


def you_said(tell: Telling) -> Section:
    """What people said, in groups by what became of it."""
    rows: dict[str, list[tuple[Cell, ...]]] = {name: [] for name in GROUPS}
    for thread in threads_told(tell, "comment", "suggestion"):
        proposal = tell.tender.proposals.get(thread.id)
        group = _group(thread, proposal)
        became = _of_suggestion(tell, proposal) if proposal is not None else _of_comment(tell, thread)
        rows[group].append(((tell.called(thread.clause),), tuple(said_lines(tell, thread)), tuple(became)))
    for idea in ideas_seen(tell.tender, EVERY_OFFICIAL, tell.today):
        if not idea.of and idea.clause in tell.order and not idea.taken_back:
            who = tell.naming.of(idea.by) if idea.by else "Someone"
            words = (*lines_of(idea.text), f"({who}, for the ideas box, {said(idea.on)})")
            rows["ideas"].append(((tell.called(idea.clause),), words, tuple(_of_idea(idea))))
    made = [
        Section(f"said-{name}", title, (Table(caption, ("Clause", "You said", last), tuple(rows[name])),))
        for name, (title, caption, last) in GROUPS.items()
        if rows[name]
    ]
    return Section("you-said", "You said, we did, and we did not, because", (), tuple(made)).or_else("Nobody has said anything yet.")


def questions(tell: Telling) -> Section:
    """Why something is fixed: asked, and answered."""
    rows = [
        ((tell.called(thread.clause),), tuple(said_lines(tell, thread)), tuple(_of_comment(tell, thread)))
        for thread in threads_told(tell, "why")
    ]
    table = Table("Questions why something is fixed, and their answers", ("Clause", "Question", "Answer"), tuple(rows))
    return Section("questions", "Questions, and their answers", (table,) if rows else ()).or_else("Nobody asked why something is fixed.")


def _group(thread: Thread, proposal: Proposal | None) -> str:
    if proposal is not None:
        if proposal.decision is not None:
            return OF_DECISIONS[proposal.decision.outcome]
        return "withdrawn" if proposal.withdrawn_on else "waits"
    return "waits" if is_owed(thread) or not thread.answers else OF_OUTCOMES[thread.answers[-1].outcome]


def said_lines(tell: Telling, thread: Thread) -> Iterator[str]:
    """What was said in a thread, each with who said it and when; and how many agree."""
    if thread.id in tell.tender.proposals and readable(thread.first):
        yield f"Suggested: {KINDS[tell.tender.proposals[thread.id].kind].lower()}. Because:"
    for post in thread.posts:
        if not readable(post):  # whose it was is not told of words that are not shown
            yield marker(post)
            continue
        came = f", {how(post)}" if how(post) else ""
        yield from lines_of(readable(post))
        yield f"({tell.naming.author(post)}{came}, {said(day_of(post))})"
    if thread.agreed:
        yield counted(len(thread.agreed), "other person agrees.", "other people agree.")


def _of_comment(tell: Telling, thread: Thread) -> Iterator[str]:
    """Every answer, and whether it is one for whoever spoke."""
    for number, answer in enumerate(thread.answers, 1):
        yield from answer_in_words(answer)
        yield f"({tell.naming.of(answer.stamp.by)}, {said(answer.on)})"
        if thread.reopening and number == thread.reopened_at:
            yield from led(f"Opened again on {said(thread.reopened_on)}. What is still missing:", lines_of(thread.reopening))
    if is_owed(thread) and not is_promised(thread):
        yield NOT_PROMISED
    elif is_owed(thread):
        yield f"It waits for an answer, promised by {said(thread.reply_by)}."
    elif thread.closed:
        yield THINKS[thread.closed]
        yield from lines_of(thread.closing)
    else:
        yield "Whoever spoke has not said yet whether it is settled."


def _of_suggestion(tell: Telling, proposal: Proposal) -> Iterator[str]:
    """What was decided, in short: what changes, and who does not agree, stand with the decisions."""
    made = proposal.decision
    if made is not None:
        yield f"{DECIDED[made.outcome]}, {signed_in_words(made)}."
        for reason in made.reasons:
            yield from led("Because:", lines_of(reason))
        yield from led("Instead:", lines_of(made.alternative))
        if made.outcome == "ideas" and made.return_on:
            yield f"It comes back on {said(made.return_on)}, to {made.owner}."
    elif proposal.withdrawn_on:
        yield f"Withdrawn on {said(proposal.withdrawn_on)}."
        yield from lines_of(proposal.withdrawing)
    else:
        yield "It waits to be decided."


def _of_idea(idea: Idea) -> Iterator[str]:
    yield f"{STAGES[idea.stage]}."
    for _, _, words in idea.told:
        yield from lines_of(words)
    if idea.return_on and idea.stage not in ("taken up", "let go"):
        yield f"It comes back on {said(idea.return_on)}, to {idea.owner}."
