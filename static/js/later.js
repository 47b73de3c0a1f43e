// What could not be stored is sent again by itself, once, after some seconds. Without this one click does it.
"use strict";
(() => {
  const form = document.getElementById("again");
  const told = document.getElementById("by-itself");
  if (!form || !told || form.querySelector('[type="password"], [type="file"]')) return; // something is to be typed anew
  const stamp = form.elements.stamp || form.elements.began;
  const mark = "later " + (stamp ? stamp.value : form.action);
  try {
    if (sessionStorage.getItem(mark)) return; // once: who is still kept waiting decides
    sessionStorage.setItem(mark, "1");
  } catch {
    return;
  }
  told.hidden = false;
  const timer = setTimeout(() => form.submit(), Number(told.dataset.seconds) * 1000);
  const stop = () => {
    clearTimeout(timer);
    told.hidden = true;
  };
  form.addEventListener("submit", stop);
  document.addEventListener("keydown", stop, { once: true }); // somebody reads or works here: it is theirs to send
  document.addEventListener("pointerdown", stop, { once: true });
})();
