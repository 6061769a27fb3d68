// SPDX-License-Identifier: EUPL-1.2
// Samen-modus: the gentle clock, and finding what was just added. The page works without this file.
"use strict";
(() => {
  const clock = document.querySelector("[data-clock]");
  if (clock) {
    const before = Number(clock.dataset.gone), most = Number(clock.dataset.most), opened = Date.now();
    const bar = clock.querySelector("[data-bar]"), said = clock.querySelector("[role=status]");
    const show = () => {
      const part = Math.min((before + (Date.now() - opened) / 1000) / most, 1);
      bar.style.transform = `scaleX(${part})`;
      if (part === 1 && !said.textContent) said.textContent = clock.dataset.done;
    };
    show();
    setInterval(show, 10_000);
  }

  // What came since the page opened is marked for a moment, whoever added it; it is brought into
  // view where the line has room of its own beside the questions and nobody is reading elsewhere.
  const MARKED = 8000, wide = matchMedia("(min-width: 60em)"), calm = matchMedia("(prefers-reduced-motion: reduce)");
  const there = () => [...document.querySelectorAll("#lijn li[id]")];
  const known = new Map(there().map((one) => [one.id, 0]));
  let scrolled = -Infinity;
  ["wheel", "touchmove"].forEach((name) => addEventListener(name, () => { scrolled = Date.now(); }, { passive: true }));
  document.addEventListener("htmx:load", () => {
    let newest = null;
    there().forEach((one) => {
      if (!known.has(one.id)) {
        known.set(one.id, Date.now() + MARKED);
        newest = one;
        setTimeout(() => document.getElementById(one.id)?.classList.remove("just-now"), MARKED);
      }
      one.classList.toggle("just-now", known.get(one.id) > Date.now());
    });
    if (newest && wide.matches && Date.now() - scrolled > 5000) {
      newest.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    }
  });
})();
