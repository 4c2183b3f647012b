"""Threads put onto Word files: where their marks stand, what the parts beside the document say, and what is done where words are gone."""

import re
from dataclasses import replace

from lxml import etree

from exports import revisions
from exports.comment_places import END, ID, REFERENCE, START, Anchor, words
from exports.comments import Post, Thread, threads
from exports.comments_out import Changed, put_comments
from exports.ooxml import W
from exports.package import Package
from tests.word_comments import COMMENTS, MARKS, POST, insist_on_sound_marks, opened, placed, with_threads, written_again
from tests.word_files import bookmark, field, p, r, word_file

TRACKED = 'w:id="1" w:author="Sam" w:date="2027-03-05T09:00:00Z"'


def test_the_marks_of_a_thread_are_in_the_order_that_word_wants():
    data = word_file(p(r("Staff will answer.", "<w:b/>")))
    root = opened(data)
    thread = Thread("t1", (POST, POST), (Anchor(next(root.iter(f"{W}p")), 6, 10),))
    said = etree.tostring(next(opened(with_threads(data, [thread], root)).iter(f"{W}p"))).decode()
    said = re.sub(r' xmlns:\w+="[^"]*"| xml:space="preserve"', "", said)
    reference = '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="%s"/></w:r>'
    assert said == (
        '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Staff </w:t></w:r><w:commentRangeStart w:id="1"/><w:commentRangeStart w:id="2"/>'
        '<w:r><w:rPr><w:b/></w:rPr><w:t>will</w:t></w:r><w:commentRangeEnd w:id="1"/>'
        f"{reference % 1}"
        f'<w:commentRangeEnd w:id="2"/>{reference % 2}'
        "<w:r><w:rPr><w:b/></w:rPr><w:t> answer.</w:t></w:r></w:p>"
    )


def test_threads_on_the_same_words_and_next_to_each_other():
    data = word_file(p(r("One two three.")))
    root = opened(data)
    e = next(root.iter(f"{W}p"))
    made = [Thread(f"t{n}", (POST,), (Anchor(e, *span),)) for n, span in enumerate([(0, 3), (0, 3), (3, 7), (3, 3)])]
    again = next(opened(with_threads(data, made, root)).iter(f"{W}p"))
    names = {START: "(", END: ")", REFERENCE: "!"}
    said = "".join(f"{names[e.tag]}{e.get(ID)}" if e.tag in names else e.text for e in again.iter(*MARKS, f"{W}t"))
    assert said == "(1(2One)1!1)2!2(4)4!4(3 two)3!3 three."


def test_what_is_carried_through_as_one_is_not_broken_up():
    data = word_file(p(r("See "), field("REF _Ref1", "clause ", "4"), r(" now.")))
    root = opened(data)
    made = with_threads(data, [Thread("t1", (POST,), (Anchor(next(root.iter(f"{W}p")), 6, 8),))], root)
    again = opened(made)
    assert [words(thread.anchors) for thread in threads(Package(made), again)] == ["clause 4"]
    kinds = [e.get(f"{W}fldCharType") or e.tag for e in again.iter(START, END, f"{W}fldChar")]
    assert kinds == [START, "begin", "separate", "end", END]


def test_words_that_are_gone_and_paragraphs_that_are_not_there():
    data = word_file(p("Staff will answer."), p("Short."))
    root = opened(data)
    first, second = root.iter(f"{W}p")
    elsewhere = etree.Element(f"{W}p")
    made = [
        Thread("t1", (POST,), (Anchor(second, 20, 25),)),
        Thread("t2", (POST,), (Anchor(elsewhere, 0, 1),)),
        Thread("t3", (POST,)),
        Thread("t4", (POST,), (Anchor(second, 3, 25), Anchor(first, 6, 10))),
        Thread("t5", (), (Anchor(first, 0, 1),)),
        Thread("t6", (POST,), (Anchor(first, 3, 3), Anchor(second, 2, 2))),
    ]
    written = Package(with_threads(data, made, root))
    again = written.xml(written.main)
    assert placed(threads(written, again), again) == [[(1, 0, 0)], [(0, 0, 0)], [(0, 0, 0)], [(0, 6, 18), (1, 0, 6)], [(0, 3, 3)]]


