// The month sheet: each field is saved as it is left, what cannot go out waits, the keyboard leads on.
// Without it "Lưu tất cả" sends the whole sheet.
const $ = (id) => document.getElementById(id), $$ = (css, at = document) => [...at.querySelectorAll(css)];
const form = $("phieu"), data = form.dataset;
const OURS = /^[mnsrcd]\./; // marks, notes and the questions
const key = `tusoi.${data.key}`;
const members = $$("details.member", form);
const queue = new Map(); // name → {v, b, s}: what the server has not acknowledged, on which base, in which state
const acked = new Map(); // name → what the field showed when the server last agreed
const lost = new Set(); // name + value, sent without an answer: the server may have it
let sending = false, tries = 0, timer = 0, halted = "", leave = "", saved = "";

// A field, and beside it b.<name>: what the server had.
const field = (name) => form.elements.namedItem(name);
const read = (name) => field(name).value;
const isChoice = (name) => field(name) instanceof RadioNodeList;
const base = (name) => field(`b.${name}`)?.value ?? "";
const place = (name) => (isChoice(name) ? field(name)[0].closest(".choice") : field(name));
const person = (name) => place(name).closest("details");
const make = (tag, props) => Object.assign(document.createElement(tag), props);
const button = (textContent, onclick) => make("button", { type: "button", className: "button secondary", textContent, onclick });
function agree(name, value) {
  (field(`b.${name}`) ?? form.appendChild(make("input", { type: "hidden", name: `b.${name}` }))).value = value;
}
function show(name, value) {
  if (isChoice(name)) for (const r of field(name)) r.checked = r.value === value;
  else field(name).value = value;
}

// What is unsent is kept here, a day at most.
function keep() {
  try {
    if (!queue.size) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ t: Date.now(), f: [...queue].map(([n, q]) => [n, q.v, q.b]) }));
  } catch { /* switched off: the page itself still holds the text */ }
}
function kept() {
  try {
    for (const k of Object.keys(localStorage)) {
      if (k.startsWith("tusoi.") && !(Date.now() - JSON.parse(localStorage[k]).t < 864e5)) localStorage.removeItem(k);
    }
    return JSON.parse(localStorage.getItem(key))?.f ?? [];
  } catch { return []; }
}

// What is said of a field, and of the page.
function note(name, kind, text) {
  const at = place(name), id = `tt-${name}`;
  let p = $(id);
  if (!p) {
    at.after(p = make("p", { id }));
    at.setAttribute("aria-describedby", id);
  }
  Object.assign(p, { className: `state ${kind}`, textContent: text });
}
function tell() {
  const all = [...queue.values()].filter((q) => q.s !== "typing"), wrong = all.filter((q) => q.s === "wrong").length;
  let kind = "ok", text = saved && `Đã lưu lúc ${saved}`;
  if (halted) [kind, text] = ["bad", halted];
  else if (tries) [kind, text] = ["warn", `Đang chờ mạng · ${all.length} chỗ chưa gửi, vẫn giữ ở đây`];
  else if (all.length > wrong) [kind, text] = ["", "Đang lưu…"];
  else if (wrong) [kind, text] = ["bad", `Có lỗi: ${wrong} chỗ cần xem lại`];
  if (!text) return;
  for (const el of $$("[data-state]")) {
    Object.assign(el, { className: `save ${kind}`, textContent: text });
    if (halted) el.append(" ", make("a", { textContent: "Đăng nhập lại", href: data.signIn, onclick: () => { leave = "#"; } }));
  }
}

// A field was typed in, or left or chosen ("ready").
function touch(name, s) {
  const v = read(name), q = queue.get(name);
  if (v === acked.get(name) && q?.s !== "sending") {
    if (!q) return;
    queue.delete(name);
    settle(name);
  } else if (!q || q.v !== v || q.s === "typing") {
    queue.set(name, { v, b: q ? q.b : base(name), s });
    if (s === "ready") note(name, "", "Đang lưu…");
  }
  keep();
  tell();
  if (s === "ready") pump();
}
function settle(name, kind = "", text = "") {
  $(`kn-${name}`)?.remove();
  note(name, kind, text);
}

