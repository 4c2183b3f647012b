"""Has LibreOffice edit a document as a person does at the keyboard. Run by the system's own Python, which knows ``uno``.

/usr/bin/python3 editing.py SCRIPT.json: a list of {"from", "to", "tracked", "author", "edits": [[what, paragraph, …], …]}. A paragraph is
named by its words. What can be done: type, split, join, rewrite, delete, move, comment, reply.
"""

import json
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from settling import connected, said

BREAK = 0  # com.sun.star.text.ControlCharacter.PARAGRAPH_BREAK


def paragraphs(text):
    """The paragraphs of the body and of its cells, in order."""
    for each in text:
        if each.supportsService("com.sun.star.text.TextTable"):
            for name in each.CellNames:
                yield from paragraphs(each.getCellByName(name))
        elif each.supportsService("com.sun.star.text.Paragraph"):
            yield each


class Open:
    """A document that is open."""

    def __init__(self, document):
        self.document, self.controller = document, document.CurrentController

    def paragraph(self, words):
        return next(p for p in paragraphs(self.document.Text) if p.String.strip() == words.strip())

    def cursor(self, words, at=0, size=0):
        """A cursor in a paragraph, some characters chosen."""
        p = self.paragraph(words)
        cursor = p.Text.createTextCursorByRange(p.Start)
        cursor.goRight(at, False)
        cursor.goRight(size, True)
        return cursor

    def type(self, words, at, new):
        cursor = self.cursor(words, at)
        cursor.Text.insertString(cursor, new, False)

    def split(self, words, at):
        cursor = self.cursor(words, at)
        cursor.Text.insertControlCharacter(cursor, BREAK, False)

    def join(self, words):
        """With the next paragraph that has words."""
        there = list(paragraphs(self.document.Text))
        at = next(k for k, p in enumerate(there) if p.String.strip() == words.strip())
        cursor = there[at].Text.createTextCursorByRange(there[at].End)
        cursor.gotoRange(next(p for p in there[at + 1 :] if p.String.strip()).Start, True)
        cursor.String = " "

    def rewrite(self, words, new):
        p = self.paragraph(words)
        cursor = p.Text.createTextCursorByRange(p.Start)
        cursor.gotoRange(p.End, True)
        cursor.String = new

    def delete(self, words):
        """The whole paragraph."""
        p = self.paragraph(words)
        cursor = p.Text.createTextCursorByRange(p.Start)
        cursor.gotoRange(p.End, True)
        cursor.goRight(1, True)
        cursor.String = ""

    def move(self, first, last, before):
        """From one paragraph to another, both with all that is between, cut out and put in before a third."""
        one, two = self.paragraph(first), self.paragraph(last)
        cursor = one.Text.createTextCursorByRange(one.Start)
        cursor.gotoRange(two.End, True)
        cursor.goRight(1, True)
        self.controller.select(cursor)
        held = self.controller.getTransferable()
        target = self.paragraph(before)
        self.controller.ViewCursor.gotoRange(target.Start, False)
        self.controller.insertTransferable(held)
        cursor.String = ""

    def comment(self, words, at, size, author, new):
        made = self.document.createInstance("com.sun.star.text.textfield.Annotation")
        made.Author, made.Content = author, new
        cursor = self.cursor(words, at, size)
        cursor.Text.insertTextContent(cursor, made, True)

    def reply(self, to, new):
        """To the comment that says this, as with the button below it."""
        fields = self.document.TextFields.createEnumeration()
        while fields.hasMoreElements():
            field = fields.nextElement()
            if field.supportsService("com.sun.star.text.textfield.Annotation") and field.Content.strip() == to:
                cursor = field.Anchor.Text.createTextCursorByRange(field.Anchor.End)
                made = self.document.createInstance("com.sun.star.text.textfield.Annotation")
                made.Author, made.Content = "Robin", new
                cursor.Text.insertTextContent(cursor, made, False)
                return
        raise LookupError(to)


def named(context, author):
    """Tells the office who is at the keyboard."""
    provider = context.ServiceManager.createInstanceWithContext("com.sun.star.configuration.ConfigurationProvider", context)
    path = said("nodepath", "/org.openoffice.UserProfile/Data")
    access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationUpdateAccess", (path,))
    access.setPropertyValue("givenname", author)
    access.commitChanges()


def main(script):
    """Edits each file in turn, in one office with a profile of its own."""
    with tempfile.TemporaryDirectory(prefix="cotender-office-") as profile:
        pipe = f"cotender{Path(profile).name}"
        office = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        context = connected(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        try:
            for each in json.loads(Path(script).read_text()):
                named(context, each["author"])
                document = desktop.loadComponentFromURL(Path(each["from"]).as_uri(), "_blank", 0, (said("Hidden", True),))
                document.RecordChanges = each["tracked"]
                there = Open(document)
                for what, *more in each["edits"]:
                    getattr(there, what)(*more)
                document.storeToURL(Path(each["to"]).as_uri(), (said("FilterName", "MS Word 2007 XML"),))
                document.close(True)
        finally:
            with suppress(Exception):  # the line is cut while it answers
                desktop.terminate()
            office.wait(60)


if __name__ == "__main__":
    main(sys.argv[1])
