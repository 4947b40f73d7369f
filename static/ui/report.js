/*
 * The report on an assignment's page saves itself while it is typed (workflows/_report_form.html); what the network or the session
 * refuses is saved again when they are back, and the page asks before it is left with something unsaved.
 */
"use strict";

{
  const autosave = document.getElementById("tu-luu-bao-cao");
  const form = autosave?.closest("form");
  const UNSAVED = "Có thay đổi chưa lưu…";
  const OFFLINE = "Chưa lưu: mất kết nối. Trang tự lưu lại khi có mạng; vui lòng không đóng trang.";
  const SIGNED_OUT = "Chưa lưu: phiên làm việc đã hết. Vui lòng đăng nhập ở thẻ khác rồi trở lại trang này; nội dung đã gõ vẫn còn.";
  const REFUSED = "Chưa lưu: hệ thống đang bận hoặc gặp lỗi. Trang sẽ tự lưu lại; vui lòng không đóng trang.";
  const AGAIN_MS = 15000;
  let changes = 0; // since the page was opened,
  let sent = 0; // those of the last request,
  let saved = 0; // and those that the server has
  let isLeaving = false;
  let isSaving = false;
  let isSignedOut = false;

  const say = (what) => {
    const words = autosave.querySelector(".cd-autosave-words span");
    if (words) words.textContent = what;
  };
  const isSignedInAgain = async () => {
    // Signing in changes the mark that every form carries, so the page takes the new one over.
    const page = await fetch(window.location.pathname).catch(() => null);
    if (!page?.ok || page.redirected) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (!fresh) return false;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = fresh.value; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": fresh.value }));
    isSignedOut = false;
    return true;
  };
  const saveAgain = async () => {
    if (changes === saved || isSaving) return;
    if (isSignedOut && !(await isSignedInAgain())) return;
    htmx.trigger(autosave, "save-again");
  };
  const isOurs = (event) => autosave?.contains(event.target);

  form?.addEventListener("input", (event) => {
    if (event.target.type === "file") return; // files go with the report alone
    changes += 1;
    say(UNSAVED);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isOurs(event)) return;
    [isSaving, sent] = [true, changes];
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isOurs(event) && event.detail.target !== autosave) return;
    isSaving = false;
    if (event.detail.successful) saved = sent;
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (!isOurs(event)) return;
    say(OFFLINE);
    setTimeout(saveAgain, AGAIN_MS);
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (!isOurs(event)) return;
    isSignedOut = event.detail.xhr.status === 403;
    say(isSignedOut ? SIGNED_OUT : REFUSED);
    if (!isSignedOut) setTimeout(saveAgain, AGAIN_MS);
  });
  if (form) {
    for (const type of ["online", "focus"]) window.addEventListener(type, saveAgain);
    form.addEventListener("submit", (event) => { isLeaving = !event.defaultPrevented; });
    window.addEventListener("beforeunload", (event) => {
      if (changes !== saved && !isLeaving) event.preventDefault();
    });
  }
}
