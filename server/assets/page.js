// What makes the pages pleasanter where JavaScript runs. Every page works without it.
import { Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, Radios, SkipLink } from "govuk-frontend";
import { inForm, onClause } from "./choose.js";
import { live } from "./live.js";

const COMPONENTS = [Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, Radios, SkipLink];

const all = (scope, selector) => [...(scope.matches?.(selector) ? [scope] : []), ...scope.querySelectorAll(selector)];

// Called for the page and for every part htmx brings: a component that was started once refuses to start again.
const start = (scope) => {
  for (const Component of COMPONENTS)
    for (const element of all(scope, `[data-module="${Component.moduleName}"]`))
      if (!element.hasAttribute(`data-${Component.moduleName}-init`)) new Component(element);
  all(scope, "textarea[data-ct-grow]").forEach(grow);
  all(scope, "[data-ct-choose-words]").forEach(inForm);
  all(scope, "a[data-ct-comment]").forEach(onClause);
  all(scope, "[data-live]").forEach(live);
};

// A box as tall as its words. Browsers that know "field-sizing" need no help.
const growsAlone = CSS.supports("field-sizing", "content");
function grow(box) {
  if (growsAlone) return;
  const fit = () => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 4}px`;
  };
  box.addEventListener("input", fit);
  fit();
}

const alertBox = document.getElementById("ct-alert");
const say = (words) => {
  alertBox.textContent = words;
  alertBox.hidden = !words;
};
const LOST = "That did not work: the service could not be reached. Your words are still here. Please try again in a minute.";
document.addEventListener("htmx:error", () => say(LOST));
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) say("Something went wrong at our end. Your words are still here. Please try again in a minute.");
});
document.addEventListener("htmx:after:swap", () => say(""));
document.addEventListener("htmx:after:process", (event) => {
  if (event.target instanceof Element && event.target !== document.body) start(event.target);
});

// A form that sends a file shows how far it has got. Only XMLHttpRequest tells: fetch does not report what has been sent.
const progressOf = (form) => {
  let line = form.querySelector(".ct-progress");
  if (!line) {
    line = document.createElement("div");
    line.className = "ct-progress govuk-body";
    const bar = document.createElement("progress");
    bar.max = 100;
    const words = document.createElement("p");
    words.setAttribute("role", "status");
    words.className = "govuk-body";
    bar.setAttribute("aria-label", "How much of the file has been sent");
    line.append(words, bar);
    form.append(line);
  }
  return { line, bar: line.querySelector("progress"), words: line.querySelector("p") };
};

const show = (address, text) => {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.getElementById("main");
  if (!main) return location.assign(address);
  document.title = page.title;
  document.getElementById("main").replaceWith(document.importNode(main, true));
  const fresh = document.getElementById("main");
  start(fresh);
  window.htmx?.process(fresh);
  if (!fresh.contains(document.activeElement)) fresh.focus();
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-ct-upload") || event.defaultPrevented) return;
  if (form.dataset.ctSending) return event.preventDefault();
  event.preventDefault();
  say("");
  const { line, bar, words } = progressOf(form);
  const request = new XMLHttpRequest();
  const stop = (sentence) => {
    delete form.dataset.ctSending;
    line.hidden = true;
    if (sentence) say(sentence);
  };
  form.dataset.ctSending = "yes";
  line.hidden = false;
  words.textContent = "Sending the file…";
  bar.value = 0;
  request.upload.addEventListener("progress", (sent) => {
    if (sent.lengthComputable) bar.value = Math.round((100 * sent.loaded) / sent.total);
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    words.textContent = "The file has arrived. Reading it takes a few seconds…";
  });
  request.addEventListener("error", () => stop("The file could not be sent: the service could not be reached. Please try again in a minute."));
  request.addEventListener("abort", () => stop(""));
  request.addEventListener("load", () => {
    stop("");
    if (request.status >= 500) return say("Something went wrong at our end and the file was not kept. Please try again in a minute.");
    if (request.status < 400 && request.responseURL && request.responseURL !== form.action) return location.assign(request.responseURL);
    show(request.responseURL || location.href, request.responseText);
  });
  const body = new FormData(form, event.submitter ?? undefined);
  request.open("POST", form.action);
  request.send(body);
});
// Back from another page with the browser's back button: the form must be ready again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-ct-upload]").forEach((form) => delete form.dataset.ctSending));

start(document);
