// While a worker is busy with something: asks how far it is, and shows the page anew when that has changed.
// Without this script a link does the same.
(() => {
  "use strict";
  const place = document.querySelector("[data-waiting]");
  if (!place) return;
  const EVERY = 2500;
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.waiting, { redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.ok) {
        const told = await answer.json();
        if (told.state !== place.dataset.state) { location.replace(location.href); return; }
        const said = place.querySelector("[data-says]");
        if (said.textContent !== told.says) said.textContent = told.says;
      }
    } catch {
      // no connection: asked again
    }
    setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
})();
