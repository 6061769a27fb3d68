// SPDX-License-Identifier: EUPL-1.2
// Live lines: <div data-live="address" hx-get="…" hx-trigger="changed"> is asked for anew when its
// line says that it changed. How a room uses it stands in groeiplan/live.py.
"use strict";
(() => {
  const POLL = 10_000; // ms between questions while there is no line
  const lines = new Map(); // address → {source, seen, tries, timer, said}
  const held = new Set(); // addresses whose news waits for somebody who is busy there
  const all = (address) => [...document.querySelectorAll("[data-live]")]
    .filter((part) => !address || part.dataset.live === address);

  // Somebody types here, has unsent words here, looks at something opened over it, or drags.
  const isBusy = (part) => {
    const at = document.activeElement;
    return part.matches("[data-live-hold]")
      || (part.contains(at) && at.matches("input, textarea, select, [contenteditable]"))
      || part.querySelector("form[data-typed], dialog[open], [data-live-hold], .htmx-request");
  };
  // A page may do without htmx until there is news: it says in a <meta name="htmx"> where that is.
  let coming = null;
  const withHtmx = () => coming ||= new Promise((done, fail) => {
    if (window.htmx) return done();
    const src = document.querySelector("meta[name=htmx]").content;
    document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: fail }));
  });
  const refresh = async (address) => {
    held.delete(address);
    try { await withHtmx(); } catch { coming = null; return held.add(address); }
    all(address).forEach((part) => {
      if (isBusy(part)) held.add(address);
      else htmx.trigger(part, "changed");
    });
  };
  setInterval(() => [...held].forEach(refresh), 1000);

  const close = (line) => {
    line.source?.close();
    line.source = null;
    clearTimeout(line.timer);
  };
  // Ask again and again, less often for the line than for what it tells of.
  const withoutLine = (address, line, mayReopen) => {
    close(line);
    const asked = Date.now();
    const pause = mayReopen ? Math.min(60_000, 1000 * 2 ** line.tries++) * (0.5 + Math.random()) : Infinity;
    const again = () => {
      if (line.tries > 1 || !mayReopen) refresh(address);
      if (Date.now() - asked >= pause) open(address);
      else line.timer = setTimeout(again, Math.min(POLL, pause));
    };
    line.timer = setTimeout(again, Math.min(POLL, pause));
  };
  const open = (address) => {
    const line = lines.get(address) || { seen: all(address)[0]?.dataset.liveState || "", tries: 0, said: new Map() };
    lines.set(address, line);
    close(line);
    const source = new EventSource(`${address}?seen=${encodeURIComponent(line.seen)}`);
    line.source = source;
    source.addEventListener("open", () => { line.tries = 0; });
    source.addEventListener("changed", (event) => {
      line.seen = event.lastEventId;
      refresh(address);
    });
    // Another window of mine took its place: then by asking. Otherwise the door tells what is left.
    source.addEventListener("closed", (event) => {
      if (event.data === "full") return withoutLine(address, line, false);
      close(line);
      refresh(address);
    });
    source.addEventListener("error", () => withoutLine(address, line, true));
  };
  let wasHidden = false;
  const look = () => {
    const asked = new Set(document.hidden ? [] : all().map((part) => part.dataset.live));
    lines.forEach((line, address) => {
      if (!asked.has(address)) {
        close(line);
        if (!document.hidden) lines.delete(address);
      }
    });
    asked.forEach((address) => {
      const line = lines.get(address);
      if (!line || (!line.source && wasHidden)) open(address);
    });
    wasHidden = document.hidden;
  };
  document.addEventListener("visibilitychange", look);
  document.addEventListener("htmx:load", look);
  if (!window.htmx) look();
  addEventListener("pagehide", () => lines.forEach(close));
  addEventListener("pageshow", (event) => { if (event.persisted) { wasHidden = true; look(); } });

  // What comes back for a tick: swapped in only where it is another text, and never under somebody's
  // hands. A door that shut meanwhile takes what it showed along.
  const ticked = (event) => event.detail.requestConfig?.triggeringEvent?.type === "changed"
    && event.detail.elt?.closest("[data-live]");
  const bare = (text) => text.replace(/(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+/g, "$1");
  const counterpart = (old, page) => {
    const same = old.id ? `#${CSS.escape(old.id)}` : old.hasAttribute("href") && `[href="${CSS.escape(old.getAttribute("href"))}"]`;
    return same && page.querySelector(same);
  };
  let focused = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = ticked(event);
    if (!part) return;
    const { detail } = event, { xhr } = detail;
    const address = part.dataset.live, line = lines.get(address);
    const elsewhere = xhr.responseURL && new URL(xhr.responseURL).pathname.startsWith("/accounts/");
    if (elsewhere || xhr.status >= 400) {
      detail.shouldSwap = detail.isError = false;
      if (!elsewhere && ![401, 403, 404].includes(xhr.status)) return;
      if (line) close(line);
      if (!document.querySelector("form[data-typed]")) location.reload();
      return;
    }
    const said = bare(xhr.responseText), which = part.getAttribute("hx-get") + (part.id || "");
    const at = document.activeElement, page = new DOMParser().parseFromString(said, "text/html");
    if (line?.said.get(which) === said) detail.shouldSwap = false;
    else if (isBusy(part) || (part.contains(at) && !counterpart(at, page))) {
      detail.shouldSwap = false;
      held.add(address);
    } else {
      line?.said.set(which, said);
      focused = part.contains(at) ? at : null;
    }
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (focused && !focused.isConnected) counterpart(focused, document)?.focus({ preventScroll: true });
    focused = null;
  });
  // No line at all: the next time will tell; nobody has to be warned each time.
  ["htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, (event) => {
    if (ticked(event)) event.stopPropagation();
  }));
})();
