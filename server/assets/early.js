// Runs before anything is drawn: tells the styles and GOV.UK Frontend that JavaScript works here.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
