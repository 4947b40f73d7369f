/*
 * The desk of a draft: text and tasks that light each other up, keys for everything, and what its saving tells (workflows/draft.html).
 * What was read has data-span="key"; its words in the text are <mark data-span-id="key key…">, the key of the task itself first.
 */
"use strict";

/* Lighting up: pointing at a task or one of its fields, or writing in it, shows its words; pointing at words shows what they lead to. */

const pane = document.querySelector(".cd-reading-text");

function bringIntoPane(mark) {
  // Only the pane scrolls: the page must not move away under who is writing.
  const [box, words] = [pane.getBoundingClientRect(), mark.getBoundingClientRect()];
  const head = pane.querySelector(".card-header").offsetHeight;
  const bottom = Math.min(box.bottom, window.innerHeight - 80); // below the window, or under the bar at its end, nothing is seen
  if (words.top < box.top + head || words.bottom > bottom) pane.scrollTop += words.top - box.top - (bottom - box.top) / 3;
}

function light(task, marks) {
  document.querySelectorAll(".cd-lit").forEach((lit) => lit.classList.remove("cd-lit"));
  task?.classList.add("cd-lit");
  marks.forEach((mark) => mark.classList.add("cd-lit"));
}

function marksOf(key) {
  return [...document.querySelectorAll(`mark[data-span-id~="${CSS.escape(key)}"]`)];
}

function lightWordsOf(target) {
  const place = target.closest?.("[data-span]");
  if (!place || place.classList.contains("cd-lit")) return;
  const marks = marksOf(place.dataset.span);
  light(place, marks);
  if (pane && marks.length) bringIntoPane(marks[0]);
}

let from = null; // the key of the last link that led into the text: words that several claim lead back to it

function lightPlaceOf(mark) {
  const keys = mark.dataset.spanId.split(" ");
  const key = keys.includes(from) ? from : keys[0];
  const place = document.querySelector(`[data-span="${CSS.escape(key)}"]`);
  light(place, marksOf(key));
  return place;
}

for (const type of ["mouseover", "focusin"]) {
  document.addEventListener(type, (event) => {
    const mark = event.target.closest?.("mark[data-span-id]");
    if (mark) lightPlaceOf(mark);
    else lightWordsOf(event.target);
  });
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-span-id]");
  const link = event.target.closest("a[href^='#doan-']");
  if (mark && String(window.getSelection()) === "") {
    event.preventDefault();
    const place = lightPlaceOf(mark);
    place?.closest("details")?.setAttribute("open", "");
    place?.scrollIntoView({ block: "nearest" });
    (place?.querySelector("textarea") ?? place?.querySelector("input:not([type=hidden]), select, a"))?.focus({ preventScroll: true });
  } else if (link) {
    const key = link.hash.slice("#doan-".length);
    const [there] = marksOf(key);
    if (!there) return;
    event.preventDefault();
    from = key;
    pane.scrollIntoView({ block: "nearest" });
    bringIntoPane(there);
    there.querySelector("a").focus({ preventScroll: true });
  } else if (!mark) {
    lightWordsOf(event.target);
  }
});

/* The tasks: one is at hand, the one with the focus or the one last lit up. */

const tasks = () => [...document.querySelectorAll(".cd-duty")];

function atHand() {
  return document.activeElement.closest(".cd-duty") ?? document.querySelector(".cd-duty:has(.cd-lit), .cd-duty.cd-lit");
}

function goTo(task) {
  if (!task) return;
  task.scrollIntoView({ block: "nearest" });
  task.querySelector("textarea").focus({ preventScroll: true });
}

