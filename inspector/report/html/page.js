"use strict";
(() => {
  const byId = (id) => document.getElementById(id);

  // A browser may leave closed what a link leads into.
  const reveal = () => {
    const target = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const body = target.closest("tbody");
    if (body) body.hidden = false;
    for (let up = target; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.getAttribute("href") === location.hash) reveal();
  });

  // What matters is open on paper, and closed again afterwards.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details.rule:not([open])")];
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });

  const form = byId("filter");
  if (form) {
    const bodies = [...document.querySelectorAll(".exchanges tbody")];
    const texts = new Map();
    const output = form.querySelector("output");
    const text = (body) => {
      if (!texts.has(body)) texts.set(body, body.textContent.toLowerCase());
      return texts.get(body);
    };
    const apply = () => {
      const wished = new FormData(form);
      const severities = new Set(wished.getAll("severity"));
      const terms = wished.get("text").toLowerCase().split(/\s+/).filter(Boolean);
      const { code, status, method } = Object.fromEntries(wished);
      let shown = 0;
      for (const body of bodies) {
        const { severity, codes = "" } = body.dataset;
        const fits =
          severities.has(severity) &&
          (!code || codes.split(" ").includes(code)) &&
          (!status || body.dataset.status === status) &&
          (!method || body.dataset.method === method) &&
          terms.every((term) => text(body).includes(term));
        body.hidden = !fits;
        shown += fits;
      }
      output.textContent = `${shown.toLocaleString("en")} of ${bodies.length.toLocaleString("en")} exchanges`;
    };
    let waiting = 0;
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 100);
    };
    form.addEventListener("input", soon);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const link of document.querySelectorAll("a[data-code]")) {
      link.parentElement.hidden = false;
      link.addEventListener("click", () => {
        form.reset();
        form.elements.code.value = link.dataset.code;
        apply();
      });
    }
    form.hidden = false;
    apply(); // a browser keeps what was typed before the page was loaded anew
  }
  reveal();
})();
