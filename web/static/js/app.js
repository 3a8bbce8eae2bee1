// What every page gains from a script; each page works without it.
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

// Words for whoever listens instead of looking.
const live = document.querySelector("[data-live]");
const say = (text) => { if (live) live.textContent = text; };

// What must be corrected is read out first; a link to a field puts the keyboard there.
document.querySelector("[data-focus]")?.focus();

// What opens by a press closes by Escape, and the keyboard returns to where it was; what lies over the page, by a press beside it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const opened = event.target.closest?.("details[open]") ?? document.querySelector(".nav [data-menu][open]") ?? document.querySelector("[data-menu][open]");
  if (!opened?.matches("[data-menu], [data-confirm]")) return;
  opened.open = false;
  opened.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  each(".nav [data-menu][open]", (menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
each("[data-confirm]", (box) => {
  const close = box.querySelector("[data-close]");
  close.hidden = false;
  close.addEventListener("click", () => {
    box.open = false;
    box.querySelector("summary").focus();
  });
  box.addEventListener("toggle", () => {
    if (box.open) box.querySelector("input:not([type=hidden]), textarea, select, button")?.focus();
  });
});

// A form goes out once: a second press while the answer is under way does nothing, and the button says why.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || (event.submitter?.formMethod || form.method) !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  delete document.documentElement.dataset.unsaved;
  const button = event.submitter;
  if (!button) return;
  const words = button.dataset.busy ?? "Đang gửi…";
  button.dataset.words = button.textContent;
  button.setAttribute("aria-disabled", "true");
  button.textContent = words;
  say(words);
});

// Coming back by the browser's Back button shows the page as it was left; its forms can go out again.
addEventListener("pageshow", () => {
  each("form[data-sent]", (form) => { delete form.dataset.sent; });
  each("[data-words]", (button) => {
    button.textContent = button.dataset.words;
    button.removeAttribute("aria-disabled");
    delete button.dataset.words;
  });
});

// What is typed and not yet sent is not lost by a slip. A script of its own page may set data-unsaved on <html> as well.
each("form[data-guard]", (form) => {
  form.addEventListener("input", () => { document.documentElement.dataset.unsaved = "1"; });
});
addEventListener("beforeunload", (event) => {
  if (document.documentElement.dataset.unsaved) event.preventDefault();
});

// How many letters are left, once it matters. Nothing typed is ever cut.
each("[data-most]", (field) => {
  const most = Number(field.dataset.most);
  const left = document.createElement("p");
  left.className = "left";
  left.setAttribute("aria-live", "polite");
  field.after(left);
  const count = () => {
    const over = [...field.value.normalize("NFC")].length - most;
    left.classList.toggle("over", over > 0);
    left.textContent = over > 0 ? `Dài quá ${over} ký tự` : over > -most / 5 ? `Còn ${-over} ký tự` : "";
  };
  field.addEventListener("input", count);
  count();
});

// A day may be typed as it comes: 5.11.2026, 05-11-2026, 05112026.
each("[data-date]", (field) => field.addEventListener("change", () => {
  const m = /^\s*(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{4})\s*$/.exec(field.value) ?? /^\s*(\d\d)(\d\d)(\d{4})\s*$/.exec(field.value);
  if (m) field.value = `${m[1].padStart(2, "0")}/${m[2].padStart(2, "0")}/${m[3]}`;
}));

// A table that fits needs no box to scroll in: it is no stop for the keyboard, and its head stays at the top of the window.
const widthOf = (element) => element.getBoundingClientRect().width;
const fit = (box) => {
  const table = box.querySelector("table");
  const fits = !table || widthOf(table) <= widthOf(box) - 2 * box.clientLeft + .1;
  box.classList.toggle("fits", fits);
  box.classList.toggle("scrolls", !fits);
  box.tabIndex = fits ? -1 : 0;
};
if (window.ResizeObserver) {
  const watch = new ResizeObserver((list) => list.forEach((entry) => fit(entry.target.closest("[data-table]"))));
  each("[data-table], [data-table] > table", (element) => watch.observe(element)); // letters that come late widen the table
}

// In a table that scrolls the whole row leads where its first cell does, unless something in it leads elsewhere or words
// are being marked.
document.addEventListener("click", (event) => {
  const row = event.target.closest(".scrolls tr.row-link");
  if (!row || event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
  row.querySelector("a.whole")?.click();
});

// On signing out nothing typed stays in this browser.
document.querySelector("[data-sign-out]")?.addEventListener("submit", () => {
  try {
    localStorage.clear();
  } catch {
    // storage is switched off: nothing was kept
  }
});

each("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// One tick for all of a list, where the list offers it.
each("[data-ticks]", (list) => {
  const all = list.querySelector("[data-all]");
  const boxes = [...list.querySelectorAll("input[type=checkbox][name]")];
  if (!all || boxes.length < 2) return;
  all.hidden = false;
  all.addEventListener("change", (event) => boxes.forEach((box) => { box.checked = event.target.checked; }));
});