function tick(box, on) {
  box.checked = on;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

const KEYS = {
  ArrowDown: (task) => goTo(tasks()[tasks().indexOf(task) + 1]),
  ArrowUp: (task) => goTo(task ? tasks()[tasks().indexOf(task) - 1] : null),
  Enter: (task) => {
    if (!task) return;
    tick(task.querySelector("[name$='-checked']"), true);
    KEYS.ArrowDown(task);
  },
  KeyX: (task) => {
    if (!task) return;
    const box = task.querySelector("[name$='-DELETE']");
    tick(box, !box.checked);
    (box.checked ? box : task.querySelector("textarea")).focus();
  },
  KeyV: (task) => task?.querySelector("[data-key=KeyV]")?.click(),
  KeyS: (task) => task?.querySelector("[data-key=KeyS]")?.click(),
  KeyG: (task) => task?.querySelector("[data-key=KeyG]")?.click(),
  KeyN: () => document.querySelector("[data-add-row=duty]").click(),
};

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing || !KEYS[event.code]) return;
  event.preventDefault();
  KEYS[event.code](atHand());
});

/* A task is split where the cursor stands in its words. */
document.addEventListener("click", (event) => {
  const task = event.target.closest("[data-key=KeyS]")?.closest(".cd-duty");
  if (task) task.querySelector("[name$='-cut']").value = task.querySelector("textarea").selectionStart;
}, true);

/* A task added while words of the text are chosen begins with these words. */

function chosenWords() {
  const selection = window.getSelection();
  if (!pane || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const first = range.startContainer.parentElement.closest("[data-at]");
  if (!first || !pane.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(first, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const last = range.endContainer.parentElement.closest("[data-at]") ?? first;
  const upTo = document.createRange();
  upTo.setStart(last, 0);
  upTo.setEnd(range.endContainer, range.endOffset);
  const start = Number(first.dataset.at) + String(before).length;
  return { start, end: Number(last.dataset.at) + String(upTo).length, text: String(selection).replace(/\n+/g, "\n").trim() };
}

let chosen = null;
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-add-row=duty]")) chosen = chosenWords();
}, true);
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-add-row=duty]")) return;
  const task = tasks().at(-1);
  if (chosen) {
    task.querySelector("[name$='-text']").value = chosen.text;
    task.querySelector("[name$='-span_start']").value = chosen.start;
    task.querySelector("[name$='-span_end']").value = chosen.end;
  }
  task.querySelector("[name$='-text']").dispatchEvent(new Event("input", { bubbles: true }));
});

/* Submitting tells which tasks nobody has compared with the text. */

const draft = document.getElementById("tu-luu").closest("form");

function countUnchecked() {
  const open = draft.querySelectorAll(".cd-duty:not(:has(:is([name$='-DELETE'], [name$='-checked']):checked))").length;
  const button = draft.querySelector("[data-submit-draft]");
  if (!button) return;
  if (open) button.dataset.confirm = `Còn ${open} nhiệm vụ chưa được đánh dấu là đã đối chiếu với văn bản. Vẫn trình duyệt?`;
  else delete button.dataset.confirm;
}

// Counted when it is needed, not at every key: pointing at the button or reaching it comes before pressing it.
for (const type of ["pointerdown", "focusin"]) {
  draft.querySelector("[data-submit-draft]")?.addEventListener(type, countUnchecked); // who drafts along does not hand in
}

/* Saving (autosave.js) tells which tasks were touched, so that the names of these alone are looked up again. */

let touched = new Set(); // numbers of the tasks whose names may be others than the page says
let isAllTouched = false; // the answer to a question, or the day, may change the names of any

draft.addEventListener("input", (event) => {
  const [, index, field] = event.target.name.match(/^duty-(\d+)-(\w+)$/) ?? [];
  if (index === undefined) isAllTouched = !event.target.name.startsWith("p-") || isAllTouched;
  else if (["responsible", "coordinating", "kind", "DELETE"].includes(field)) touched.add(Number(index) + 1);
});
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "tu-luu") return;
  if (!isAllTouched) event.detail.parameters.touched = [...touched].join(",") || "0";
  [touched, isAllTouched] = [new Set(), false];
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.id === "tu-luu" && !event.detail.successful) isAllTouched = true; // its answer never came
});

