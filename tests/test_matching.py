"""The ladder by which clauses are found in a file that came back, rung by rung; where two places are as good, a person is asked."""

import re

import pytest

from exports.ledger import ledger
from exports.package import Package
from exports.returned import Returned, returned
from tests.word_files import changed, p, word_file
from tests.word_stories import BODY, FromWord
from tests.word_stripped import stripped

ONE = "The provider must answer within ten working days of each letter."
TWO = "People who use the service take part in reviews of it every quarter."
SIX = "The records of the service are kept for six years after it has ended."


def document(*clauses: tuple[str, ...], ids: bool = False) -> FromWord:
    """Clauses, each a heading and lines."""
    made = [p(line, style="NumberedHeading" if place == 0 else "") for lines in clauses for place, line in enumerate(lines)]
    if ids:
        space = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        made = [each.replace("<w:p>", f'<w:p {space} w14:paraId="{number:08X}">', 1) for number, each in enumerate(made, 16)]
    return FromWord(word_file(*made))


def back(came: FromWord, data: bytes) -> Returned:
    part = came.tender.parts["d1"]
    found = returned(data, came.tender, part, came.basis)
    assert ledger(found, data, came.tender, part) == []
    return found


def rungs(found: Returned) -> list[str]:
    return [each.rung for each in found.clauses]


THREE = (("Letters", ONE), ("Reviews", TWO), ("Records", SIX))


def without_bookmarks(data: bytes) -> bytes:
    parts = Package(data).parts
    return Package(data).written({BODY: re.sub(rb"<w:bookmark[^>]*>", b"", parts[BODY])})


def test_each_rung():
    came = document(*THREE, ids=True)
    went = came.written().data
    assert rungs(back(came, went)) == ["bookmark"] * 3
    assert rungs(back(came, without_bookmarks(went))) == ["paragraph id"] * 3
    assert rungs(back(came, stripped(went))) == ["printed reference"] * 3
    plain = FromWord(word_file(*(p(line, style="Heading1" if k == 0 else "") for clause in THREE for k, line in enumerate(clause))))
    went = plain.written().data
    assert rungs(back(plain, stripped(went))) == ["exact text"] * 3
    edited = changed(stripped(went), BODY, "take part in reviews of it every quarter", "take part in reviews of it twice a year")
    assert rungs(back(plain, edited)) == ["exact text", "likeness", "exact text"]


def test_ids_of_another_lineage_say_nothing():
    came = document(*THREE, ids=True)
    went = without_bookmarks(came.written().data)
    body = Package(went).parts[BODY]
    names = [f"{number:08X}".encode() for number in range(16, 22)]
    for old, new in zip(names, [*names[1:], names[0]], strict=True):
        body = body.replace(b'"' + old + b'"', b'"x' + new + b'"')
    found = back(came, Package(went).written({BODY: body.replace(b'"x', b'"')}))
    assert rungs(found) == ["printed reference"] * 3
    assert not found.changed


def test_of_the_same_bookmark_twice_the_first_wins():
    came = document(*THREE)
    went = came.written().data
    mark = '<w:bookmarkStart w:id="77" w:name="_ct_c1"/><w:bookmarkEnd w:id="77"/>'
    found = back(came, changed(went, BODY, f'<w:t xml:space="preserve">{SIX}', f"<w:t/></w:r>{mark}<w:r><w:t>{SIX}"))
    assert rungs(found) == ["bookmark"] * 3
    assert not found.changed


def test_a_bookmark_on_another_clauses_words_is_not_believed():
    came = document(*THREE)
    went = came.written().data
    body = Package(went).parts[BODY].replace(b"_ct_c1", b"_ct_x").replace(b"_ct_c3", b"_ct_c1").replace(b"_ct_x", b"_ct_c3")
    found = back(came, Package(went).written({BODY: body}))
    assert rungs(found) == ["printed reference", "bookmark", "printed reference"]
    assert not found.changed


