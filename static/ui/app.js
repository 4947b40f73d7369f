/*
 * What the pages do beyond their HTML, each part for an attribute that a template sets. Events are listened to on the document, so
 * that parts swapped in by htmx work without being told.
 */
"use strict";

/* Selecting rows: data-select-all in the head, data-select in each row, data-bulk on the bar that appears. All in one <form>. */

function showSelection(scope) {
  const boxes = [...scope.querySelectorAll("[data-select]")];
  const chosen = boxes.filter((box) => box.checked).length;
  const all = scope.querySelector("[data-select-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const bar = scope.querySelector("[data-bulk]");
  if (bar) {
    bar.hidden = chosen === 0;
    bar.querySelector("[data-bulk-count]").textContent = chosen;
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-select], [data-select-all]")) return;
  const scope = event.target.closest("form") ?? document;
  if (event.target.matches("[data-select-all]")) {
    scope.querySelectorAll("[data-select]").forEach((box) => { box.checked = event.target.checked; });
  }
  showSelection(scope);
});

/* Trees: a row has data-node="id" and data-parent="id of the row above it"; its button has data-toggle-node="id" and aria-expanded. */

function showBelow(table, node, visible) {
  for (const row of table.querySelectorAll(`[data-parent="${CSS.escape(node)}"]`)) {
    row.hidden = !visible;
    const twist = row.querySelector("[data-toggle-node]");
    // A closed row keeps its own hidden, whatever happens above it.
    if (twist) showBelow(table, twist.dataset.toggleNode, visible && twist.getAttribute("aria-expanded") === "true");
  }
}

document.addEventListener("click", (event) => {
  const twist = event.target.closest("[data-toggle-node]");
  if (!twist) return;
  const open = twist.getAttribute("aria-expanded") !== "true";
  twist.setAttribute("aria-expanded", String(open));
  showBelow(twist.closest("table"), twist.dataset.toggleNode, open);
});

/* More rows in place of the button that fetched them: whoever goes by keys goes on at the first of them. */

document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.target.closest("tr");
  const above = row?.previousElementSibling;
  if (!above || !row.contains(document.activeElement)) return;
  document.addEventListener("htmx:afterSettle", () => {
    if (!row.isConnected) above.nextElementSibling?.querySelector("a, button")?.focus({ preventScroll: true });
  }, { once: true });
});

/* Submitting: data-confirm asks first; no form is sent twice. */

const RESEND_AFTER_MS = 8000; // some answers leave the page where it is, so its button must come back
const NEXT_DOWNLOAD_MS = 1000; // data-download on a form: nothing is done twice by it, only a second click is held

let confirmed = null;

function ask(form, submitter, asker) {
  const dialog = document.getElementById("cd-confirm");
  dialog.querySelector("#cd-confirm-question").textContent = asker.dataset.confirm;
  dialog.querySelector("[data-confirm-go]").textContent = asker.dataset.confirmLabel ?? "Đồng ý";
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    confirmed = form;
    form.requestSubmit(submitter);
    confirmed = null;
  }, { once: true });
  dialog.showModal();
}

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[data-held]").forEach((button) => {
    button.disabled = false;
    delete button.dataset.held;
  });
}

function holdAgainstSecondSubmit(event, form) {
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  // Later, because a disabled button would not send its own name and value.
  setTimeout(() => {
    if (event.defaultPrevented) {
      release(form);
      return;
    }
    form.querySelectorAll("button:not([type=button]):not(:disabled)").forEach((button) => {
      button.disabled = true;
      button.dataset.held = "";
    });
    setTimeout(() => release(form), "download" in form.dataset ? NEXT_DOWNLOAD_MS : RESEND_AFTER_MS);
  });
}

// While the event goes down, so that htmx and others see only what was confirmed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const asker = event.submitter?.dataset.confirm ? event.submitter : form.dataset.confirm ? form : null;
  if (asker && confirmed !== form) {
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form, event.submitter, asker);
    return;
  }
  const method = event.submitter?.formMethod || form.method;
  if (method === "post") holdAgainstSecondSubmit(event, form);
}, true);

// A page brought back by the browser's "back" must be usable again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-sent]").forEach(release);
});

/* Files: data-drop on a label with a file input; data-drop-name is the element that says which file was chosen. */