// A button is told the task at hand before anything holds or asks about its submit.
window.addEventListener("submit", (event) => {
  if (event.target === draft) draft.querySelector("[name=at]").value = atHand()?.id.split("-").at(-1) ?? "";
}, true);

/* The text: the paragraph with the focus is the one that the bar's buttons are for. What a button does is done by the server, which numbers
 * anew; words typed until its answer comes are kept. */

const bodyOf = () => document.getElementById("soan-noi-dung");

function choose(part) {
  const body = bodyOf();
  part.querySelector("[name=p-at]").checked = true;
  body.querySelector("[name=p-kind]").value = part.querySelector("[name$='-as']").value.split("|")[0];
  body.querySelector("[name=p-cut]").value = "";
}

// A document is cited where the cursor was last.
document.addEventListener("selectionchange", () => {
  const box = document.activeElement;
  if (box?.matches?.(".cd-part textarea")) cursor = box.selectionStart;
});
let cursor = "";
document.addEventListener("click", (event) => {
  if (event.target.closest("[value^=doan-cite-]")) bodyOf().querySelector("[name=p-cut]").value = cursor;
}, true);

function press(act, cut = "") {
  const body = bodyOf();
  body.querySelector("[name=p-cut]").value = cut;
  body.querySelector(`[value=doan-${act}]`).click();
}

document.addEventListener("focusin", (event) => {
  const part = event.target.closest?.(".cd-part");
  if (part) choose(part);
});

const MOVES = { ArrowRight: "in", ArrowLeft: "out" };

// Before the keys of the tasks, which know nothing of paragraphs.
document.addEventListener("keydown", (event) => {
  const part = event.target.closest?.(".cd-part");
  if (!part || event.ctrlKey || event.metaKey || event.isComposing) return;
  let act = null;
  if (event.altKey) act = event.shiftKey ? { ArrowUp: "up", ArrowDown: "down" }[event.code] : MOVES[event.code];
  else if (event.key === "Enter" && !event.shiftKey && event.target.matches("textarea")) act = "add";
  else if (event.key === "Backspace" && event.target.value === "" && part.parentElement.children.length > 1) act = "drop";
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  choose(part);
  press(act, act === "add" ? event.target.selectionStart : "");
}, true);

document.addEventListener("paste", (event) => {
  const part = event.target.closest?.(".cd-part");
  if (!part || !/\S\s*\n\s*\S/.test(event.clipboardData?.getData("text/plain") ?? "")) return;
  setTimeout(() => {
    choose(part);
    press("split");
  });
});

let asSent = new Map(); // the words of each paragraph when a button was pressed
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches("[data-body-act]")) return;
  asSent = new Map([...bodyOf().querySelectorAll(".cd-part textarea")].map((box) => [box.name, box.value]));
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "soan-noi-dung" || !event.detail.xhr.responseText.includes('id="soan-noi-dung"')) return;
  const late = [...bodyOf().querySelectorAll(".cd-part textarea")].filter((box) => asSent.get(box.name) !== box.value);
  const typed = new Map(late.map((box) => [box.name, box.value]));
  const at = document.activeElement.closest(".cd-body") || document.activeElement === document.body;
  setTimeout(() => {
    for (const [name, value] of typed) {
      const box = bodyOf().querySelector(`[name="${CSS.escape(name)}"]`);
      if (!box) continue;
      box.value = value;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    htmx.process(bodyOf()); // at once: a key pressed before htmx settles would send the whole page
    const box = bodyOf().querySelector("[data-body-focus]");
    if (!box || !at) return;
    box.focus();
    box.setSelectionRange?.(0, 0);
  });
});

countUnchecked();
const part = document.querySelector("[data-body-focus]");
if (part) part.focus();
else goTo(document.querySelector("[data-focus-here]")?.closest(".cd-duty"));

// Whoever comes back from the page of a table by the browser's own button has an older text before them.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