// One at a time; what has no answer goes out later.
async function pump() {
  if (sending || halted) return;
  const [name, q] = [...queue].find(([, q]) => q.s === "ready") ?? [];
  if (!name) return depart();
  clearTimeout(timer);
  q.s = "sending";
  sending = true;
  tell();
  let status = 0, body = {};
  try {
    const r = await fetch(data.field, {
      method: "POST", signal: AbortSignal.timeout?.(15000), headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ u: +data.user, f: name, v: q.v, b: q.b }),
    });
    body = await r.json();
    status = r.status;
  } catch { /* no answer, or none of ours */ }
  sending = false;
  const newer = queue.get(name) !== q && queue.get(name); // typed on meanwhile
  if (status === 200) accept(name, q, newer, body);
  else if (!status || status >= 500 || status === 429 || status === 401) postpone(name, q, newer, status);
  else if (!newer) refuse(name, q, body);
  keep();
  tell();
  if (!tries) pump();
}
function accept(name, q, newer, body) {
  tries = 0;
  saved = body.at;
  agree(name, body.value);
  acked.set(name, q.v);
  if (newer) newer.b = body.value;
  else {
    queue.delete(name);
    settle(name, "ok", `Đã lưu lúc ${saved}`);
  }
  Object.assign($$(".m-state", person(name))[0], { className: `m-state ${body.tone}`, textContent: body.state });
  if (!body.sentence) return; // it may have changed
  for (const el of $$("[data-done]")) el.textContent = $$("[data-progress]")[0].value = body.done;
  $$("[data-sentence]")[0].textContent = body.sentence;
}
function postpone(name, q, newer, status) {
  leave = "";
  if (!newer && queue.delete(name)) queue.set(name, { ...q, s: "ready" }); // behind the others
  if (status === 401) halted = "Phiên làm việc đã hết. Chỗ chưa lưu vẫn giữ ở máy này.";
  else timer = setTimeout(pump, Math.min(60, 2 ** ++tries) * 1000), lost.add(name + q.v.trim());
  note(name, "warn", halted ? "Chưa lưu: cần đăng nhập lại" : "Đang chờ mạng, sẽ tự gửi lại");
}
function refuse(name, q, body) {
  const b = body.conflict?.theirs;
  if (lost.has(name + b)) return Object.assign(q, { b, s: "ready" }); // our own
  q.s = "wrong";
  settle(name, "bad", body.conflict ? "Có người vừa ghi khác. Đồng chí chọn một trong hai:" : body.error);
  if (body.conflict) conflict(name, q.v, body.conflict);
}

// Two people on one field: both texts, to choose.
function conflict(name, mine, { theirs, who }) {
  const box = make("div", { className: "conflict", id: `kn-${name}` });
  const said = (v) => (isChoice(name) ? $$("input", place(name)).find((r) => r.value === v)?.nextSibling.textContent : v) || "(để trống)";
  const side = (label, text, choice, then) => {
    const d = make("div", { className: "side" }), p = make("p", { textContent: ` ${text}` });
    p.prepend(make("b", { textContent: label }));
    d.append(p, button(choice, () => {
      agree(name, theirs);
      queue.delete(name);
      then();
    }));
    box.append(d);
  };
  side("Đồng chí gõ:", said(mine), "Giữ bản của tôi", () => {
    settle(name);
    acked.delete(name);
    touch(name, "ready");
  });
  side("Đã có:", `${said(theirs)} ${who}`, "Lấy bản đã có", () => {
    show(name, theirs);
    acked.set(name, read(name));
    settle(name, "ok", "Đã lấy bản đã có");
    keep();
    tell();
  });
  $(`tt-${name}`).after(box);
}

// Leaving waits until all is acknowledged. "#" is on the way.
function depart() {
  if (!leave || leave === "#") return;
  const go = leave;
  leave = queue.size ? "" : "#";
  if (queue.size) $$(".state.bad")[0]?.scrollIntoView();
  else setTimeout(() => go.dataset.go ? location.assign(go.dataset.go) : form.requestSubmit(go)); // not inside a submit
}
form.addEventListener("submit", (e) => {
  if (leave === "#") return;
  e.preventDefault();
  const step = document.activeElement.closest(".step")?.querySelector("[formaction]");
  leave = e.submitter.matches(".default") ? step ?? "" : e.submitter;
  for (const q of queue.values()) if (q.s === "typing") q.s = "ready";
  halted = "";
  pump();
});
form.addEventListener("formdata", (e) => {
  for (const n of [...e.formData.keys()]) if (OURS.test(n.replace(/^b\./, ""))) e.formData.delete(n);
});
$$("[data-sign-out]")[0]?.addEventListener("submit", () => queue.clear());
onbeforeunload = (e) => { if (queue.size && leave !== "#") e.preventDefault(); };
onpageshow = (e) => { if (e.persisted) leave = ""; };
ononline = () => { tries = 0; pump(); };
document.onvisibilitychange = () => {
  if (!document.hidden) halted = "", pump();
};

