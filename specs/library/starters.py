"""Starters: outlines of a tender in plain words, to begin from when there is no Word file yet."""

from typing import NamedTuple

from specs.library.house_lists import HOUSE_LISTS
from specs.parts import AuthoredPart
from specs.reading import FoundClause
from specs.wording import Paragraph, Series


class Outline(NamedTuple):
    """A starter: what it is called, whom it suits, and its clauses as ``(level, heading, lines)``.

    A line that begins with “- ” is an item of the clause's list.
    """

    name: str
    suits: str
    clauses: tuple[tuple[int, str, tuple[str, ...]], ...]


WORKING_ALONGSIDE = (
    (
        "Who decides together",
        (
            "The provider must have a steering group in which at least half of the seats are held by people with lived experience.",
            "The group has two co-chairs: one from the provider and one with lived experience. Neither can decide without the other.",
            "The group meets at least every two months and decides on the plan for the year, changes to the service and how the involvement budget is spent.",
        ),
    ),
    (
        "Pay and support",
        (
            "The provider must set aside [amount] a year for involvement. It is spent on nothing else.",
            "The provider must offer to pay people for their time at a published rate, and must pay their expenses on the day.",
            "Everyone who takes part is offered:",
            "- independent advice on how payment affects benefits",
            "- the adjustments they ask for, agreed beforehand",
            "- a person to talk to before and after each meeting",
        ),
    ),
    (
        "Recruiting and training staff together",
        (
            "People with lived experience must take part in writing every job advert and sit on every interview panel, with an equal say.",
            "Training for new staff must include a session that people with lived experience plan and lead.",
        ),
    ),
    (
        "Designing and changing the service together",
        (
            "The provider must not change how people get in, move on or leave the service until the steering group has agreed the change or recorded why it does not.",
        ),
    ),
    (
        "Answering people",
        (
            "The provider must answer every comment or question from a person who uses the service within 15 working days, saying what will change or why it will not.",
            "Written questions to the steering group and their answers are published every three months, without names.",
        ),
    ),
    (
        "Checking together",
        (
            "Once a year reviewers with lived experience visit the service and report on what they found. The provider must reply to the report in public within one month.",
            "Once a year the steering group looks at how much was decided together, and agrees what to do better.",
        ),
    ),
    (
        "People who are not heard yet",
        (
            "Each year the provider must name the people who could use the service and do not, ask them why, and agree with the steering group what to change.",
        ),
    ),
    (
        "When the contract ends",
        (
            "The provider must hand over the group's records, its budget and its working arrangements to the next provider, at a meeting where members are present.",
        ),
    ),
)


def _kit(level: int) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    return tuple((level, heading, lines) for heading, lines in WORKING_ALONGSIDE)


NHS_STYLE = Outline(
    "NHS-style specification",
    "Health services bought by the NHS: short, outcomes first",
    (
        (
            0,
            "About this service",
            (
                "This is the specification of [name of the service] for people in [area].",
                "It says what the service must do, for whom, and how everyone will know whether it works. It was written together with people who use services like it.",
            ),
        ),
        (
            0,
            "Who it is for and where",
            ("The service is for people who [say who], and who live in or are registered with a GP in [area].",),
        ),
        (
            1,
            "People the service is for",
            ("Anyone who [say what they need] can use the service. Nobody is turned away because of another condition.",),
        ),
        (
            1,
            "People the service is not for",
            ("Where the service cannot help, it must say why in writing and go with the person to someone who can.",),
        ),
        (
            0,
            "What must be better",
            (
                "These are the outcomes, in the words of people who use the service:",
                "- I was listened to the first time I asked for help.",
                "- I know what will happen next and when.",
                "- I feel safer and more in charge of my days.",
            ),
        ),
        (
            0,
            "What the service does",
            ("The provider must offer:", "- [first thing it does]", "- [second thing it does]", "- [third thing it does]"),
        ),
        (0, "Getting in, moving on and coming back", ("People can come without a referral.",)),
        (1, "Getting in", ("The provider must answer every request within two working days and see the person within [number] days.",)),
        (
            1,
            "Moving on",
            ("Nobody is discharged for missing an appointment. The provider must ask what got in the way and offer another way to meet.",),
        ),
        (1, "Coming back", ("A person who left within the last year can come back without starting again.",)),
        (
            0,
            "Who it works with",
            ("The provider must work with [names of other services] and agree with each of them in writing who does what.",),
        ),
        (
            0,
            "Standards it must meet",
            (
                "The provider must meet the standards in this list, and say each year how it does:",
                "- [national standard]",
                "- [clinical guideline]",
            ),
        ),
        (0, "Working alongside people with lived experience", ("This section binds the provider and everyone it subcontracts to.",)),
        *_kit(1),
        (
            0,
            "How we will know",
            (
                "The provider must report these measures every three months:",
                "- how long people waited",
                "- what people say changed for them",
                "- how many of their comments were answered in time",
            ),
        ),
        (0, "Information and safety", ("The provider must keep people's information safe and tell each person who can see it.",)),
        (
            1,
            "Information in the form people ask for",
            ("The provider must ask each person how they want to get information, write it down, and keep to it.",),
        ),
        (1, "Keeping people safe", ("The provider must have a named person for safeguarding whom anyone can reach on the same day.",)),
        (
            0,
            "Where and when",
            ("The service is open [days and hours], at [places] that people can reach by public transport, by phone and online.",),
        ),
    ),
)

