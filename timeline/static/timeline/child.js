// SPDX-License-Identifier: EUPL-1.2
// Turning the pages with the arrow keys; without this file the links do the same.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = way && document.querySelector(`.child-steps a[rel=${way}]`);
  if (link) link.click();
});
