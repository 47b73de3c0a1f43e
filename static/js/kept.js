// What the forms keep in this browser: cleared when it was saved with the portal, and when its owner signs out.
(() => {
  "use strict";
  const drop = (is) => {
    try {
      Object.keys(localStorage).filter((key) => key.startsWith("draft:") && is(key)).forEach((key) => localStorage.removeItem(key));
    } catch {
      // This browser keeps nothing for pages, so there is nothing to clear.
    }
  };
  const saved = document.cookie.split("; ").find((one) => one.startsWith("kept="));
  if (saved) {
    const name = saved.slice("kept=".length);
    drop((key) => key.endsWith(`:${name}`));
    document.cookie = "kept=; path=/; max-age=0; samesite=strict";
  }
  document.addEventListener("submit", (event) => {
    if (/\/logout\/$/.test(event.target.getAttribute("action") || "")) drop(() => true);
  });
})();
