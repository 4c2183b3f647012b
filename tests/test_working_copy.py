"""The working copy: everybody’s comments in Word, each by the name its author chose; none of them in any other copy; and known again."""

import html
import io
import zipfile
from typing import Any

from exports import working_copy as written
from exports.comment_places import words
from exports.comments import Post, Thread, threads
from exports.naming import Naming
from exports.outcomes import answer_in_words
from exports.package import Package
from exports.returned import Returned, returned
from exports.spoken import Spoken, initials, spoken
from server import working_copy
from specs.comments import Comment, Reply
from specs.dissents import RecordDissent
from specs.erasing import TakeBack
from specs.hiding import HidePost
from specs.library.teaching_group import thread
from specs.places import PlaceComment
from specs.taking_back import TakeBackSaid
from specs.threads import Answer, Span
from tests.accessible_word import barriers
from tests.group import MEI, Group
from tests.group import TODAY as DAY
from tests.story import ANNE, JOSH
from tests.test_command_line import run
from tests.visiting import PRICES, Visit, next_day, plain
from tests.word_comments import insist_on_sound_marks
from tests.word_stories import FromWord, rich_file

NAMING = Naming(lambda member: {ANNE.id: "Anne", JOSH.id: "Josh", MEI.id: "Mei"}.get(member, "Somebody else"), "Ash Council")
EACH = ("commissioner", "co_chair", "facilitator", "procurement")


def file_of(group: Visit, who: str = "commissioner", part: str = "d1") -> bytes:
    answer = group(who).get(f"{group.url}/documents/{part}/working-copy")
    assert answer.status_code == 200
    return answer.content


def read(data: bytes) -> dict[str, Thread]:
    """The threads of a file by their first words."""
    return {each.posts[0].text.split("\n")[0]: each for each in threads(Package(data))}