def test_days_and_what_is_no_date():
    data = word_file(p("Staff"))
    dates = ["2027-03-05", "2027-03-05T09:00:00Z", "yesterday", ""]
    root = opened(data)
    written = Package(with_threads(data, [Thread(f"t{n}", (replace(POST, date=date),)) for n, date in enumerate(dates)], root))
    found = [thread.posts[0].date for thread in threads(written)]
    assert found == ["2027-03-05T00:00:00Z", "2027-03-05T09:00:00Z", "", ""]
    comments = written.xml(COMMENTS)
    assert [e.get(f"{W}date") for e in comments] == [date or None for date in found]


def test_the_files_own_styles_are_used_and_others_are_added_once():
    own = '<w:style w:type="character" w:styleId="Kommentarzeichen"><w:name w:val="annotation reference"/></w:style>'
    data = word_file(p("Staff"), parts={"styles": own})
    _, made = written_again(with_threads(data, [Thread("t1", (POST,))], opened(data)))
    package = Package(made)
    assert re.findall(r'styleId="(\w+)"', package.parts["word/styles.xml"].decode()) == ["Kommentarzeichen", "CommentText"]
    assert b'<w:rStyle w:val="Kommentarzeichen"/>' in package.parts[package.main]


def test_a_change_that_is_split_becomes_two_and_keeps_no_mark_inside():
    data = word_file(p(r("Staff "), f"<w:ins {TRACKED}>{r('must always')}</w:ins>", r(" answer.")))
    root = opened(data)
    made = with_threads(data, [Thread("t1", (POST,), (Anchor(next(root.iter(f"{W}p")), 8, 10),))], root)
    again = opened(made)
    changes = list(again.iter(f"{W}ins"))
    assert ["".join(e.itertext()) for e in changes] == ["mu", "st", " always"]
    assert len({e.get(ID) for e in again.iter(f"{W}ins", START)}) == 4
    assert all(e.get(f"{W}author") == "Sam" for e in changes)
    insist_on_sound_marks(made)
    revisions.reject(again)
    assert "".join(again.itertext()) == "Staff  answer."
    assert threads(Package(made), again)[0].how == "range"


def test_what_xml_cannot_say_is_left_out():
    data = word_file(p("Staff"))
    post = Post("Sam\0", "S\x01", "", ("One\r\ntwo\x0b\ud800 \ufffe", "😀"))
    (thread,) = threads(Package(with_threads(data, [Thread("t1", (post,))], opened(data))))
    assert thread.posts[0] == Post("Sam", "S", "", ("One\ntwo ", "😀"))


def thread_on(root: etree._Element, *posts: Post) -> Thread:
    return Thread("t1", posts, (Anchor(next(root.iter(f"{W}p")), 0, 5),))


