"""The teaching tender: a council and people who know what coming home from hospital is like write a tender, half-way through."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from specs.boxes import boxes, filled
from specs.clauses import AddClause, Reword
from specs.fixing import FixClauses
from specs.library.starters import Outline, part_of
from specs.locks import LockWords
from specs.parts import AuthoredPart, ReferTo
from specs.summaries import WriteInShort
from specs.tender import Clause, Reason, Tender
from specs.wording import Paragraph

TITLE = "Home from hospital: support for the first twelve weeks"

# Each by what they are called here: the name they chose and their address. The seat of those who share one is in SEATS.
CAST = {
    "commissioner": ("Anne Marsh", "anne.marsh@example.org"),
    "facilitator": ("Fay Lindqvist", "fay.lindqvist@example.org"),
    "co_chair": ("Josh Okafor", "josh.okafor@example.org"),
    "member": ("Mei Chan", "mei.chan@example.org"),
    "quiet": ("Robin", "robin.tait@example.org"),  # asked to be protected
    "third": ("Dev Patel", "dev.patel@example.org"),
    "official": ("Ruth Adeyemi", "ruth.adeyemi@example.org"),
    "procurement": ("Priya Nair", "priya.nair@example.org"),
    "observer": ("Tom Whitfield", "tom.whitfield@example.org"),
}
SEATS = {"quiet": "member", "third": "member"}
GIVEN_BY = {"co_chair": "facilitator", "member": "facilitator"}  # the others by the commissioner

OUTLINE = Outline(
    "Home from hospital",
    "A council buying support for people who leave hospital",
    (
        (
            0,
            "About this tender",
            (
                "Westbrook Council is buying support for adults who come home from hospital and need someone beside them for the first weeks. About 640 people a year leave Westbrook General with nobody at home.",
                "The words of this tender are written with people who have come home from hospital themselves, and with people who cared for someone who did.",
            ),
        ),
        (
            0,
            "Words we use",
            (
                "In this tender:",
                "- “people” means adults who leave hospital and use this support, and those close to them",
                "- “support worker” means the person from the provider who visits them at home",
                "- “the group” means the steering group of this tender",
            ),
        ),
        (0, "Who the support is for", ("The support is for adults who live in Westbrook and leave hospital without enough help at home.",)),
        (
            1,
            "Who can ask for it",
            (
                "A hospital ward, a GP, a social worker, a relative or the person can ask for the support.",
                "The provider will not ask for a diagnosis before the first visit.",
            ),
        ),
        (
            1,
            "Who it cannot help",
            (
                "The support does not replace nursing care or care that someone already gets.",
                "Where the provider cannot help, it tells the person why on the same day and stays with them until someone else has taken over.",
            ),
        ),
        (0, "Coming home", ("The day of coming home and the week after it decide how the rest goes.",)),
        (
            1,
            "The day itself",
            (
                "The support worker meets the person on the ward before they leave.",
                "Before the person is left alone at home, the support worker must see to it that there is:",
                "- something to eat and drink for two days",
                "- a warm room and a light that works",
                "- the medicine from the hospital, and someone who has explained it",
                "- a telephone within reach of the bed",
            ),
        ),
        (
            1,
            "The first visit",
            (
                "The first visit takes place within five working days of coming home.",
                "The support worker and the person write down together what matters most in the coming weeks.",
            ),
        ),
        (
            1,
            "The weeks after",
            (
                "Support lasts up to twelve weeks. The person and the support worker look together every two weeks at what is still needed.",
                "Visits take place at times that suit the person. A visit that has to be moved is agreed by telephone the day before.",
            ),
        ),
        (0, "Working alongside people", ("People who have come home from hospital themselves help to run the support.",)),
        (
            1,
            "A say in how it is run",
            (
                "The provider will consult people who use the support about changes to it.",
                "Half of the panel for every new support worker are people who have used the support, and they are paid for their time.",
            ),
        ),
        (
            1,
            "Answers",
            ("Every comment about the support is answered in writing within fifteen working days, with what changes or why it does not.",),
        ),
        (0, "Staff", ("The same support worker comes each time, as far as sickness and holidays allow.",)),
        (
            1,
            "Pay",
            ("The provider must pay support workers at least the real living wage, and pay for the time of travel between visits.",),
        ),
        (
            1,
            "Checks",
            (
                "The provider must have an enhanced check from the Disclosure and Barring Service for everyone who goes into people's homes.",
            ),
        ),
        (
            0,
            "Keeping people safe",
            (
                "The provider must follow the Westbrook safeguarding procedures and have a named person whom anyone can reach on the same day.",
            ),
        ),
        (
            0,
            "How we will know that it works",
            (
                "Every three months the provider reports to the council and to the group:",
                "- how many people came home with support, and how long they waited for it",
                "- how many went back into hospital within twelve weeks",
                "- what people said, and what was done about it",
            ),
        ),
        (
            0,
            "Money and time",
            (
                "The council has £412,000 a year for this support. Of this, at least £15,000 a year is spent on working alongside people.",
                "The contract runs for three years from 1 April 2027 and can be extended once, by up to two years, if the group agrees.",
            ),
        ),
        (
            0,
            "When the contract ends",
            ("The provider hands over to the next one so that nobody loses their support worker without having met the new one.",),
        ),
    ),
)

MONEY = Reason(
    "cannot",
    "money",
    "This is all the money there is for three years. More here would mean less for the hospice at home, which people asked us to keep.",
    "Adult social care budget 2027 to 2030, line 14",
    "Westbrook Council, full council meeting of 4 March 2026",
    "2027-03-31",
)
CHECKS = Reason(
    "must_meet",
    "safeguarding",
    "People let a support worker into their home when they are at their weakest. The law allows this check so that they can do so safely.",
    "Safeguarding Vulnerable Groups Act 2006; Care Act 2014, section 42",
    "Parliament, and the Westbrook Safeguarding Adults Board",
    "2028-04-30",
)
SAFEGUARDING = Reason(
    "must_meet",
    "safeguarding",
    "The procedures are the same for every service in Westbrook, so that a worry about someone always reaches the same place.",
    "Westbrook safeguarding adults procedures, 2025",
    "Westbrook Safeguarding Adults Board",
    "2028-04-30",
)
LIVING_WAGE = Reason(
    "will_not",
    "policy",
    "The council could buy more hours for less pay, and has chosen not to: people told us that staff who stay matter most.",
    "Fair work policy, section 3",
    "Westbrook Council, cabinet meeting of 12 November 2025",
    "2027-11-30",
)


def part() -> AuthoredPart:
    """The clauses it begins with."""
    return replace(part_of(OUTLINE), name="What the support must be")


def clause_called(tender: Tender, title: str) -> Clause:
    """The clause with this heading."""
    return next(clause for clause in tender.reading_order() if clause.heading and clause.heading.text == title)


def reworded(title: str, before: str, after: str, why: str) -> Callable[[Tender], Reword]:
    """These words of a clause changed to others."""

    def asked(tender: Tender) -> Reword:
        clause = clause_called(tender, title)
        return Reword(
            clause.id, clause.version, filled(clause.wording, [box.text.replace(before, after) for box in boxes(clause.wording)]), why
        )

    return asked


def _fixed(titles: tuple[str, ...], reason: Reason) -> Callable[[Tender], Any]:
    return lambda tender: FixClauses(tuple(clause_called(tender, title).id for title in titles), reason)


def _in_short(title: str, words: str) -> Callable[[Tender], Any]:
    return lambda tender: WriteInShort(clause_called(tender, title).id, words)


def _locked(title: str, words: str, reason: Reason) -> Callable[[Tender], Any]:
    def asked(tender: Tender) -> LockWords:
        clause = clause_called(tender, title)
        p = next(each for each in clause.body if words in each.text)
        start = p.text.index(words)
        return LockWords(clause.id, clause.version, p.id, start, start + len(words), reason)

    return asked


def _added(after: str, heading: str, words: str, why: str) -> Callable[[Tender], Any]:
    def asked(tender: Tender) -> AddClause:
        clause = clause_called(tender, after)
        return AddClause(clause.part, clause.id, heading, (Paragraph("+1", "para", words),), why)

    return asked


# What the commissioner has done so far, in order: each is asked of the tender as it stands then.
STEPS: tuple[Callable[[Tender], Any], ...] = (
    lambda tender: ReferTo("Terms of the contract", "shareable", "https://www.gov.uk/government/collections/model-services-contract"),
    _fixed(("Checks",), CHECKS),
    _fixed(("Keeping people safe",), SAFEGUARDING),
    _fixed(("Pay",), LIVING_WAGE),
    _locked("Money and time", "£412,000 a year", MONEY),
    _in_short("Coming home", "Someone you have met is with you when you come home, and in the weeks after."),
    _in_short("The first visit", "Someone visits you in the first week and asks what matters to you."),
    reworded(
        "The first visit",
        "within five working days of coming home",
        "within two days of coming home, also at weekends",
        "At the February meeting people said that the first weekend is the hardest, and that five working days can be a whole week alone.",
    ),
    reworded(
        "A say in how it is run",
        "The provider will consult people who use the support about changes to it.",
        "The provider must not change how people get the support until people who use it have agreed the change, or it is recorded why not.",
        "“Consult” promised nobody anything.",
    ),
    _added(
        "The weeks after",
        "Pets and plants",
        "The support worker asks who looks after animals and plants while the person is in hospital, and helps where nobody does.",
        "Two people told us they left hospital too early because of a dog at home.",
    ),
    _in_short("Answers", "If you tell us something, you get an answer in three weeks at most."),
)
