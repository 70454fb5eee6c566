"use strict";

const form = document.getElementById("filters");

if (form) {
  const sections = [...document.querySelectorAll("section.findings")];
  const findings = [...document.querySelectorAll(".finding")].map((node) => ({
    node,
    text: node.textContent.toLowerCase(),
  }));
  const shown = form.querySelector("output");

  const apply = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = wanted.text.toLowerCase().split(/\s+/);
    let count = 0;
    for (const { node, text } of findings) {
      const fits =
        words.every((word) => text.includes(word)) &&
        ["rule", "file", "environment"].every((name) => !wanted[name] || node.dataset[name] === wanted[name]);
      node.hidden = !fits;
      count += fits;
    }
    for (const section of sections) {
      const left = section.querySelectorAll(".finding:not([hidden])").length;
      section.hidden = !left;
      section.querySelector(".count").textContent = left;
    }
    shown.value = `${count} of ${findings.length}`;
  };

  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      form.elements.text.focus();
    }
  });
  form.hidden = false;
  apply();
}

// A link to a folded rule unfolds it.
const unfold = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
  }
};
window.addEventListener("hashchange", unfold);
unfold();

// On paper nothing can be unfolded.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  folded.forEach((node) => (node.open = true));
});
window.addEventListener("afterprint", () => folded.forEach((node) => (node.open = false)));
