"""Hostile words for tests: injection strings, and text that reads otherwise than it is; each between two marks, to be found by."""

import json
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from specs.typed import UNSEEN, UNSEEN_TAG
from tests.corpus import REQUIRED, ROOT, corpus

OURS = (  # so that the test says something on a bare clone too
    *("<script>alert(1)</script>", "</script><script>alert(1)</script>", '<script src="https://example.org/x.js"></script>'),
    *("<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg/onload=confirm(1)//", "<body onpageshow=prompt(1)>"),
    *(
        '" autofocus onfocus=alert(1) x="',
        "' onmouseover='alert(1)",
        '"><img src=x onerror=alert(1)>',
        "'><svg onload=alert(1)>",
        "`onclick=alert(1)`",
    ),
    *(
        "</textarea><script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "</template></main></body>",
        "--><script>alert(1)</script><!--",
    ),
    *(
        "<!-- ready -->",
        "<![CDATA[",
        "<?php echo 1 ?>",
        "<!doctype html>",
        "<plaintext>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    ),
    *(
        "{{ 7*7 }}",
        "{% include 'page.html' %}",
        "{# gone #}",
        "${7*7}",
        "#{7*7}",
        "%(x)s %s {0} {x!r}",
        "{{ cycler.__init__.__globals__ }}",
    ),
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)//", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "//example.org/x"),
    *(
        "&lt;script&gt;",
        "&amp;lt;b&amp;gt;",
        "&#60;b&#62;",
        "&#x3c;b&#x3e",
        "&nbsp;&shy;&ZeroWidthSpace;",
        "&notin;it; &copy",
        "%3Cscript%3Ealert(1)%3C/script%3E",
    ),
    *(
        "<b>bold</b>",
        "<a href=javascript:alert(1)>here</a>",
        "<style>*{display:none}</style>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
    ),
    *(
        "<form action=https://example.org><button>Sign in</button></form>",
        "<base href=https://example.org/>",
        "<meta http-equiv=refresh content=0>",
    ),
    *(
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
        "<object data=javascript:alert(1)>",
        "<x style='x:expression(alert(1))'>",
    ),
    *("a\u202eright to left\u202c b", "\u2066isolated\u2069 \u2067and so\u2069", "\u200fmark\u200e \u061c", "\u202a\u202b\u202d\u202c"),
    *("zero\u200bwidth\u2060joined\ufeffno\u2063break", "tag\U000e0041\U000e007fs", "per\u200csian \u200d joiner, soft\u00adhyphen"),
    *("nul\x00bell\x07escape\x1b[31m", "delete\x7f next\x85line \x9b31m", "not\ufffe a\uffff sign", "line\u2028and\u2029paragraph"),
    *(
        "tab\there",
        "two  spaces",
        "no\u00a0break\u2003em\u3000wide",
        "e\u0301 not composed",
        "\u0301\u0301\u0301 alone",
        "Z\u0351\u036b\u0343a\u0321\u034al\u0349g\u033ao",
    ),
    *("раураl in Cyrillic", "ﬁ ligature ｆｕｌｌ", "١٢٣ الباب مفتوح", "שלום", "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "﷽" * 8),
    *(
        "'; DROP TABLE people; --",
        '" OR 1=1 --',
        "NEAR(a b) AND * NOT",
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)",
        "../../etc/passwd",
        "CON",
        "C:\\x\\y",
        "$(reboot)",
        "`id`",
    ),
    *(
        "one\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>",
        "one\n\n\ntwo",
        "one\rtwo\x0bthree\x0cfour",
        "x" * 180,
        "<" * 90 + ">" * 90,
    ),
    *(
        "null",
        "undefined",
        "NaN",
        "True",
        "-1",
        "0",
        "1e309",
        "[object Object]",
        "__proto__",
        "constructor",
        "\\",
        "\\u003cb\\u003e",
        "'",
        '"',
        "<",
        ">",
        "&",
    ),
)


def theirs() -> Iterator[str]:
    """The strings of ../shared/corpus, where it is there: lists of injections, and text that reads otherwise than it is."""
    if not ROOT.exists() and not REQUIRED:
        return
    lists, trojan = corpus("hostile/strings"), corpus("hostile/unicode-trojan-source")
    yield from json.loads((lists / "blns.json").read_text("utf-8"))
    for name in ("xss-payload-list.txt", "csv-csv-payload.txt", "h5sc-payloads.js.data"):
        yield from (lists / name).read_text("utf-8").split("\n")
    yield from re.split(r"//\[\"'`-->\]\]>\]</div>", (lists / "h5sc-vectors.txt").read_text("utf-8"))
    for written in re.findall(r'"payload": ("(?:[^"\\]|\\.)*")', (lists / "dompurify-expect.mjs.data").read_text("utf-8")):
        yield json.loads(written, strict=False)
    for path in sorted(trojan.iterdir()):
        text = path.read_bytes().decode("utf-8")
        yield text
        yield from text.split("\n")


def everything() -> list[str]:
    """Each string once: ours, then theirs. Such as are nothing but space are not strings to be shown."""
    return list(dict.fromkeys(text for text in (*OURS, *theirs()) if text.strip()))