COUNCIL_STYLE = Outline(
    "Council-style specification",
    "Care, housing, advice and support bought by a council: fuller, with roles and contract terms",
    (
        (
            0,
            "Words we use",
            (
                "In this tender:",
                "- “people” means people who use the service or could use it, and those close to them",
                "- “lived experience” means having lived through what the service is for",
                "- “the group” means the steering group that wrote this tender together",
            ),
        ),
        (
            0,
            "Why we want this",
            ("People told us that [what they told us]. This tender is our answer to it.", "The service we have now ends on [date]."),
        ),
        (
            0,
            "Vision and outcomes",
            (
                "People in [area] can get help early, close to home, from people who understand.",
                "The service works when people say:",
                "- I know where to go and I am not sent round in circles.",
                "- I decide what help I get.",
                "- I have people around me.",
            ),
        ),
        (
            0,
            "Principles",
            (
                "The provider must:",
                "- do things with people, not to them",
                "- start from what people can do",
                "- say honestly what it can't do",
            ),
        ),
        (0, "The service model", ("The service has three parts that work as one.",)),
        (1, "A front door", ("Anyone can ask for help by phone, online or in person. The provider must answer on the same working day.",)),
        (
            1,
            "Support that fits the person",
            ("Each person agrees a plan with one named worker. The plan is theirs: they hold it, and nothing in it changes without them.",),
        ),
        (
            1,
            "Help from peers",
            (
                "At least [number] of the paid workers are people with lived experience. They get the same terms as other staff and their own supervision.",
            ),
        ),
        (0, "Roles", ("The council pays for the service and checks it. The provider runs it. Partners take part on equal terms.",)),
        (1, "The provider", ("The provider is responsible for the whole service, also for what its partners do.",)),
        (
            1,
            "Partners",
            ("At least one partner is a local organisation led by people with lived experience. It has a written share of the budget.",),
        ),
        (
            1,
            "The council",
            ("The council must pay within 30 days, take part in the steering group, and answer written questions within 15 working days.",),
        ),
        (0, "Requirements", ("The requirements below are what bidders are asked about and what the contract is checked against.",)),
        (1, "Opening hours", ("The service is open from 9am to 8pm on working days and from 10am to 4pm at weekends.",)),
        (
            1,
            "Waiting",
            ("Nobody waits longer than ten working days for their first meeting. While people wait, someone calls them every week.",),
        ),
        (1, "Places", ("The provider must use places that people choose, that can be reached by bus and that have step-free access.",)),
        (0, "Working alongside people with lived experience", ("This section binds the provider and everyone it subcontracts to.",)),
        *_kit(1),
        (
            0,
            "Workforce",
            ("Staff are paid at least the real living wage. The provider must report vacancies and turnover every three months.",),
        ),
        (
            0,
            "Equality and access",
            ("The provider must show each year who uses the service, who does not, and what it changes because of that.",),
        ),
        (
            0,
            "Safeguarding",
            ("The provider must follow the local safeguarding procedures and train all staff and volunteers in them every year.",),
        ),
        (
            0,
            "Measures and reporting",
            (
                "Every three months the provider must report to the council and the group:",
                "- how many people asked for help and how many got it",
                "- what changed for them, in their words",
                "- what people suggested and what became of it",
            ),
        ),
        (
            0,
            "Governance and review",
            ("The council, the provider and the group review the contract together once a year. The review is published.",),
        ),
        (
            0,
            "Period and payment",
            ("The contract runs for [number] years from [date]. It can be extended once, by up to [number] years, if the group agrees.",),
        ),
        (
            0,
            "Change and exit",
            (
                "A change to the contract that people would notice needs the group's view first. At the end the provider must help the next one to take over without a gap.",
            ),
        ),
        (0, "Reading list", ("What the group read while writing this tender:", "- [title and where to find it]")),
    ),
)

STARTERS = {"nhs": NHS_STYLE, "council": COUNCIL_STYLE}


def starter(name: str) -> AuthoredPart:
    """A part made from the starter of this name (a key of ``STARTERS``)."""
    return part_of(STARTERS[name])


def part_of(outline: Outline) -> AuthoredPart:
    """A part made from an outline, numbered as the house document numbers."""
    clauses: list[FoundClause] = []
    made = 0
    for level, heading, lines in outline.clauses:
        wording: list[Paragraph] = []
        for line in (heading, *lines):
            made += 1
            if not wording:
                wording.append(Paragraph(f"q{made}", "head", line, level=level, series=Series("1", level)))
            elif line.startswith("- "):
                wording.append(Paragraph(f"q{made}", "bullet", line[2:], series=Series("2", 0)))
            else:
                wording.append(Paragraph(f"q{made}", "para", line))
        clauses.append(FoundClause(tuple(wording), how="starter"))
    return AuthoredPart("Specification", tuple(clauses), HOUSE_LISTS)


def blank() -> AuthoredPart:
    """A part with one clause to begin with."""
    words = Paragraph("q2", "para", "Write here what this service is for, and for whom.")
    first = FoundClause((Paragraph("q1", "head", "About this service", series=Series("1", 0)), words), how="starter")
    return AuthoredPart("Specification", (first,), HOUSE_LISTS)
