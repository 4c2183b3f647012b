"""What a page shows, read in the browser as a person reads it, and what is wrong with it where hostile words stand on it."""

import re
from typing import Any

from playwright.sync_api import Page

from specs.typed import UNSEEN
from tests.browser.hostile import Written, spaced

READ = r"""() => {
  const INLINE = new Set(["A", "B", "I", "EM", "STRONG", "SPAN", "MARK", "INS", "DEL", "SUP", "Q", "CODE", "TIME", "ABBR", "SMALL"]);
  const FOREIGN = new Set(["IFRAME", "OBJECT", "EMBED", "BASE", "STYLE", "VIDEO", "AUDIO", "FRAMESET", "MARQUEE"]);
  const quiet = [], compared = [];
  const read = (node, without) => {
    let made = "";
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) made += child.data;
      if (child.nodeType !== Node.ELEMENT_NODE || child.tagName === without) continue;
      if (["SCRIPT", "STYLE", "TEMPLATE", "TEXTAREA"].includes(child.tagName)) continue;
      if (child.matches(".ct-number[aria-hidden]")) continue; // the number of a change, drawn into the words
      if (child.tagName === "BR") made += "\n";
      else if (!without && child.querySelector(":scope > ins, :scope > del")) compared.push(read(child, "DEL"), read(child, "INS"));
      else if (child.classList.contains("govuk-visually-hidden")) quiet.push(child.textContent);
      else made += INLINE.has(child.tagName) ? read(child, without) : "\n" + read(child, without) + "\n";
    }
    return made;
  };
  const texts = [read(document.body, "")];
  const attributes = [], boxes = [], odd = [];
  for (const each of document.querySelectorAll("*")) {
    for (const { name, value } of each.attributes) {
      if (name.startsWith("on") || name === "style" && each.closest("main") || name === "srcdoc") odd.push(`${each.tagName} has ${name}`);
      if (["href", "src", "action", "formaction"].includes(name) && !/^(https?|mailto|tel):$/.test(new URL(value, location.href).protocol))
        odd.push(`${each.tagName} leads to ${value}`);
      if (/\bq\d+[az]\b/.test(value) && !["href", "action", "value"].includes(name)) attributes.push(value);
    }
    if (FOREIGN.has(each.tagName)) odd.push(`there is ${each.tagName}`);
    if (each.tagName === "SCRIPT" && !new URL(each.src, location.href).pathname.startsWith("/static/vendor/")) odd.push("a script");
    if (each.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])")) boxes.push(each.value);
  }
  const goes = (form) => new URL(form.getAttribute("action") || "", location.href).origin;
  if ([...document.forms].some((form) => goes(form) !== location.origin)) odd.push("a form goes elsewhere");
  return { texts, quiet, compared, attributes, boxes, odd, title: document.title };
}"""


def wrong_with(page: Page, written: Written) -> list[str]:
    """What the page shows that was not typed, or not so; which strings it shows is noted in ``written``."""
    read: dict[str, Any] = page.evaluate(READ)
    wrong = list(read["odd"])
    for text in (*read["texts"], *read["quiet"], *read["attributes"], read["title"]):
        wrong += [f"a sign that cannot be seen: U+{ord(c):04X}" for c in sorted(set(text) & set(UNSEEN))]
        wrong += differing(text, written, boxed=False, url=page.url)
    for text in read["compared"]:
        wrong += differing_in_a_comparison(text, written)
    for text in read["boxes"]:
        wrong += differing(text, written, boxed=True)
    return wrong


def differing(text: str, written: Written, boxed: bool, url: str = "") -> list[str]:
    """Where a string that was typed begins or ends in this text, and stands there otherwise.

    Only “…” may cut it short; a quotation mark, where pages say which words of it were changed; the end of the name of a file; the end of
    a sentence, where whose words are told by sentences.
    """
    ends = "…“”." if "/download" in url else "…“”"
    text = spaced(text)
    wrong = []
    for found in re.finditer(r"\bq(\d+)([az])\b", text):
        number = int(found[1])
        if number >= len(written.texts):
            wrong.append(f"nobody typed {found[0]}")
            continue
        ways = written.in_a_box(number) if boxed else written.allowed(number)
        ways = [*ways, *written.of_a_file(number)] if "/download" in url else ways
        if "/whose-words" in url and any(way in text for way in ways):
            continue  # it stands there whole, and once more sentence by sentence
        if found[2] == "a":
            stands = any(text.startswith(way, found.start()) or cut(text[found.start() :], way, ends) for way in ways)
            if not boxed and any(text.startswith(way, found.start()) for way in ways):
                written.seen.add(number)
        else:
            stands = any(text.endswith(way, 0, found.end()) or cut(text[: found.end()][::-1], way[::-1], ends) for way in ways)
        if not stands:
            around = text[found.start() : found.start() + 160] if found[2] == "a" else text[max(0, found.end() - 160) : found.end()]
            wrong.append(f"typed in {written.where[number]}: {written.texts[number]!r}; {'in a box' if boxed else 'shown'}: {around!r}")
    return wrong


def differing_in_a_comparison(text: str, written: Written) -> list[str]:
    """The same where words went and came: there, the spaces around what went stay in the text, so that only the words are compared."""
    wrong, packed = [], "".join(text.split())
    for number in sorted(
        {int(found) for found in re.findall(r"\bq(\d+)a\b", text)} & {int(found) for found in re.findall(r"\bq(\d+)z\b", text)}
    ):
        ways = ["".join(way.split()) for way in written.allowed(number)] if number < len(written.texts) else []
        if not any(way in packed for way in ways):
            at = packed.index(f"q{number}a")
            wrong.append(f"typed in {written.where[number]}: {written.texts[number]!r}; compared: {packed[at : at + 160]!r}")
    return wrong


def cut(text: str, whole: str, ends: str) -> bool:
    """Whether the text goes along with the whole up to one of these signs."""
    along = next((at for at, (one, other) in enumerate(zip(text, whole, strict=False)) if one != other), min(len(text), len(whole)))
    return along > 2 and re.match(f" ?[{ends}]", text[along:]) is not None