// From one question to the next.
const groups = (m) => $$(".choice", m), answered = (g) => g.querySelector(":checked");
const rest = (m) => $$(".item:not(.overdue) .choice", m).filter((g) => !answered(g)); // never what is overdue
const words = (m) => m.querySelector(".why textarea");
const found = (m) => m.querySelector("[value=found]:checked");
const open = (m) => groups(m).find((g) => !answered(g)) ?? (found(m) && !words(m).value && words(m));
function focus(at) { (at.matches(".choice") ? answered(at) ?? at.querySelector("input") : at).focus(); }
function enter(m, from) {
  if (from && from !== m) from.open = false;
  m.open = true;
  const at = open(m) || groups(m)[0];
  if (at) focus(at);
  m.scrollIntoView();
}
function next(m, step = 1) {
  const i = members.indexOf(m);
  const to = step < 0 ? members[i - 1] : [...members.slice(i + 1), ...members.slice(0, i)].find(open);
  if (to) enter(to, m);
  else if (step > 0) $$("[data-go]")[0]?.focus();
}
function choose(g, n) {
  const r = $$("input", g)[n - 1];
  if (r) r.checked = true, touch(r.name, "ready");
  return r;
}
function onward(m) {
  fold(m);
  if (open(m)) focus(open(m));
  else next(m);
}
function fill(m, n) {
  rest(m).forEach((g) => choose(g, n));
  onward(m);
}
function fold(m) {
  const w = m.querySelector(".why"), q = m.querySelector(".quick");
  if (words(m)) w.hidden = !found(m) && !words(m).value;
  if (q) q.hidden = rest(m).length < 2;
}
form.addEventListener("keydown", (e) => {
  const m = e.target.closest(".member"), g = e.target.closest(".choice"), n = /^(Digit|Numpad)([1-4])$/.exec(e.code)?.[2];
  if (!m || e.ctrlKey || e.metaKey) return;
  if (e.altKey && /^Arrow(Up|Down)$/.test(e.code)) next(m, e.code === "ArrowUp" ? -1 : 1);
  else if (g && e.key === "Enter") next(m);
  else if (g && n && !e.altKey) {
    if (e.shiftKey) fill(m, n);
    else if (choose(g, n)) onward(m);
    else return;
  } else return;
  e.preventDefault();
});
form.addEventListener("click", (e) => {
  const m = e.target.closest(".member");
  if (e.target.closest("[data-next]")) {
    e.preventDefault();
    next(m);
  } else if (m && e.target.closest("summary")?.parentNode === m) setTimeout(() => m.open && enter(m));
});

// Start with what the server has, except what is unsent.
$$("[data-once]").forEach((el) => el.remove());
for (const m of members) {
  const row = make("p", { className: "quick", textContent: "Các nội dung còn lại: " }); // for whoever has nothing to add
  row.append(button("Đúng hướng", () => fill(m, 2)), " ", button("Chưa đến hạn", () => fill(m, 4)));
  m.querySelector(".item")?.before(row);
}
for (const { name } of form.elements) if (OURS.test(name)) acked.set(name, base(name));
for (const [n, v, b] of kept()) {
  if (!acked.has(n) || v === acked.get(n)) continue;
  show(n, v);
  queue.set(n, { v, b, s: "ready" });
  person(n).open = true;
}
if (queue.size) form.before(make("p", { className: "flash warn", textContent: `Đã đưa lại ${queue.size} chỗ gõ lần trước chưa gửi được, đang gửi tiếp.` }));
for (const n of acked.keys()) if (!queue.has(n)) touch(n, "ready");
$$("[data-save]", form).forEach((b) => { b.hidden = true; });
members.forEach(fold);
for (const [event, s] of [["input", "typing"], ["change", "ready"]]) {
  form.addEventListener(event, ({ target }) => {
    if (!OURS.test(target.name) || (s === "typing" && target.type === "radio")) return;
    touch(target.name, s);
    fold(target.closest("details"));
  });
}
const here = $(location.hash.slice(1))?.closest("details");
if (here) enter(here);
keep();
pump();
