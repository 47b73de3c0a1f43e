// Keeps what is typed into a proposal: in this browser at once, with the portal while there is a connection.
// The form works without this script; it only spares people what they typed.
(() => {
  "use strict";
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const said = form.querySelector("[data-kept]"), offer = document.querySelector("[data-offer]");
  const words = said.dataset, address = form.dataset.keepAddress;
  const mine = `draft:${form.dataset.person}:`, key = mine + form.dataset.keep;
  const QUIET = 2000, AGAIN = 10000;
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "seen", "_save", "_propose", "_read", "heading"]);
  let timer = 0, busy = null, isStopped = false, isOffered = false;

  const store = {
    read() { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    keep(entry) { try { localStorage.setItem(key, JSON.stringify(entry)); return true; } catch { return false; } },
    drop() { try { localStorage.removeItem(key); } catch { /* nothing is kept */ } },
    dropOthers() {
      try {
        Object.keys(localStorage).filter((one) => one.startsWith("draft:") && !one.startsWith(mine))
          .forEach((one) => localStorage.removeItem(one));
      } catch { /* nothing is kept */ }
    },
  };

  const fields = () => [...form.elements].filter((one) => one.name && !LEFT_OUT.has(one.name) && one.type !== "file");
  const isTick = (one) => one.type === "checkbox" || one.type === "radio";

  // The values of all fields by name; as the portal sent them, or as they stand now.
  function values(asSent) {
    const found = {};
    for (const one of fields()) {
      const list = (found[one.name] ||= []);
      if (isTick(one)) {
        if (asSent ? one.defaultChecked : one.checked) list.push(one.value);
      } else if (one.tagName === "SELECT") {
        const chosen = [...one.options].filter((choice) => (asSent ? choice.defaultSelected : choice.selected));
        list.push(...(chosen.length ? chosen : [...one.options].slice(0, 1)).map((choice) => choice.value));
      } else {
        list.push(asSent ? one.defaultValue : one.value);
      }
    }
    return JSON.stringify(found).replaceAll("\\r\\n", "\\n");
  }

  function put(kept) {
    const found = JSON.parse(kept), used = {};
    for (const one of fields()) {
      const list = found[one.name];
      if (!list) continue;
      if (isTick(one)) one.checked = list.includes(one.value);
      else if (one.tagName === "SELECT") [...one.options].forEach((choice) => { choice.selected = list.includes(choice.value); });
      else one.value = list[(used[one.name] = (used[one.name] ?? -1) + 1)] ?? one.value;
    }
  }

  const seen = form.elements.namedItem("seen");
  let there = values(true);
  const clock = (moment) => moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const say = (state, text = words[state]) => {
    said.dataset.state = state;
    if (said.textContent !== text) said.textContent = text;
  };

  function keepHere() {
    const now = values(false);
    if (isOffered) return false;
    if (now === there) { store.drop(); return false; }
    const isKept = store.keep({ at: new Date().toISOString(), seen: seen.value, said: now });
    say(isKept ? "here" : "nowhere", isKept ? `${words.here} ${clock(new Date())}` : words.nowhere);
    return true;
  }

  function later(wait) {
    clearTimeout(timer);
    if (address && !isStopped) timer = setTimeout(send, wait);
  }

  // Save with the portal. It refuses when somebody else saved since this page was opened, and says who and when.
  async function send() {
    clearTimeout(timer);
    const now = values(false);
    if (!address || busy || isStopped || isOffered || now === there) return;
    const body = new URLSearchParams();
    for (const [name, list] of Object.entries(JSON.parse(now))) list.forEach((value) => body.append(name, value));
    body.append("seen", seen.value);
    body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    busy = fetch(address, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } });
    try {
      const answer = await busy;
      if (answer.type === "opaqueredirect" || answer.status === 403) { isStopped = true; return say("signedOut"); }
      if (answer.status >= 500) throw new Error("the portal does not answer");
      const told = await answer.json();
      if (answer.ok) {
        seen.value = told.seen;
        there = now;
        if (values(false) === now) { store.drop(); say("saved", told.says); } else { keepHere(); later(QUIET); }
      } else {
        isStopped = answer.status === 409;
        say(isStopped ? "overtaken" : "here", `${told.says} ${words.here}`);
      }
    } catch {
      say("offline");
      later(AGAIN);
    } finally {
      busy = null;
    }
  }

  form.addEventListener("input", () => { if (keepHere()) later(QUIET); });
  window.addEventListener("online", () => send());
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    keepHere();
    if (!busy) return;
    event.preventDefault(); // two savings at once would overtake each other
    busy.catch(() => null).finally(() => setTimeout(() => form.requestSubmit(event.submitter)));
  });

  function answer(isWanted) {
    const kept = store.read();
    isOffered = false;
    offer.hidden = true;
    if (isWanted && kept) {
      put(kept.said);
      seen.value = kept.seen; // what was saved since is not overwritten: the portal shows both texts
      keepHere();
      send();
    } else {
      store.drop();
    }
    form.elements.namedItem("title").focus();
  }

  store.dropOthers();
  const kept = store.read();
  if ("unsaved" in form.dataset) {
    there = ""; // the portal refused it: nothing of this page is saved yet
    keepHere();
  } else if (kept && kept.said === there) {
    store.drop();
  } else if (kept) {
    isOffered = true;
    offer.querySelector("time").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
    offer.querySelector("[data-restore]").addEventListener("click", () => answer(true));
    offer.querySelector("[data-discard]").addEventListener("click", () => answer(false));
    offer.hidden = false;
    say("offered");
  }
})();

