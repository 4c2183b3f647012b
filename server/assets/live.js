// Tells that there is something new, in a box at the foot of the window; nothing else moves, and the reader looks when they want to.
// One stream for each page, none while the page is hidden. Where streams do not work, nothing happens.
const RETRY = 30_000;
let leave = () => {};

// Whether somebody is writing something here that following a link would lose.
const writing = () =>
  [...document.querySelectorAll("main textarea, main input:not([type=hidden])")].some((field) =>
    field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue,
  );

export function live(box) {
  if (box.dataset.ctReady || !("EventSource" in window)) return;
  box.dataset.ctReady = "yes";
  leave();
  const here = box.dataset.clause;
  let source, timer;
  let last = "";
  let over = false;

  const tell = (kind, clauses) => {
    if (here && clauses.length && !clauses.includes(here)) return;
    const clause = here || clauses.at(-1);
    let line = [...box.querySelectorAll(".ct-live__line")].find((each) => each.dataset.kind === kind);
    if (!line) {
      const template = [...box.querySelectorAll("template")].find((each) => each.dataset.kind === kind);
      if (!template) return;
      line = document.importNode(template.content, true).querySelector(".ct-live__line");
      line.dataset.kind = kind;
      box.append(line);
    }
    // The same words again would be read out again: only where the link leads may change.
    const place = line.dataset.place ? `#${line.dataset.place}` : "";
    line.querySelector("a").href = (clause ? box.dataset.clauses + clause : location.pathname + location.search) + place;
  };

  box.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link) {
      if (writing()) link.target = "_blank";
      else if (link.pathname === location.pathname && link.search === location.search) {
        event.preventDefault(); // a link to a place in the same page would show what stands there already
        if (link.hash) history.replaceState(null, "", link.href);
        location.reload();
      }
    } else if (event.target.closest(".ct-live__away")) {
      const had = box.contains(document.activeElement);
      event.target.closest(".ct-live__line").remove();
      if (had) document.getElementById("main").focus({ preventScroll: true });
    }
  });

  const stop = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const open = () => {
    if (source || over || document.hidden) return;
    clearTimeout(timer);
    const mine = new EventSource(box.dataset.live + (last ? `?after=${encodeURIComponent(last)}` : ""));
    source = mine;
    mine.addEventListener("here", (event) => (last = event.lastEventId));
    mine.addEventListener("message", (event) => {
      last = event.lastEventId;
      const [kind, ...clauses] = event.data.split(" ");
      tell(kind, clauses);
    });
    mine.addEventListener("over", () => {
      over = true;
      stop();
    });
    // A stream that broke off is taken up again by the browser; one that was refused is not.
    mine.addEventListener("error", () => {
      if (mine.readyState !== EventSource.CLOSED || source !== mine) return;
      source = undefined;
      timer = setTimeout(open, RETRY);
    });
  };
  const look = () => (document.hidden ? stop() : open());
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", look);
  leave = () => {
    over = true;
    stop();
  };
  look();
}
