"use strict";

const form = document.getElementById("filters");
let apply = () => {};

if (form) {
  const sections = [...document.querySelectorAll("section.findings")];
  const findings = [...document.querySelectorAll(".finding")].map((node) => ({
    node,
    text: node.textContent.toLowerCase(),
  }));
  const shown = form.querySelector("output");

  apply = () => {
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

// What a link leads to must be there to be seen: neither filtered out nor folded.
const reveal = (hash) => {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target) {
    return;
  }
  if (target.closest(".finding[hidden]")) {
    form.reset();
    apply();
  }
  const row = target.closest("tr");
  const onlyWrong = document.getElementById("only-wrong");
  if (row && onlyWrong && row.classList.contains("sound")) {
    onlyWrong.checked = false;
  }
  for (let node = target; node; node = node.parentElement) {
    if (node instanceof HTMLDetailsElement) {
      node.open = true;
    }
  }
};
// Before the browser goes there, and also where the address says so already.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link) {
    reveal(link.hash);
  }
});
window.addEventListener("hashchange", () => reveal(location.hash));
reveal(location.hash);

// On paper nothing can be unfolded.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open], .places)")];
  folded.forEach((node) => (node.open = true));
});
window.addEventListener("afterprint", () => folded.forEach((node) => (node.open = false)));
