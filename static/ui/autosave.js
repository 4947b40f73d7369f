/*
 * A form that saves itself while it is typed. Its .cd-autosave sends it and shows the answer; data-saved-by names other elements of the
 * page whose requests save it as well, data-unsaved says that the page came back with words that the server does not have.
 */
"use strict";

{
  // Typed words are said to be unsaved until the answer comes; a button pressed meanwhile waits for it, or it would be refused for the page's
  // own words. What the network or the session refuses is saved again when they are back.
  const UNSAVED = "Có thay đổi chưa lưu…";
  const OFFLINE = "Chưa lưu: mất kết nối. Trang tự lưu lại khi có mạng; vui lòng không đóng trang.";
  const SIGNED_OUT = "Chưa lưu: phiên làm việc đã hết. Vui lòng đăng nhập ở thẻ khác rồi trở lại trang này; nội dung đã gõ vẫn còn.";
  const REFUSED = "Chưa lưu: hệ thống đang bận hoặc gặp lỗi. Trang sẽ tự lưu lại; vui lòng không đóng trang.";
  const AGAIN_MS = 15000;

  const keepSaved = (autosave) => {
    const form = autosave.closest("form");
    let changes = "unsaved" in autosave.dataset ? 1 : 0; // since the page was opened, or that came back with it,
    let sent = 0; // those of the last request,
    let saved = 0; // and those that the server has
    let isLeaving = false;
    let isSignedOut = false;
    let isSaving = false;
    let waiting = null; // the button that was pressed during a request

    const say = (what) => {
      const words = autosave.querySelector(".cd-autosave-words span");
      if (words && words.textContent !== what) words.textContent = what;
    };
    const isSignedInAgain = async () => {
      // Signing in changes the mark that every form carries, so the page takes the new one over.
      const page = await fetch(window.location.pathname).catch(() => null);
      if (!page?.ok || page.redirected) return false;
      const fresh = new DOMParser().parseFromString(await page.text(), "text/html").getElementById(autosave.id);
      const mark = fresh?.closest("form").querySelector("[name=csrfmiddlewaretoken]");
      if (!mark) return false;
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = mark.value; });
      document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": mark.value }));
      isSignedOut = false;
      return true;
    };
    const saveAgain = async () => {
      if (changes === saved || isSaving) return;
      if (isSignedOut && !(await isSignedInAgain())) return;
      htmx.trigger(autosave, "save-again");
    };
    // A button that the answer took away is named by its request alone; the event comes from what held it.
    const saves = ({ detail: { elt: holder, target, requestConfig } }) => {
      const elt = requestConfig?.elt ?? holder;
      return autosave.contains(elt) || target === autosave || Boolean(autosave.dataset.savedBy && elt.matches(autosave.dataset.savedBy));
    };

    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return; // files go with the form alone
      changes += 1;
      say(UNSAVED);
    });
    document.addEventListener("htmx:beforeRequest", (event) => {
      if (!saves(event)) return;
      if (isLeaving) event.preventDefault(); // the form itself is on its way, and would be found to have been saved meanwhile
      else [isSaving, sent] = [true, changes];
    });
    document.addEventListener("htmx:afterRequest", (event) => {
      if (!saves(event)) return;
      isSaving = false;
      if (event.detail.successful) saved = sent;
      if (!waiting) return;
      const { submitter } = waiting;
      waiting = null;
      setTimeout(() => form.requestSubmit(submitter));
    });
    document.addEventListener("htmx:sendError", (event) => {
      if (!saves(event)) return;
      say(OFFLINE);
      setTimeout(saveAgain, AGAIN_MS);
    });
    document.addEventListener("htmx:responseError", (event) => {
      if (!saves(event)) return;
      isSignedOut = event.detail.xhr.status === 403;
      say(isSignedOut ? SIGNED_OUT : REFUSED);
      if (!isSignedOut) setTimeout(saveAgain, AGAIN_MS);
    });
    for (const type of ["online", "focus"]) window.addEventListener(type, saveAgain);

    window.addEventListener("beforeunload", (event) => {
      if (changes !== saved && !isLeaving) event.preventDefault();
    });
    window.addEventListener("pageshow", () => { isLeaving = false; });
    window.addEventListener("submit", (event) => {
      if (event.target === form) isLeaving = !event.defaultPrevented;
    });
    // On the window, so that it hears of a submit before the listeners that ask for confirmation and hold the buttons.
    window.addEventListener("submit", (event) => {
      if (event.target !== form || (navigator.onLine && !isSaving)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (navigator.onLine) waiting = { submitter: event.submitter };
      else say(OFFLINE);
    }, true);
  };

  document.querySelectorAll(".cd-autosave").forEach(keepSaved);
}
