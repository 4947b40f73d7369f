/*
 * The page of a table (workflows/draft_table.html): the cell with the focus says for which row and column the buttons are, keys go from cell
 * to cell, and what a spreadsheet copied may be pasted into a cell. Rows and columns are changed by the server.
 */
"use strict";

{
  const form = document.querySelector("[data-table-form]");
  const grid = () => document.getElementById("bang");
  const cellAt = (row, column) => grid().querySelector(`[name="c-${row}-${column}"]`);

  const placeOf = (box) => {
    const [, row, column] = box.name?.match(/^c-(\d+)-(\d+)$/) ?? [];
    if (row !== undefined) return { row: Number(row), column: Number(column) };
    const [, head] = box.name?.match(/^h-(\d+)$/) ?? [];
    return head === undefined ? null : { row: -1, column: Number(head) };
  };
  const choose = ({ row, column }) => {
    grid().querySelector(`[name=row][value="${row}"]`).checked = true;
    grid().querySelector(`[name=col][value="${column}"]`).checked = true;
  };
  const press = (act) => form.querySelector(`[data-grid-act][value="${act}"]`).click();

  document.addEventListener("focusin", (event) => {
    const place = placeOf(event.target);
    if (place) choose(place);
  });

  // A row behind the last one is there at once, so that nobody who types has to wait for it; the server takes it with the next saving.
  const addRow = (after) => {
    const row = after + 1;
    const last = cellAt(after, 0).closest("tr");
    const fresh = last.cloneNode(true);
    fresh.dataset.row = row;
    const pick = fresh.querySelector("[name=row]");
    pick.value = row;
    pick.checked = false;
    pick.setAttribute("aria-label", `Chọn dòng ${row + 1}`);
    fresh.querySelector(".cd-grid-name").textContent = row + 1;
    fresh.querySelectorAll("textarea").forEach((box, column) => {
      box.name = `c-${row}-${column}`;
      box.value = "";
      box.placeholder = "";
      box.style.height = "";
      box.removeAttribute("autofocus");
      box.removeAttribute("data-cell-focus");
      box.setAttribute("aria-label", `Dòng ${row + 1}, cột ${column + 1}`);
    });
    last.after(fresh);
    grid().dataset.rows = row + 1;
    cellAt(row, 0).dispatchEvent(new Event("input", { bubbles: true }));
  };

  const MOVES = { ArrowUp: "row-up", ArrowDown: "row-down", ArrowLeft: "column-left", ArrowRight: "column-right" };
  document.addEventListener("keydown", (event) => {
    const place = placeOf(event.target);
    if (!place || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.altKey && event.shiftKey && MOVES[event.code]) {
      event.preventDefault();
      choose(place);
      press(MOVES[event.code]);
    } else if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      const below = place.row + 1;
      if (!cellAt(below, place.column)) {
        if (below < Number(grid().dataset.rows)) return; // on the next page
        if (place.row < 0) {
          choose(place);
          press("row-add");
          return;
        }
        addRow(place.row);
      }
      cellAt(below, place.column).focus();
    }
  });

  document.addEventListener("paste", (event) => {
    const place = placeOf(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!place || !/\t|\S\s*\n\s*\S/.test(text)) return;
    event.preventDefault();
    choose(place);
    form.querySelector("[name=dan]").value = text;
    press("paste-cells");
  });

  // What would be typed into rows that are about to be others goes nowhere, and is seen to.
  const pressed = ({ detail: { elt, requestConfig } }) => requestConfig?.elt ?? elt; // itself gone with the answer
  const isAct = (event) => pressed(event).matches("[data-grid-act]");
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isAct(event)) grid().inert = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isAct(event)) return;
    grid().inert = false;
    if (!event.detail.successful) return;
    if (pressed(event).value.startsWith("paste-")) form.querySelector("[name=dan]").value = "";
    htmx.process(grid()); // at once: a key pressed before htmx settles would send the whole page
    grid().querySelector("[data-cell-focus]")?.focus();
  });

  // Whoever comes back by the browser's own button has an older table before them.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}
