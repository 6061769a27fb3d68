// SPDX-License-Identifier: EUPL-1.2
// Looking nearer, farther, earlier and later without leaving the page: with the wheel, two fingers,
// keys or by dragging. Everything here is also a link or a form; without this file those do it.
"use strict";
(() => {
  const NEAREST = 1; // month
  // The drawing first: what keeps the page fresh may come right after it.
  const { later } = document.currentScript.dataset;
  addEventListener("load", () => setTimeout(() => {
    document.head.append(Object.assign(document.createElement("script"), { src: later }));
  }), { once: true });
  const view = () => document.querySelector("[data-timeline]");
  const box = () => view()?.querySelector(".lanes-box");
  const month = (text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
  const written = (number) => `${String(Math.floor(number / 12)).padStart(4, "0")}-${String(number % 12 + 1).padStart(2, "0")}`;
  const whole = () => [month(view().dataset.first), month(view().dataset.last)];
  const now = () => (view().dataset.van ? [month(view().dataset.van), month(view().dataset.tot)] : whole());
  const link = (name) => view().querySelector(`[data-go="${name}"]`);

  // Where the focus was, so that it can be found again in what comes: a card by its address.
  const place = () => {
    const at = document.activeElement;
    if (!view().contains(at)) return null;
    const within = at.closest(".upright") ? ".upright " : at.closest(".lanes") ? ".lanes:not(.upright) " : "";
    if (at.matches("input")) return { tries: ["#jaar"] };
    const href = at.getAttribute("href");
    const tries = [at.dataset.go && `[data-go="${at.dataset.go}"]`, href && `${within}a[href="${CSS.escape(href)}"]`];
    return { tries: tries.filter(Boolean), within };
  };
  const focusOn = (was) => {
    if (!was) return;
    const found = was.tries.map((one) => view().querySelector(one)).find((one) => one?.checkVisibility());
    (found || (box()?.checkVisibility() ? box() : view().querySelector("a.button")))?.focus({ preventScroll: true });
  };

  // Which form suits this screen: from left to right, or on a narrow one from top to bottom. The page
  // came in one of them; when that is the other one, it is drawn anew.
  const broad = matchMedia("(min-width: 47.5em)");
  const fits = () => (broad.matches ? "wide" : "tall");
  const fit = () => {
    const part = view(), drawn = part?.dataset.drawn;
    if (!drawn || drawn === fits() || matchMedia("print").matches || !part.querySelector(".lanes")) return;
    show(location.href, () => part.removeAttribute("aria-busy"));
  };

  let asking = null;
  const show = async (url, fail = () => location.assign(url)) => {
    asking?.abort();
    const mine = asking = new AbortController();
    view().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true", "X-Drawing": fits(), Accept: "text/html" }, signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = page.querySelector("[data-timeline]");
      if (!answer.ok || answer.redirected || !part) return fail();
      const was = place(), open = view().querySelector("details")?.open;
      view().replaceWith(document.adoptNode(part));
      window.htmx?.process(part); // what comes later takes all that is there by then
      if (open) view().querySelector("details").open = true;
      history.replaceState(null, "", url);
      keepForm(url);
      focusOn(was);
    } catch (error) {
      if (error.name !== "AbortError") fail();
    }
  };
  // The link to the other form (list, drawing) stands above: it keeps the time that is in view.
  const keepForm = (url) => {
    const other = document.querySelector("[data-form]"), here = new URL(url, location);
    if (!other) return;
    if (here.searchParams.get("als")) here.searchParams.delete("als");
    else here.searchParams.set("als", "lijst");
    other.href = here.href;
  };
  const look = (first, count) => {
    const [begin, end] = whole(), url = new URL(location);
    const from = Math.max(begin, Math.min(Math.round(first), end - count + 1));
    url.searchParams.delete("jaar");
    if (count >= end - begin + 1) ["van", "tot"].forEach((name) => url.searchParams.delete(name));
    else { url.searchParams.set("van", written(from)); url.searchParams.set("tot", written(from + count - 1)); }
    return show(url.href);
  };

  // The month under this pixel, and how far along the drawing it lies; the years are not equally wide.
  const under = (clientX) => {
    const drawing = box()?.querySelector("svg"), [begin, end] = now();
    if (!drawing || !drawing.checkVisibility()) return { at: (begin + end) / 2, part: 0.5 };
    const frame = drawing.getBoundingClientRect();
    const x = ((clientX - frame.left) / frame.width) * drawing.viewBox.baseVal.width;
    const ticks = drawing.dataset.ticks.split(",").filter(Boolean).map((one) => {
      const [at, day] = one.split(" ");
      return [Number(at), month(day) + (Number(day.slice(8)) - 1) / 31];
    });
    ticks.push([drawing.viewBox.baseVal.width - 28, end + 1]);
    const next = ticks.findIndex(([at]) => at > x);
    const [[x0, m0], [x1, m1]] = next < 1 ? (next ? ticks.slice(-2) : [ticks[0], ticks[1]]) : [ticks[next - 1], ticks[next]];
    const found = x1 > x0 ? m0 + ((x - x0) / (x1 - x0)) * (m1 - m0) : m0;
    return { at: Math.min(Math.max(found, begin), end), part: Math.min(Math.max(x / drawing.viewBox.baseVal.width, 0), 1) };
  };
  // Nearer or farther around a point, with the steps of the links.
  const zoom = (name, clientX) => {
    const step = link(name);
    if (!step) return;
    const asked = new URL(step.href).searchParams, [begin, end] = whole();
    const count = asked.get("van") ? month(asked.get("tot")) - month(asked.get("van")) + 1 : end - begin + 1;
    if (clientX === undefined) return show(step.href);
    const { at, part } = under(clientX);
    look(at - part * count, Math.max(count, NEAREST));
  };

  document.addEventListener("click", (event) => {
    const to = event.target.closest?.("[data-timeline] [data-go]");
    if (!to || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(to.href.baseVal === undefined ? to.href : new URL(to.href.baseVal, location).href);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-year]")) return;
    event.preventDefault();
    show(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`);
  });
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (!at.closest?.(".lanes-box, .tall-box") || event.ctrlKey || event.metaKey || event.altKey) return;
    const [begin, end] = whole(), [first, last] = now(), count = last - first + 1;
    const does = {
      "+": () => zoom("nearer"), "=": () => zoom("nearer"), "-": () => zoom("farther"), "−": () => zoom("farther"),
      ArrowLeft: () => link("earlier") && show(link("earlier").href),
      ArrowRight: () => link("later") && show(link("later").href),
      Home: () => view().dataset.van && look(begin, count), End: () => view().dataset.van && look(end - count + 1, count),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });

  let turned = 0, rested = 0;
  document.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.metaKey) || !event.target.closest?.(".lanes-box, .tall-box")) return;
    event.preventDefault();
    turned += event.deltaY;
    if (Math.abs(turned) < 30 || event.timeStamp - rested < 250) return;
    const name = turned < 0 ? "nearer" : "farther";
    turned = 0;
    rested = event.timeStamp;
    zoom(name, event.clientX);
  }, { passive: false });

  // Two fingers, or dragging with a mouse: the drawing follows at once, and is drawn anew afterwards.
  const fingers = new Map();
  let pinch = null, drag = null;
  const apart = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };
  const moveTo = (drawing, words) => { drawing.style.transform = words; };
  document.addEventListener("pointerdown", (event) => {
    const at = event.target.closest?.(".lanes-box, .tall-box");
    if (!at) return;
    if (event.pointerType === "touch") {
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (fingers.size === 2) pinch = { begin: apart(), drawing: at.querySelector(".lanes"), by: 1 };
    } else if (event.button === 0 && view().dataset.van && at.matches(".lanes-box") && !event.target.closest("a")) {
      drag = { x: event.clientX, by: 0, drawing: at.querySelector(".lanes") };
    }
  });
  document.addEventListener("pointermove", (event) => {
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pinch && fingers.size === 2) {
      pinch.by = apart() / pinch.begin;
      pinch.x = [...fingers.values()].reduce((sum, one) => sum + one.x, 0) / 2;
      moveTo(pinch.drawing, `scale(${Math.min(Math.max(pinch.by, 0.6), 1.8)})`);
    }
    if (drag) {
      drag.by = event.clientX - drag.x;
      moveTo(drag.drawing, `translateX(${drag.by}px)`);
    }
  });
  const letGo = (event) => {
    fingers.delete(event.pointerId);
    if (pinch) {
      const { by, drawing, x } = pinch;
      pinch = null;
      moveTo(drawing, "");
      if (by > 1.2) zoom("nearer", x);
      else if (by < 0.8) zoom("farther", x);
    }
    if (drag) {
      const { by, drawing, x } = drag;
      drag = null;
      moveTo(drawing, "");
      const [first, last] = now();
      if (Math.abs(by) > 8) look(first + under(x).at - under(x + by).at, last - first + 1);
    }
  };
  broad.addEventListener("change", fit);
  document.addEventListener("htmx:afterSwap", fit);
  fit();
  addEventListener("pointerup", letGo);
  addEventListener("pointercancel", letGo);

  // What somebody else added comes in by itself (groeiplan/live.js), but never under a hand that
  // drags, pinches or scrolls, nor while another stretch of time is on its way. What was open stays
  // open, and the drawing where it was.
  let still = 0, kept = null;
  const hold = () => {
    const part = view();
    if (!part) return;
    part.dataset.liveHold = "";
    clearTimeout(still);
    still = setTimeout(function look() {
      if (fingers.size || drag || view()?.hasAttribute("aria-busy")) { still = setTimeout(look, 1000); return; }
      delete part.dataset.liveHold;
    }, 1500);
  };
  ["pointerdown", "wheel"].forEach((name) => document.addEventListener(name, (event) => {
    if (event.target.closest?.(".lanes-box, .tall-box")) hold();
  }, { passive: true }));
  document.addEventListener("scroll", (event) => { if (event.target === box()) hold(); }, true);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== view()) return;
    kept = { left: box()?.scrollLeft, open: view().querySelector("details")?.open };
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (!kept || !view()) return;
    if (box() && kept.left) box().scrollLeft = kept.left;
    if (kept.open) view().querySelector("details").open = true;
    kept = null;
  });
})();
