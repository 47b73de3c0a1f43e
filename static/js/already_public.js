"use strict";
// While somebody types an application: what is public on it already. Without this script a button does the same.
(() => {
  const form = document.getElementById("application");
  const place = document.getElementById("suggestions");
  if (!form || !place) return;
  const WAIT = 800, LEAST = 6;
  let timer = 0, asked = "", running = null;

  const look = async () => {
    const about = `${form.elements.subject.value} ${form.elements.description.value}`.trim().slice(0, 300);
    if (about.length < LEAST || about === asked) return;
    asked = about;
    if (running) running.abort();
    running = new AbortController();
    const body = new URLSearchParams({ about, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(place.dataset.address, { method: "POST", body, signal: running.signal });
      if (answer.status === 429) return;
      const text = answer.status === 200 ? await answer.text() : "";
      place.innerHTML = text;
      place.hidden = !text;
    } catch {
      asked = "";  // overtaken by the next letters, or no connection: the button still works
    }
  };

  for (const name of ["subject", "description"]) {
    form.elements[name].addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(look, WAIT);
    });
  }
})();