// A table that is pasted from office software becomes the simple table that the portal keeps; the portal cleans it again.
(() => {
  "use strict";
  const box = document.querySelector("form[data-keep] textarea[name=body]");
  if (!box) return;
  const safe = (text) => text.replace(/\s+/g, " ").trim().replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const row = (cells) => `<tr>${cells.join("")}</tr>`;

  function cell(one) {
    one.querySelectorAll("br").forEach((end) => end.replaceWith(" "));
    const kind = one.tagName === "TH" ? "th" : "td";
    const wide = one.colSpan > 1 ? ` colspan="${one.colSpan}"` : "", high = one.rowSpan > 1 ? ` rowspan="${one.rowSpan}"` : "";
    return `<${kind}${wide}${high}>${safe(one.textContent)}</${kind}>`;
  }

  function table(one) {
    const rows = [...one.rows].filter((line) => line.textContent.trim()).map((line) => row([...line.cells].map(cell)));
    return rows.length ? `<table>\n${rows.join("\n")}\n</table>` : "";
  }

  // The blocks of what was copied: tables as tables, everything beside them as paragraphs.
  function blocks(node, isPlain) {
    return [...node.childNodes].flatMap((one) => {
      if (one.nodeType === Node.ELEMENT_NODE && /^(STYLE|SCRIPT|META|LINK|TITLE|XML)$/.test(one.tagName)) return [];
      if (one.nodeName === "TABLE") return [table(one)];
      if (one.nodeType === Node.ELEMENT_NODE && one.querySelector("table")) return blocks(one, isPlain);
      if (one.nodeType !== Node.ELEMENT_NODE && one.nodeType !== Node.TEXT_NODE) return [];
      const text = safe(one.textContent);
      return text ? [isPlain ? text : `<p>${text}</p>`] : [];
    }).filter(Boolean);
  }

  function fromHtml(html) {
    if (!/<table[\s>]/i.test(html)) return "";
    const quiet = html.replace(/<style[\s\S]*?<\/style>/gi, "")
      .replace(/\s(?:style|on\w+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, ""); // what the policy refuses is not even tried
    const isPlain = !/<(p|h[2-4]|ul|ol|blockquote)\b/i.test(box.value);
    return blocks(new DOMParser().parseFromString(quiet, "text/html").body, isPlain).join("\n\n");
  }

  function fromLines(text) {
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
    if (lines.length < 2 || !lines.every((line) => line.includes("\t"))) return "";
    return `<table>\n${lines.map((line) => row(line.split("\t").map((one) => `<td>${safe(one)}</td>`))).join("\n")}\n</table>`;
  }

  box.addEventListener("paste", (event) => {
    const copied = event.clipboardData;
    const made = copied && (fromHtml(copied.getData("text/html")) || fromLines(copied.getData("text/plain")));
    if (!made) return;
    event.preventDefault();
    const before = box.value.slice(0, box.selectionStart), gap = before.trim() ? "\n\n" : "";
    const text = `${gap}${made}\n\n`;
    box.focus();
    if (!document.execCommand("insertText", false, text)) {
      box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
})();
