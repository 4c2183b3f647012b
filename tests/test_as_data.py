"""The tender as plain data: each visible word once."""

import json

from specs.as_data import tender_as_data
from tests.teaching_story import everything


def test_labels_that_are_typed_headings_and_texts_are_the_visible_words():
    data = tender_as_data(everything().tender)
    words = []
    for clause in (each for each in data["clauses"] if not each["retired"]):
        words += [clause["label"]] if clause["typed"] else []
        words.append(clause["heading"])
        for paragraph in clause["paragraphs"]:
            words += [paragraph["label"]] if paragraph["typed"] else []
            words.append(paragraph["text"])
    assert words[:4] == ["3.", "Pay", "The provider has to consult people who use the service.", "1."]
    assert "".join(words).count("Asking for help") == 1


def test_it_has_the_promised_keys():
    data = json.loads(json.dumps(tender_as_data(everything().tender)))
    assert {"id", "title", "seq", "base", "clauses"} <= data.keys()
    clause = next(clause for clause in data["clauses"] if clause["fixed"])
    assert {"id", "label", "typed", "heading", "openness", "fixed", "version", "retired", "paragraphs", "notes"} <= clause.keys()
    assert clause["fixed"] == {
        "kind": "cannot",
        "code": "money",
        "explanation": "Wages are set by the council.",
        "source": "Budget 2027",
        "decided_by": "Cabinet",
        "review": "2027-06-30",
    }
    first = next(clause for clause in data["clauses"] if clause["heading"] == "About this service")
    assert first["paragraphs"][1]["marks"] == [[4, 12, "ref:c2"], [17, 21, "bold"], [22, 22, "note:1"]]
    assert first["paragraphs"][2]["place"] == ["t1", "r0", "c0"]
    assert first["notes"] == [{"id": "1", "label": "1", "text": "A footnote."}]


def test_retired_clauses_come_after_those_that_stand():
    retired = [clause["retired"] for clause in tender_as_data(everything().tender)["clauses"]]
    assert retired == sorted(retired) and any(retired)


def test_what_was_issued_is_there_with_its_codes_unless_only_some_parts_are_asked_for():
    tender = everything().tender
    first, second = tender_as_data(tender)["issues"]
    assert (first["number"], first["withdrawn"], second["number"], second["withdrawn"]) == (1, "2026-11-23", 2, None)
    assert [each["code"] for each in first["files"]] == [each.code for each in tender.issues[0].files]
    assert tender_as_data(tender, {"d1"})["issues"] == []