def test_where_two_clauses_are_alike_and_one_is_left_a_person_is_asked():
    came = FromWord(
        word_file(
            *(
                p(line, style="Heading1" if k == 0 else "")
                for clause in (THREE[0], ("Lot", TWO), ("Lot", TWO), THREE[2])
                for k, line in enumerate(clause)
            )
        )
    )
    went = stripped(came.written().data)
    body = Package(went).parts[BODY].decode()
    second = body.rindex("<w:p>", 0, body.rindex(">Lot<"))
    end = body.index("</w:p>", body.rindex(TWO)) + len("</w:p>")
    found = back(came, Package(went).written({BODY: (body[:second] + body[end:]).encode()}))
    assert rungs(found)[0] == rungs(found)[3] == "exact text"
    assert "likeness" not in rungs(found)
    assert "ask" in rungs(found)


def test_a_clause_that_is_gone_is_told_as_gone():
    came = document(*THREE)
    body = Package(came.written().data).parts[BODY].decode()
    start = body.rindex("<w:p>", 0, body.index(">Reviews<"))
    end = body.index("</w:p>", body.index(TWO)) + len("</w:p>")
    found = back(came, Package(came.data).written({BODY: (body[:start] + body[end:]).encode()}))
    assert rungs(found) == ["bookmark", "gone", "bookmark"]
    assert [each.clause for each in found.removed] == ["c2"]
    assert not (found.reworded or found.moved or found.loose)


@pytest.mark.parametrize("bare", [False, True])
def test_a_clause_that_was_put_elsewhere_is_told_as_moved(bare: bool):
    came = FromWord(word_file(*(p(line, style="Heading1" if k == 0 else "") for clause in THREE for k, line in enumerate(clause))))
    body = Package(came.written().data).parts[BODY].decode()
    start = body.rindex("<w:p>", 0, body.index(">Letters<"))
    end = body.index("</w:p>", body.index(ONE)) + len("</w:p>")
    at = body.index("<w:sectPr")
    data = Package(came.data).written({BODY: (body[:start] + body[end:at] + body[start:end] + body[at:]).encode()})
    found = back(came, stripped(data) if bare else data)
    assert [(each.clause, each.after) for each in found.moved] == [("c1", "c3")]
    assert not (found.reworded or found.removed or found.loose)


def test_a_new_clause_belongs_to_none():
    came = document(*THREE)
    body = Package(came.written().data).parts[BODY].decode()
    start = body.rindex("<w:p>", 0, body.index(">Records<"))
    new = p("Complaints", style="NumberedHeading") + p("Anybody can complain, in whatever way is easiest for them.")
    found = back(came, Package(came.data).written({BODY: (body[:start] + new + body[start:]).encode()}))
    (loose,) = found.loose
    assert (loose.author, loose.after) == ("", "c2")
    assert [(each.id, each.kind, each.text.split()[0]) for each in loose.wording] == [
        ("+1", "head", "Complaints"),
        ("+2", "para", "Anybody"),
    ]
    assert not (found.reworded or found.removed or found.moved)


def test_what_a_person_says_decides():
    """Of two clauses that are alike one is left: whoever knows says which, and that the other is gone."""
    lots = (THREE[0], ("Lot", TWO), ("Lot", TWO), THREE[2])
    came = FromWord(word_file(*(p(line, style="Heading1" if k == 0 else "") for clause in lots for k, line in enumerate(clause))))
    went = stripped(came.written().data)
    body = Package(went).parts[BODY].decode()
    second = body.rindex("<w:p>", 0, body.rindex(">Lot<"))
    end = body.index("</w:p>", body.rindex(TWO)) + len("</w:p>")
    data = Package(went).written({BODY: (body[:second] + body[end:]).encode()})
    asked = next(each for each in back(came, data).clauses if each.rung == "ask")
    assert len(asked.places) == len(asked.candidates) > 0
    other = "c3" if asked.clause == "c2" else "c2"
    part = came.tender.parts["d1"]
    told = {asked.clause: asked.places[0], other: -1}
    found = returned(data, came.tender, part, came.basis, told=told)
    assert {each.clause: each.rung for each in found.clauses} == {
        "c1": "exact text",
        asked.clause: "a person",
        other: "gone",
        "c4": "exact text",
    }
    assert [each.clause for each in found.removed] == [other] and not found.loose
    for wrong in ({asked.clause: 999}, {"c99": 0}):
        assert returned(data, came.tender, part, came.basis, told=wrong) == returned(data, came.tender, part, came.basis)