def everything(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return " ".join(file.read(name).decode() for name in file.namelist())


def named(data: bytes) -> set[str]:
    return {post.author for each in threads(Package(data)) for post in each.posts}


def back(group: Visit, data: bytes) -> Returned:
    """What a file that came back says."""
    asked = working_copy.working_copy_of(group.house, group.tender)
    known = written.exported(asked.copy.tender, working_copy.threads_of(group.house, asked.copy.tender, "d1"))
    return returned(data, asked.copy.tender, asked.copy.tender.parts["d1"], asked.copy.basis, exported=known)


def with_reply(group: Visit, name: str, reply: Post) -> bytes:
    """The file as Word saves it after somebody replied to a thread."""
    asked = working_copy.working_copy_of(group.house, group.tender)
    more = [each._replace(posts=(*each.posts, reply)) if each.id == name else each for each in asked.spoken]
    return working_copy.write_here(asked._replace(spoken=tuple(more)))


def test_threads_hang_where_they_stand_and_end_with_what_became_of_them(group):
    data = file_of(group)
    insist_on_sound_marks(data)
    assert barriers(data) == {}
    found = read(data)
    told = next(each for first, each in found.items() if first.startswith("I could not use the telephone"))
    assert words(told.anchors) == "agreed the day before" and told.resolved
    assert [(post.author, post.initials) for post in told.posts] == [
        ("Mei Chan", "MC"),
        ("Dev Patel", "DP"),
        ("Anne Marsh", "AM"),
        ("Mei Chan", "MC"),
    ]
    assert [post.text.split("\n")[0] for post in told.posts[1:]] == [
        "I agree.",
        "Yes: You are right. The person chooses how they are told, and we have written it in.",
        "Satisfied.",
    ]
    pay = found["Why is this fixed?"]
    assert words(pay.anchors) == "Pay" and not pay.resolved  # answered, and its author does not agree
    assert pay.posts[-1].text.startswith("Answered, but not agreed.")
    suggestion = found["Suggestion. Other words."]
    assert suggestion.resolved and suggestion.posts[-1].author == "Both chairs"
    assert "signed by the commissioner and the lived-experience co-chair" in suggestion.posts[-1].text
    days = {post.date for each in found.values() for post in each.posts}
    assert days == {f"{group.house.today()}T00:00:00Z"}
    author = next(each for first, each in found.items() if first.startswith("Neighbours should be able")).posts[0]
    assert (author.author, author.text.split("\n")[-1]) == (
        "Someone at the public meeting at Westbrook library",
        "(Said at a meeting.)",
    )


def test_the_same_file_for_everybody_who_may_make_it_and_each_time(group):
    first = file_of(group)
    assert {file_of(group, who) for who in EACH} == {first}
    for who, status in (("member", 403), ("official", 403), ("observer", 403), ("stranger", 404)):
        assert group(who).get(f"{group.url}/documents/d1/working-copy").status_code == status


def test_a_part_that_is_not_for_somebody_has_no_working_copy_for_them(group):
    url = group.small_open()
    answers = {who: group(who).get(f"{url}/documents/d2/working-copy") for who in EACH}
    assert {who: answer.status_code for who, answer in answers.items()} == dict(zip(EACH, (200, 404, 404, 200), strict=True))
    assert PRICES not in everything(group("co_chair").get(f"{url}/documents/d1/working-copy").content)
    hot = read(group("co_chair").get(f"{url}/documents/d1/working-copy").content)
    assert list(hot) == ["Hot meals, please."]


def test_names_are_those_that_their_authors_chose_for_documents(group):
    choices = group.house.choices
    assert {"Mei Chan", "Dev Patel", "Ruth Adeyemi", "Anne Marsh", "Josh Okafor"} <= named(file_of(group))
    choices.go_by(group.accounts["member"], group.tender, "Sparrow", "carer")
    for who in ("third", "official"):
        choices.choose(group.accounts[who], "not in documents", "yes", group.tender)
    data = file_of(group)
    assert named(data) == {
        *("Sparrow", "Anne Marsh", "Josh Okafor", "Both chairs", "Someone at the public meeting at Westbrook library"),
        *("Lived experience panel", "The organisation"),
    }
    said = everything(data).replace("Who and when: Ruth Adeyemi", "")  # whom an answer names in its words
    assert [name for name in ("Mei", "Dev", "Patel", "Ruth", "carer") if name in said] == []


def test_a_name_without_consent_would_be_found(group, monkeypatch):
    """A planted fault: the choice is not asked for."""
    group.house.choices.choose(group.accounts["third"], "not in documents", "yes", group.tender)
    assert "Dev Patel" not in everything(file_of(group))
    monkeypatch.setattr(type(group.house.choices), "in_documents", lambda *_: True)
    asked = working_copy.working_copy_of(group.house, group.tender)
    assert "Dev Patel" in everything(working_copy.write_here(asked))


def test_what_was_asked_privately_hidden_taken_back_or_is_protected_today(group):
    today = group.house.today()
    group.act(Comment("t00000000b1", "c2", 1, "private", "A private canary.", today=today), "private", seat="member")
    group.act(Comment("t00000000b2", "c2", 1, "comment", "A protected canary.", protected=True, today=today), "protected", seat="quiet")
    group.act(Reply(thread(4), "A protected reply.", protected=True, today=today), "replied", seat="quiet")
    hidden = next(each for each in read(file_of(group)) if each.startswith("Please say what happens"))
    number = next(name for name, each in group.fold().threads.items() if (each.first.text or "").startswith(hidden))
    group.act(HidePost(number, 1, "names", "It says who.", today), "hide", seat="facilitator")
    phone = next(name for name, each in group.fold().threads.items() if (each.first.text or "").startswith("Not everybody can write"))
    group.act(TakeBack(phone, 1), "back", seat="member")
    said = {who: everything(file_of(group, who)) for who in EACH}
    for text in said.values():
        assert "canary" not in text and "A protected reply" not in text and hidden not in text and "Not everybody can write" not in text
        assert "This was hidden. It names someone, or lets someone be recognised, who did not agree to it. It says who." in text
        assert "These words were taken back." in text
    next_day(group)
    tomorrow = everything(file_of(group))
    assert "A protected canary." in tomorrow and "A protected reply." in tomorrow and "A private canary." not in tomorrow


def test_other_copies_carry_no_comments(group):
    url = f"{group.url}/documents/d1"
    for asked in ("", "?edition=start", "?since=start", "?since=start&as_one=yes"):
        package = Package(group("commissioner").get(f"{url}{asked}").content)
        assert [name for name in package.parts if "comment" in name or "people" in name] == []
        assert b"<w:comment" not in package.parts[package.main] and b"WORKING COPY" not in b"".join(package.parts.values())


def test_the_name_the_head_of_each_page_and_the_button_tell_which_it_is(group):
    page = group("commissioner").get(f"{group.url}/download")
    assert "Download the copy for procurement, without comments" in plain(page) and "Warning" not in plain(page)
    assert 'href="' + html.escape(f"{group.url}/download?part=d1&kind=working") + '"' in page.text
    page = group("commissioner").get(f"{group.url}/download?kind=working")
    said = plain(page)
    assert "Warning For people in the group only." in said and "Download the working copy, with comments" in said
    assert "8 threads with 17 comments in all, each beside the words it is about" in said
    answer = group("commissioner").get(f"{group.url}/documents/d1/working-copy")
    assert "WORKING%20COPY%20with%20comments" in answer.headers["content-disposition"]
    heads = [Package(answer.content).xml(name) for name in Package(answer.content).related("header")]
    begins = "WORKING COPY · has comments · for the group only · DRAFT · not an issued tender"
    assert [each for head in heads if not (each := "".join(head.itertext())).startswith(begins)] == [] != heads
    late = group("commissioner").get(f"{group.url}/download?kind=working&which=start")
    assert late.status_code == 422 and "What people said is about the draft as it stands." in plain(late)


def test_what_comes_back_unchanged_says_nothing_new(group):
    found = back(group, file_of(group))
    assert (found.talks, found.changed, found.differences) == ((), False, ())


def test_a_reply_is_one_to_its_thread_and_a_new_thread_is_new(group):
    reply = Post("Jo Reviewer", "JR", "2026-12-04T14:32:00Z", ("And in large print.",))
    (talk,) = back(group, with_reply(group, thread(1), reply)).talks
    assert (talk.thread, talk.posts, talk.settled) == (thread(1), (reply,), False)


def test_what_changed_since_is_known_again_all_the_same(group):
    """Somebody was answered, withdrew their name, placed their comment and said more, while the file was away."""
    edition, data, today = group.fold(), file_of(group), group.house.today()
    group.house.choices.choose(group.accounts["member"], "not in documents", "yes", group.tender)
    group.act(Reply(thread(1), "Thank you.", today=today), "more", seat="member")
    other = next(name for name, each in edition.threads.items() if (each.first.text or "").startswith("Please say what happens"))
    clause = edition.clauses[edition.threads[other].clause]
    group.act(PlaceComment(other, clause.version, (Span(clause.body[0].id, 0, 5),), today), "placed", seat="third")
    group.changed("c4", " the ", " our ")
    asked = working_copy.working_copy_of(group.house, group.tender)
    known = written.exported(edition, working_copy.threads_of(group.house, edition, "d1"))
    found = returned(data, edition, edition.parts["d1"], asked.copy.basis, exported=known)
    assert found.talks == ()
    assert returned(data, edition, edition.parts["d1"], asked.copy.basis).talks != ()  # the harness would see them


# Without a database


def told(group: Group) -> dict[str, Spoken]:
    return {each.id: each for each in spoken(group.tender, "d1", NAMING, "2026-11-30")}


def test_a_suggestion_hangs_on_the_words_that_it_would_change():
    group = Group()
    name = group.suggest()
    each = told(group)[name]
    text = {p.id: p.text for p in group.tender.clauses["c2"].wording}
    assert [text[span.paragraph][span.start : span.end] for span in each.spans] == ["quarter"]
    assert each.posts[0].paragraphs[:2] == ("Suggestion. Other words.", "Changes “quarter” to “month”.")
    assert not each.posts[0].resolved
    group.decide(name, "no", alternative="Twice a year.")
    group.act(RecordDissent(name, "It is too seldom.", "Six times.", today=DAY), MEI)
    each = told(group)[name]
    assert each.spans == () and each.posts[0].resolved
    assert each.posts[-2].paragraphs[0].startswith("Not accepted, signed by the commissioner and the lived-experience co-chair on ")
    assert each.posts[-2].paragraphs[-1] == "Instead: Twice a year."
    assert each.posts[-1].paragraphs == ("I do not agree. It is too seldom.", "What would make it acceptable: Six times.")
    group.act(TakeBackSaid("dissent", name, 1, today=DAY), MEI)
    assert "seldom" not in str(told(group)[name])


def test_a_comment_whose_words_are_gone_says_so_at_the_heading():
    group = Group()
    body = group.tender.clauses["c2"].body[0]
    at = body.text.index("every quarter")
    name = group.comment(spans=(Span(body.id, at, at + len("every quarter")),))
    assert told(group)[name].spans == (Span(body.id, at, at + len("every quarter")),)
    decided = group.suggest("c2", body.text, "People say when somebody comes.")
    group.decide(decided)
    each = told(group)[name]
    assert each.posts[0].paragraphs[0] == "The words this was about are not there any more: “every quarter”"
    first = group.tender.clauses["c2"].wording[0]
    assert written.spans_or_heading(group.tender, each) == [Span(first.id, 0, len(first.text))]
    group.decide(group.arrange("removal"))
    each = told(group)[name]
    assert each.posts[0].paragraphs[0].startswith("About the clause “") and written.spans_or_heading(group.tender, each) == []


def test_words_of_an_answer():
    made = Answer(None, DAY, "no", "There is no money.\nNot this year.", none_found=True)  # type: ignore[arg-type]
    assert answer_in_words(made) == ["No, because: There is no money.", "Not this year.", "We looked for another way and found none."]
    assert [initials(name) for name in ("Anne Marsh", "Kit", "", "“Q” of the group")] == ["AM", "K", "", "OT"]


CAME = FromWord(rich_file())


def spans() -> list[tuple[Span, ...]]:
    """Words of each paragraph, whole clauses, and words from one paragraph to another."""
    made: list[tuple[Span, ...]] = [()]
    for clause in CAME.tender.reading_order():
        those = [p for p in clause.wording if p.kind != "block" and len(p.text) > 2]
        made += [(Span(p.id, 1, len(p.text) - 1),) for p in those]
        made += [(Span(those[0].id, 1, len(those[0].text)), Span(those[-1].id, 0, 2))] if len(those) > 1 else []
    return made


def test_in_a_file_from_word_every_thread_hangs_on_its_words_and_is_known_again():
    """Beside a box, in cells of tables, in lists, over references; twice the same remark on the same day, too."""
    clause_of = {p.id: clause.id for clause in CAME.tender.reading_order() for p in clause.wording}
    post = Post("Mei", "M", "2027-03-05", ("Why?",))
    out = [Spoken(f"t{n}", clause_of[each[0].paragraph] if each else "c2", each, (post,)) for n, each in enumerate(spans())]
    assert len(out) > 20
    part = CAME.tender.parts["d1"]
    data = written.write(CAME.basis, CAME.tender, part, out, organisation="Ash Council")
    insist_on_sound_marks(data)
    assert data == written.write(CAME.basis, CAME.tender, part, out, organisation="Ash Council")
    known = written.exported(CAME.tender, out)
    flat: Any = lambda each: " ".join(words(each.anchors).split())  # noqa: E731
    assert [flat(each) for each in threads(Package(data))] == [flat(each) for each in known]
    found = returned(data, CAME.tender, part, CAME.basis, exported=known)
    assert (found.talks, found.changed, found.differences) == ((), False, ())
    assert len(returned(data, CAME.tender, part, CAME.basis, exported=known[1:]).talks) == 1


def test_from_the_command_line(group, tmp_path):
    out = tmp_path / "copy.docx"
    said = run("export", group.tender, "--kind", "working", "--out", str(out), "--data", str(group.house.settings.data))
    assert said.output.startswith("Comments: 17, in 8 threads. For people in the group only.") and out.read_bytes() == file_of(group)
