// Comfort only: every page does its work without this file.
"use strict";

// A second click on a slow line must not send a form twice. The button is not disabled, because a disabled
// button is left out of what is sent and loses the focus.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-once]")) return;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});

// Coming back with the browser's button shows the page as it was left: ready to be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  }
});

// What was typed into a guarded form is not lost by a slip of the hand.
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest?.("form[data-guard]")) unsaved = true;
});
document.addEventListener("submit", () => {
  unsaved = false;
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

// A part that refreshes itself waits while the person reads elsewhere: no requests from hidden windows.
document.addEventListener("htmx:before:request", (event) => {
  if (document.hidden && event.target.matches?.("[hx-trigger^='every']")) event.preventDefault();
});