def test_what_the_parts_beside_the_document_say():
    data = word_file(p("Staff"))
    root = opened(data)
    parts = Package(with_threads(data, [thread_on(root, replace(POST, resolved=True), replace(POST, author="Ali & Öz"))], root)).parts
    said = {name: re.sub(r'<\?.*\?>\s*| xmlns:\w+="[^"]*"', "", parts[f"word/{name}.xml"].decode()) for name in PARTS}
    first, second = re.findall(r'w14:paraId="(\w+)"', said["comments"])
    lasting = re.findall(r'durableId="(\w+)"', said["commentsIds"])
    look = '<w:pPr><w:pStyle w:val="CommentText"/></w:pPr><w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:annotationRef/></w:r>'
    look += "<w:r><w:t>Why?</w:t></w:r>"
    date = 'w:date="2027-03-05T09:00:00Z" w16du:dateUtc="2027-03-05T09:00:00Z"'
    assert said == {
        "comments": '<w:comments mc:Ignorable="w14 w16du">'
        f'<w:comment w:id="1" w:author="Sam" {date} w:initials="S"><w:p w14:paraId="{first}">{look}</w:p></w:comment>'
        f'<w:comment w:id="2" w:author="Ali &amp; Öz" {date} w:initials="S">'
        f'<w:p w14:paraId="{second}">{look}</w:p></w:comment></w:comments>',
        "commentsExtended": f'<w15:commentsEx mc:Ignorable="w15"><w15:commentEx w15:paraId="{first}" w15:done="1"/>'
        f'<w15:commentEx w15:paraId="{second}" w15:paraIdParent="{first}" w15:done="0"/></w15:commentsEx>',
        "commentsIds": '<w16cid:commentsIds mc:Ignorable="w16cid">'
        f'<w16cid:commentId w16cid:paraId="{first}" w16cid:durableId="{lasting[0]}"/>'
        f'<w16cid:commentId w16cid:paraId="{second}" w16cid:durableId="{lasting[1]}"/></w16cid:commentsIds>',
        "people": '<w15:people mc:Ignorable="w15">'
        '<w15:person w15:author="Sam"><w15:presenceInfo w15:providerId="None" w15:userId="Sam"/></w15:person>'
        '<w15:person w15:author="Ali &amp; Öz"><w15:presenceInfo w15:providerId="None" w15:userId="Ali &amp; Öz"/></w15:person>'
        "</w15:people>",
    }
    # Always the same: a file that was sent yesterday and one that is sent today have comments of the same names.
    assert (first, second) == ("5194B79A", "52170BFB")
    types = re.findall(r'PartName="/word/(\w+).xml" ContentType="[^"]*wordprocessingml.(\w+)\+xml"', parts["[Content_Types].xml"].decode())
    assert [(name, name) for name in PARTS if (name, name) not in types] == []


PARTS = ("comments", "commentsExtended", "commentsIds", "people")


def test_numbers_are_used_nowhere_else_in_the_file():
    data = word_file(
        p(bookmark("b1", 40, "Staff")), parts={"header1": p(bookmark("b2", 77, "Ash")), "footnotes": p(bookmark("b3", 60, "x"))}
    )
    root = opened(data)
    assert [e.get(ID) for e in opened(with_threads(data, [thread_on(root, POST, POST)], root)).iter(START)] == ["78", "79"]


def test_people_who_are_there_stay_and_parts_that_are_there_are_taken_over():
    data = word_file(p("Staff"))
    root = opened(data)
    once = with_threads(data, [thread_on(root, POST)], root)
    root = opened(once)
    for e in list(root.iter(*MARKS)):
        (e.getparent() if e.tag == REFERENCE else e).getparent().remove(e.getparent() if e.tag == REFERENCE else e)
    twice = Package(with_threads(once, [thread_on(root, replace(POST, author="Ali"))], root))
    assert re.findall(rb'w15:author="(\w+)"', twice.parts["word/people.xml"]) == [b"Sam", b"Ali"]
    assert [thread.posts[0].author for thread in threads(twice)] == ["Ali"]
    assert list(twice.parts) == list(Package(once).parts)


def test_a_file_without_styles_gets_those_of_comments():
    data = word_file(p("Staff"))
    package = Package(data)
    relations = package.parts["word/_rels/document.xml.rels"].replace(b'Target="styles.xml"', b'Target="gone.xml"')
    bare = package.written({"word/styles.xml": None, "word/_rels/document.xml.rels": relations})
    root = opened(bare)
    made = Package(with_threads(bare, [thread_on(root, POST)], root))
    assert re.findall(rb'styleId="(\w+)"', made.parts["word/styles.xml"]) == [b"CommentReference", b"CommentText"]


def test_nothing_is_touched_where_nothing_was_said():
    package = Package(word_file(p("Staff")))
    root = package.xml(package.main)
    before = etree.tostring(root)
    changed = Changed()
    put_comments(package, root, [Thread("t1", ())], changed)
    assert (changed, etree.tostring(root)) == ({}, before)
