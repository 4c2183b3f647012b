// Words of a clause chosen with the mouse, a finger or the keyboard, as the service counts them: a paragraph's id, a start, an end.
// A sign outside the first 65,536 is one character there and two here. What the page adds is none: labels, marks of notes, hidden words.
const ADDED = ".ct-label, .ct-note-mark, .ct-object, .govuk-visually-hidden";
const ONE = "br, .ct-unseen"; // each stands for one character: a line's end, a sign that cannot be seen

// The characters of a paragraph up to a place in it.
function upTo(line, node, offset) {
  const range = document.createRange();
  range.setStart(line, 0);
  range.setEnd(node, offset);
  const copy = document.createElement("div");
  copy.append(range.cloneContents());
  const label = copy.firstElementChild;
  if (label?.matches(".ct-label") && label.nextSibling?.data?.[0] === " ") label.nextSibling.deleteData(0, 1);
  copy.querySelectorAll(ADDED).forEach((each) => each.remove());
  copy.querySelectorAll(ONE).forEach((each) => each.replaceWith(each.matches("br") ? "\n" : "\ufffd"));
  return [...copy.textContent];
}

// What is chosen of one paragraph, without the spaces around it; nothing where that is no word.
function within(line, range) {
  if (!range.intersectsNode(line)) return;
  const all = document.createRange();
  all.selectNodeContents(line);
  const starts = range.compareBoundaryPoints(Range.START_TO_START, all) > 0 ? range : all;
  const ends = range.compareBoundaryPoints(Range.END_TO_END, all) < 0 ? range : all;
  const before = upTo(line, starts.startContainer, starts.startOffset);
  const words = upTo(line, ends.endContainer, ends.endOffset).slice(before.length);
  while (words.length && !words.at(-1).trim()) words.pop();
  const start = before.length + words.findIndex((each) => each.trim());
  return words.length ? { start, end: before.length + words.length } : undefined;
}

// What is selected of these paragraphs, which all stand in `inside`: nothing where the selection leaves it.
// In a form, which shows what was chosen, the selection may go on behind it.
function chosen(inside, lines, name, further) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return [];
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(inside)) return [];
  const outside = document.createRange();
  outside.setStart(range.startContainer, range.startOffset);
  outside.setEndBefore(inside); // empty where the selection begins inside
  if (outside.toString().trim()) return [];
  outside.setEnd(range.endContainer, range.endOffset);
  outside.setStartAfter(inside.parentNode.querySelector(":scope > .ct-choose") ?? inside); // the button is none of the page's words
  // Three clicks on the last paragraph select up to the beginning of what comes after it.
  if (!further && outside.toString().trim()) return [];
  return lines.flatMap((line) => {
    const found = within(line, range);
    return found ? [{ paragraph: name(line), ...found }] : [];
  });
}

// A button near what is selected, after the words in the order of the page. It comes and goes; focus stays where it is.
function button(inside, control, look) {
  control.classList.add("ct-choose", "ct-no-print");
  control.textContent = "Comment on these words";
  control.hidden = true;
  inside.after(control);
  const status = document.getElementById("ct-status");
  let timer, pressed, told;
  const hide = () => (control.hidden = true);
  const show = () => {
    if (pressed || document.activeElement === control) return;
    if (!look()) return hide();
    control.hidden = false;
    const rects = document.getSelection().getRangeAt(0).getClientRects();
    const frame = inside.getBoundingClientRect();
    // The last line that is chosen inside the words, not what three clicks take along.
    const last = [...rects].filter((each) => each.width && each.bottom <= frame.bottom + 1).at(-1) ?? frame;
    const page = document.documentElement;
    const gap = matchMedia("(pointer: coarse)").matches ? 36 : 8; // below a finger's handle
    control.style.top = `${last.bottom + scrollY + gap}px`;
    control.style.left = `${scrollX + Math.max(8, Math.min(last.right - 40, page.clientWidth - control.offsetWidth - 8))}px`;
    if (!told) status.textContent = "After the words of the clause there is a button now: Comment on these words.";
    told = true;
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 150);
  });
  addEventListener("resize", () => control.hidden || show());
  // Pressing it would take the selection away, and with the selection the button.
  control.addEventListener("mousedown", (event) => event.preventDefault());
  control.addEventListener("pointerdown", () => (pressed = true));
  addEventListener("pointerup", () => setTimeout(() => (pressed = false)));
  addEventListener("pointercancel", () => (pressed = false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || control.hidden) return;
    if (document.activeElement === control) document.getElementById("main").focus({ preventScroll: true });
    clearTimeout(timer);
    hide();
  });
  return hide;
}

// On the page of a clause, for who may comment: the button leads to the form, with the version and the words in the address.
export function onClause(link) {
  const words = document.querySelector(".ct-clause > .ct-words");
  if (!words || link.dataset.ctReady) return;
  link.dataset.ctReady = "yes";
  const clause = link.pathname.split("/").at(-3);
  const lines = [...words.querySelectorAll("p[id], li[id]")].filter((line) => !line.matches(".ct-inner-heading, .ct-notes li"));
  const to = document.createElement("a");
  to.draggable = false;
  button(words, to, () => {
    const spans = chosen(words, lines, (line) => line.id.slice(clause.length + 1));
    to.href = `${link.href}?version=${link.dataset.ctComment}&quote=${spans.map((each) => `${each.paragraph}-${each.start}-${each.end}`)}`;
    return spans.length > 0;
  });
}

// In a form: what is selected is chosen at once. One that takes several paragraphs says so; the others take the first.
export function inForm(part) {
  if (part.dataset.ctReady) return;
  part.dataset.ctReady = "yes";
  part.hidden = false;
  const form = part.closest("form");
  const field = form.elements.namedItem("span");
  const box = part.querySelector(".ct-choosing");
  const lines = [...part.querySelectorAll("[data-ct-paragraph]")];
  const several = part.dataset.ctChooseWords === "several";
  const tell = () => {
    const value = field.value || (several && form.querySelector('input[name="chosen"]:checked')?.value) || "";
    const words = value.split(",").map((each) => {
      const [name, start, end] = each.split(" ");
      const line = lines.find((one) => one.dataset.ctParagraph === name);
      return line ? upTo(line, line, line.childNodes.length).slice(start, end).join("") : "";
    });
    part.querySelector("[data-ct-chosen]").textContent = words[0] ? `You have chosen: “${words.join(" … ")}”` : "";
  };
  const choose = () => {
    const spans = chosen(box, lines, (line) => line.dataset.ctParagraph, true);
    if (!spans.length) return false;
    field.value = (several ? spans : spans.slice(0, 1)).map((each) => `${each.paragraph} ${each.start} ${each.end}`).join(",");
    form.querySelectorAll('input[name="chosen"]').forEach((each) => (each.checked = false));
    tell();
    return true;
  };
  document.addEventListener("selectionchange", choose);
  form.addEventListener("change", (event) => {
    if (event.target.name === "chosen" || event.target.name === "words") field.value = "";
    tell();
  });
  tell();
  const text = form.elements.namedItem("text");
  if (!text) return;
  const on = document.createElement("button");
  on.type = "button";
  const hide = button(box, on, choose);
  on.addEventListener("click", () => {
    text.focus();
    hide();
  });
}
