// What every page gains from a script; each page works without it.

// The list of pages is open on wide screens and folded on narrow ones.
const menu = document.querySelector("[data-menu]");
if (menu) {
  const wide = window.matchMedia("(min-width: 64rem)");
  const fit = () => { menu.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
}

// What must be corrected is read out first.
document.querySelector("[data-focus]")?.focus();

// A form goes out once: a second press while the answer is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
});

// Coming back by the browser's Back button shows the page as it was left; its forms can go out again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// On signing out nothing typed stays in this browser.
document.querySelector("[data-sign-out]")?.addEventListener("submit", () => {
  try {
    localStorage.clear();
  } catch {
    // storage is switched off: nothing was kept
  }
});

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
