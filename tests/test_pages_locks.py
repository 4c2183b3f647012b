"""Fixed words inside an open clause, on pages: chosen with the mouse, as a sentence, or as some words of one."""

import pytest

from server.pages.sentences import Sentence, sentences
from specs.clauses import Reword
from specs.wording import Paragraph
from tests.filling import Form, act
from tests.visiting import plain

REASON = {"code": "money", "explanation": "There is no more.", "source": "Budget 2027", "decided_by": "The cabinet"}


@pytest.fixture
def form(visit) -> Form:
    return Form(visit("commissioner"), f"{visit.url}/clauses/c9/fixed-words", **REASON)


def locked(visit) -> list[str]:
    clause = visit.fold().clauses["c9"]
    text = {p.id: p.text for p in clause.wording}
    return [text[each.paragraph][each.start : each.end] for each in clause.locks]


def values(form: Form) -> list[str]:
    return [piece.split('"')[0] for piece in form.page.text.split('name="chosen" type="radio" value="')[1:]]


def test_a_sentence_is_chosen(visit, form):
    assert len(values(form)) == 4 and "chosen" not in form.values
    page = plain(form.put(chosen=values(form)[0]).done())
    assert "These words are fixed. The rest of the clause stays open to change." in page
    assert locked(visit) == ["Support lasts up to twelve weeks."]
    assert "[fixed words: Support lasts up to twelve weeks. end of fixed words] The person and" in page
    assert "“Support lasts up to twelve weeks.” We cannot change this: The money available There is no more." in page


@pytest.mark.parametrize("words", ["up to twelve weeks", "up  to\ttwelve weeks ", "Support lasts up to twelve weeks."])
def test_some_words_of_it(visit, form, words):
    form.put(chosen=values(form)[0], words=words).done()
    assert locked(visit) == [" ".join(words.split())]


def test_the_mouse_is_stronger(visit, form):
    paragraph = visit.fold().clauses["c9"].body[1].id
    form.put(chosen=values(form)[0], words="nowhere", span=f"{paragraph} 0 6").done()
    assert locked(visit) == ["Visits"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Please choose the words that are fixed."),
        ({"span": "p999 0 5"}, "Please choose the words that are fixed."),
        ({"span": "nonsense"}, "Please choose the words that are fixed."),
        ({"span": "p1 -1 5"}, "Please choose the words that are fixed."),
        ({"span": "p1 0 999999999999"}, "Please choose the words that are fixed."),
        ({"words": "Support"}, "Please choose the words that are fixed."),
    ],
)
def test_no_words_chosen(visit, form, typed, sentence):
    assert form.put(**typed).refused() == sentence
    assert locked(visit) == []


def test_words_that_are_not_there(visit, form):
    form.put(chosen=values(form)[0], words="thirteen weeks")
    assert form.refused() == "These words do not stand in the sentence you chose. Please copy them from it just as they are."
    assert "words-error" in form.page.text and locked(visit) == []
    form.put(words="twelve weeks").done()
    assert locked(visit) == ["twelve weeks"]


def test_the_reason_may_not_wait_here(visit, form):
    assert form.put(chosen=values(form)[0], source="").refused()
    assert 'id="source-error"' in form.page.text and locked(visit) == []


def test_fixed_already(visit, form):
    chosen = values(form)[0]
    assert form.put(chosen=chosen).send().status_code == form.send().status_code == 303  # a double post is one act
    again = Form(visit("commissioner"), form.url, chosen=chosen, words="twelve", **REASON)
    assert again.refused() == "Some of these words are fixed already. Please choose others, or open those first."
    assert len(locked(visit)) == 1
    whole = Form(visit("commissioner"), f"{visit.url}/clauses/c14/fixed-words", **REASON)
    assert whole.put(chosen=values(whole)[0]).refused() == "The whole clause is fixed already, so its words are too."


def test_the_clause_changed_meanwhile(visit, form):
    now = visit.fold().clauses["c9"]
    act(visit, Reword("c9", 1, (now.wording[0], Paragraph("+1", "para", "Other words. And more."), *now.body)))
    form.put(chosen=values(form)[0])
    answer = form.send()
    assert answer.status_code == 422 and "Please choose the words again; your reason is kept." in plain(answer)
    assert "There is no more." in answer.text and "Other words." in plain(answer) and locked(visit) == []


def test_fixed_words_are_opened_again(visit):
    opened = Form(visit("commissioner"), f"{visit.url}/clauses/c18/fixed-words/l1/opening", why="There is more money.")
    assert "“£412,000 a year”" in plain(opened.page) and "This is all the money there is" in plain(opened.page)
    assert "These words are open to change." in plain(opened.done())
    assert opened.send().status_code == 303 and visit.fold().clauses["c18"].locks == ()
    assert visit("commissioner").get(opened.url).status_code == 404
    assert visit("commissioner").post(opened.url, data={"key": "new"}).status_code in (404, 422)


def test_what_cannot_be_seen_is_shown_and_can_be_chosen_around(visit):
    now = visit.fold().clauses["c9"]
    act(visit, Reword("c9", 1, (now.wording[0], Paragraph("+1", "para", "\U0001f600 Ten\u202e days. More."))))
    opened = Form(visit("commissioner"), f"{visit.url}/clauses/c9/fixed-words", **REASON)
    paragraph = visit.fold().clauses["c9"].body[0].id
    opened.put(span=f"{paragraph} 2 5").done()
    assert locked(visit) == ["Ten"]


def test_sentences_are_found_where_they_end():
    def found(text: str) -> list[str]:
        return [each.text for each in sentences((Paragraph("p1", "para", text),))]

    assert found("One. Two! Three?") == ["One.", "Two!", "Three?"]
    assert found("He said “stop.” Then he left.") == ["He said “stop.”", "Then he left."]
    assert found("Line one\nline two") == ["Line one", "line two"]
    assert found("  £3.50 an hour  ") == ["£3.50 an hour"] and found("") == found("   ") == []
    assert sentences((Paragraph("p1", "block", "A picture."), Paragraph("p2", "para", " B. "))) == [Sentence("p2", 1, 3, "B.")]