function showFiles(zone) {
  const names = [...zone.querySelector("input[type=file]").files].map((file) => file.name);
  const place = zone.querySelector("[data-drop-name]");
  if (place && names.length) place.textContent = names.join(", ");
}

for (const [type, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(type, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("cd-drop-over", over);
    if (type !== "drop" || !event.dataTransfer.files.length) return;
    const input = zone.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

document.addEventListener("change", (event) => {
  const zone = event.target.closest("[data-drop]");
  if (zone) showFiles(zone);
});

/* Text boxes that grow with what is typed: data-autosize. */

const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content"); // and then hundreds of boxes need not be measured one by one

function fit(box) {
  if (GROWS_BY_ITSELF || !box.offsetParent) return; // hidden: it has no height to take
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-autosize]")) fit(event.target);
});

function fitAll(root) {
  root.querySelectorAll("textarea[data-autosize]").forEach(fit);
}

/* Days: data-day on a text input (dd/mm/yyyy) gets a button that opens the browser's own calendar. */

function addCalendar(input) {
  const box = document.createElement("div");
  box.className = "input-group cd-day";
  input.replaceWith(box);
  const calendar = Object.assign(document.createElement("input"), { type: "date", tabIndex: -1 });
  calendar.setAttribute("aria-hidden", "true");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-icon" });
  button.setAttribute("aria-label", "Chọn ngày trên lịch");
  button.append(document.getElementById("cd-icon-calendar").content.cloneNode(true));
  box.append(input, button, calendar);
  input.dataset.day = "done";
  button.addEventListener("click", () => {
    const [, day, month, year] = input.value.match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/) ?? [];
    calendar.value = year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
    calendar.showPicker();
  });
  calendar.addEventListener("change", () => {
    input.value = calendar.value.split("-").reverse().join("/");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/* Adding a form to a Django formset: data-add-row="prefix" copies <template data-row-of="prefix"> to the end of data-rows="prefix". */

document.addEventListener("click", (event) => {
  const prefix = event.target.closest("[data-add-row]")?.dataset.addRow;
  if (!prefix) return;
  const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
  const place = document.querySelector(`[data-rows="${prefix}"]`);
  const row = document.querySelector(`template[data-row-of="${prefix}"]`).innerHTML
    .replaceAll("__prefix__", total.value)
    .replaceAll("__number__", String(Number(total.value) + 1));
  place.insertAdjacentHTML("beforeend", row);
  total.value = String(Number(total.value) + 1);
  settle(place);
  place.lastElementChild.scrollIntoView({ block: "start" });
  place.lastElementChild.querySelector("textarea, input:not([type=hidden], [type=checkbox])").focus({ preventScroll: true });
  const count = document.querySelector("[data-rows-count]");
  if (count) count.textContent = total.value;
});

/* Trouble: a part of the page that could not be fetched says so, instead of nothing happening. */

function tell(words) {
  const place = document.getElementById("cd-trouble");
  if (!place) return;
  place.querySelector("[data-trouble-words]").textContent = words;
  place.hidden = false;
}

function forgetTrouble() {
  const place = document.getElementById("cd-trouble");
  if (place) place.hidden = true;
}

// A part with data-own-trouble says itself what became of it.
document.addEventListener("htmx:sendError", (event) => event.target.closest("[data-own-trouble]") || tell("Mất kết nối. Vui lòng kiểm tra mạng rồi thử lại."));
document.addEventListener("htmx:responseError", (event) => {
  if (event.target.closest("[data-own-trouble]")) return;
  tell(event.detail.xhr.status === 403
    ? "Phiên làm việc đã hết hoặc bạn không có quyền. Vui lòng tải lại trang."
    : "Chưa tải được nội dung. Vui lòng tải lại trang rồi thử lại.");
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) forgetTrouble();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-trouble-close]")) forgetTrouble();
});

/* What was swapped in or brought back by the browser starts in its right state. */

function settle(root) {
  root.querySelectorAll('input[data-day=""]').forEach(addCalendar);
  fitAll(root);
  new Set([...root.querySelectorAll("[data-bulk]")].map((bar) => bar.closest("form") ?? document)).forEach(showSelection);
}

document.addEventListener("htmx:load", (event) => settle(event.target));
settle(document);
// A form that came back begins with what is wrong in it, wherever on the page it stands.
document.querySelector("main form .cd-alert-error")?.scrollIntoView({ block: "center" });