# What a page makes of words, written down once more here, so that a fault in the one is seen by the other. specs/typed.py says why.


def kept(text: str) -> str:
    """Line ends are one sign, control characters are shown as signs, and everything is composed; nothing is dropped."""
    text = re.sub("\r\n|[\r\x0b\x0c\x85]", "\n", text)
    text = re.sub("[\x00-\x08\x0e-\x1f]", lambda found: chr(0x2400 + ord(found[0])), text).replace("\x7f", "\u2421")
    return unicodedata.normalize("NFC", re.sub("[\x80-\x9f\ufffe\uffff]", "\ufffd", text))


def told(text: str) -> str:
    """Signs that cannot be seen are named, in brackets."""
    return "".join(f"[{UNSEEN[c]}]" if c in UNSEEN else f"[{UNSEEN_TAG}]" if 0xE0000 <= ord(c) <= 0xE007F else c for c in text)


def in_a_name(text: str) -> str:
    """Of the names of people, such signs are left out (server/people.py)."""
    return "".join(c for c in text if c.isprintable() or c.isspace())


def made_of(typed: str) -> tuple[str, ...]:
    """Words as they are kept: as they are, without space at the ends of lines, without empty lines too, on one line, as a name."""
    lines = kept(typed).split("\n")
    paragraphs = "\n".join(line.strip() for line in lines if line.strip())
    one, name = " ".join(kept(typed).split()), " ".join(in_a_name(typed).split())
    return kept(typed), "\n".join(line.rstrip() for line in lines), paragraphs, one, name


def in_a_file_name(text: str) -> str:
    """Of the name of a file, what no system takes is left out (server/word_files.py)."""
    return " ".join("".join(" " if c in '\\/:*?"<>|' or not c.isprintable() else c for c in text).split())


def spaced(text: str) -> str:
    """As a browser draws it: spaces, tabs and line ends in a row are one space (CSS Text 3, section 4.1.1)."""
    return re.sub("[ \t\n\r\f]+", " ", text)


@dataclass
class Written:
    """What was typed where, by number: “q7a”, a string and “q7z” stand in the field, and must stand so on every page."""

    texts: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)  # those that were in a form that was taken
    seen: set[int] = field(default_factory=set)  # those that stood on a page, whole, beside the field they were typed in

    def number(self, text: str, where: str) -> str:
        """The string with its two marks."""
        self.texts.append(text)
        self.where.append(where)
        return f"q{len(self.texts) - 1}a {text} q{len(self.texts) - 1}z"

    def typed(self, number: int) -> str:
        """What stood in the field."""
        return f"q{number}a {self.texts[number]} q{number}z"

    def allowed(self, number: int) -> list[str]:
        """The ways in which a page may show it: as prose, as paragraphs of a clause, on one line, in a name."""
        return list(dict.fromkeys(spaced(told(each)) for each in made_of(self.typed(number))))

    def of_a_file(self, number: int) -> list[str]:
        """The same in the name of a file."""
        return [in_a_file_name(kept(self.typed(number)))]

    def in_a_box(self, number: int) -> list[str]:
        """The ways in which it may stand in a field: as typed, where HTML has no NUL and only one line end (13.2.3.5), or as kept."""
        typed = self.typed(number).replace("\x00", "\ufffd")
        ways = (re.sub("\r\n?", "\n", typed), re.sub("[\r\n]", "", typed), *made_of(self.typed(number)))
        return list(dict.fromkeys(spaced(each) for each in ways))


class Words:
    """Deals the strings out: each field gets the next ones that fit, so that every string comes by several fields and none is left over."""

    def __init__(self, strings: list[str], written: Written) -> None:
        lines = [line for text in strings for line in re.split("[\r\n]+", text) if line.strip()]
        self.written, self.prose, self.lines = written, deque(strings), deque(dict.fromkeys(lines))
        self.lines.rotate(len(lines) // 2)

    def some(self, where: str, fits: int, between: str = "", size: Callable[[str], int] = len) -> str:
        """As many strings as fit into a box, with the line ends that they have; where it is said what is ``between``, those without any."""
        made: list[str] = []
        left, waiting = fits, self.lines if between else self.prose
        passed = []  # too long for what is left: the first for the next field
        while waiting and (len(passed) < 40 or not made):
            text = waiting.popleft()
            if size(kept(told(text))) + 16 > left:
                passed.append(text)
                continue
            made.append(self.written.number(text, where))
            left -= size(kept(told(text))) + 17
            waiting.append(text)
        waiting.extendleft(reversed(passed))
        return (between or "\n").join(made)

    def one(self, where: str, fits: int) -> str:
        """One string that fits on a line, and after it signs that cannot be seen: lines are too few for each to get such a string."""
        for _ in range(len(self.lines)):
            self.lines.rotate(-1)
            text = self.lines[-1]
            if len(kept(text)) + 19 <= fits:
                return self.written.number(f"{text} \u202e\u200b", where)
        raise AssertionError(f"nothing fits into {where}, which takes {fits}")
