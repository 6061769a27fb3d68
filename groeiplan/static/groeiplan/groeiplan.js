// SPDX-License-Identifier: EUPL-1.2
// What plain links and forms cannot do by themselves. Every page works without this file.
"use strict";
(() => {
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  root.classList.add("js");
  let leaving = false;

  // Leave at once: the page goes blank first, then is replaced, so that "back" does not return here.
  const leave = () => {
    const exit = $("[data-exit]");
    if (!exit) return;
    leaving = true;
    document.title = " ";
    document.body.hidden = true;
    location.replace(exit.href);
  };
  let escapes = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    escapes = [...escapes.filter((then) => event.timeStamp - then < 2000), event.timeStamp];
    if (escapes.length >= 3) leave();
    document.querySelectorAll("[data-menu][open]").forEach((menu) => {
      menu.open = false;
      $("summary", menu).focus();
    });
  }, true);
  // A page kept in memory by the browser must not come back after leaving or logging out; words
  // that were typed and not sent stay.
  addEventListener("pageshow", (event) => {
    if (event.persisted && (leaving || !$("form[data-typed]"))) location.reload();
  });
  // htmx notes the page's address for its history; nothing of a plan stays in the browser's storage.
  const forget = () => {
    try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch { /* no storage at all */ }
  };
  ["DOMContentLoaded", "pagehide", "htmx:pushedIntoHistory", "htmx:replacedInHistory", "htmx:afterSettle"]
    .forEach((name) => addEventListener(name, forget));

  const say = (words) => {
    $(".toast")?.remove();
    const toast = document.createElement("p");
    toast.className = "notice warn toast";
    toast.setAttribute("role", "alert");
    toast.textContent = words;
    document.body.append(toast);
    setTimeout(() => toast.remove(), 12000);
  };
  const noLine = () => say(document.body.dataset.offline);

  // A link to a confirmation page opens it as a dialog; anything unexpected simply follows the link.
  const openDialog = async (link) => {
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = $("[data-confirm]", page);
      if (!answer.ok || !part) return location.assign(link.href);
      const dialog = document.createElement("dialog");
      const title = $("h1", part);
      const heading = document.createElement("h2");
      heading.id = "dialog-title";
      heading.tabIndex = -1;
      heading.autofocus = true; // not the exit, which comes first
      heading.append(...title.childNodes);
      title.replaceWith(heading);
      const form = $("form", part);
      if (form && !form.getAttribute("action")) form.setAttribute("action", answer.url);
      dialog.setAttribute("aria-labelledby", heading.id);
      dialog.append(document.adoptNode(part));
      const exit = $("[data-exit]"); // the one on the page lies behind the dialog
      const row = document.createElement("p");
      row.className = "leave";
      if (exit) row.append(exit.cloneNode(true));
      dialog.prepend(row);
      dialog.addEventListener("close", () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    } catch {
      noLine();
    }
  };

  addEventListener("click", (event) => {
    const on = (selector) => event.target.closest?.(selector);
    if (on("[data-exit]")) { event.preventDefault(); return leave(); }
    if (on("[data-print]")) return print();
    if (on("[data-away]")) return on("[data-away]").closest(".messages").remove();
    const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.button);
    if (on("dialog [data-close]")) { event.preventDefault(); return on("dialog").close(); }
    if (on("a[data-dialog]") && plain) { event.preventDefault(); return openDialog(on("a[data-dialog]")); }
    document.querySelectorAll("[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // What a field still wants, in our words and not in the browser's; asked anew at each press.
  addEventListener("invalid", ({ target }) => {
    if (target.validity.customError) return;
    const { missing, choose, notRight } = document.body.dataset;
    const isChoice = target.matches("select, [type=radio], [type=checkbox]");
    target.setCustomValidity(target.validity.valueMissing ? (isChoice ? choose : missing) : notRight);
  }, true);
  addEventListener("click", (event) => {
    const form = event.target.closest?.("button, input[type=submit]")?.form;
    if (form) [...form.elements].forEach((field) => field.setCustomValidity?.(""));
  }, true);

  // A form is sent once. The words stay where they are: on the page, never in the browser's storage.
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  // A notice for at the button: nothing was sent.
  const tellAt = (form, submitter, said) => {
    const notice = new DOMParser().parseFromString(said, "text/html").body.firstElementChild;
    $("[role=alert].notice", form)?.remove();
    (submitter?.closest(".actions") ?? submitter ?? form.lastElementChild).before(notice);
    notice.focus();
  };
  // A log-in may have ended while somebody wrote, and another one renews the token: so first ask.
  const askFirst = async (form, submitter) => {
    let answer, said;
    try {
      answer = await fetch(document.body.dataset.still, { signal: AbortSignal.timeout?.(8000) });
      said = await answer.text();
    } catch {
      release(form);
      return noLine();
    }
    if ([401, 409].includes(answer.status)) {
      release(form);
      return tellAt(form, submitter, said);
    }
    if (answer.ok) {
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = said; });
      document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": said }));
    }
    form.dataset.sent = "asked";
    form.requestSubmit(submitter);
  };
  const asksFirst = (form) => document.body.dataset.still && form.requestSubmit
    && $("textarea, select, input:not([type=hidden])", form);
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method")?.toLowerCase() !== "post") return;
    const wasAsked = form.dataset.sent === "asked";
    const isStopped = !wasAsked && (form.dataset.sent || navigator.onLine === false);
    if (isStopped || (!wasAsked && asksFirst(form))) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (isStopped) return form.dataset.sent || noLine();
    form.dataset.sent = "1";
    if (event.defaultPrevented) {
      event.submitter?.setAttribute("aria-disabled", "true");
      return askFirst(form, event.submitter);
    }
    delete form.dataset.typed;
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), 10000);
    setTimeout(() => { // a room's own script took over
      if (event.defaultPrevented && !form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) release(form);
    });
  }, true);
  addEventListener("input", (event) => {
    if (event.target.matches("textarea")) event.target.form?.setAttribute("data-typed", "");
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && $("form[data-typed]")) event.preventDefault();
  });

  // What was sent and given back stands at its own address too: "back" and reloading find it there,
  // and never ask to send the form again.
  if ($("form[data-kept]")) history.replaceState(history.state, "", location.href);

  const showErrors = (from) => {
    const errors = $("[data-errors]", from);
    if (!errors) return;
    errors.focus();
    const form = errors.closest("form");
    if (form && $("textarea", form)) form.dataset.typed = "";
  };
  addEventListener("htmx:afterRequest", (event) => {
    if (event.target.matches?.("form")) release(event.target);
  });
  addEventListener("htmx:afterSwap", (event) => showErrors(event.target));
  addEventListener("htmx:sendError", noLine);
  addEventListener("htmx:responseError", ({ target, detail }) => {
    if (detail.xhr.status === 401 && target.matches("form")) tellAt(target, null, detail.xhr.responseText);
    else say(document.body.dataset.failed);
  });
  showErrors(document);
})();
