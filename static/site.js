// Enhancement only: every page works without it. No inline handlers, no browser storage, and nodes are moved, never markup.
"use strict";

const page = document.documentElement;
const WORDS = (page.dataset.words || "").split("|");   // left, late, day, days, h, min, under a minute, Copied
const say = (place, words) => { if (place.textContent !== words) place.textContent = words; };

// The list of what must be mended takes the focus; what is folded over a mistake opens.
for (const fold of document.querySelectorAll("details:has([aria-invalid=true])")) fold.open = true;
document.querySelector(".errors")?.focus();

// Copy buttons stay hidden where copying cannot work.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy], [data-copy-from]") : []) {
  const face = [...button.childNodes];
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const from = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
    await navigator.clipboard.writeText(from ? (from.value ?? from.textContent).trim() : button.dataset.copy);
    button.replaceChildren(WORDS[7]);
    setTimeout(() => button.replaceChildren(...face), 2000);
  });
}

// Escape, or a press elsewhere, closes the open menu; Escape gives the focus back.
const menu = () => document.querySelector("details.who[open]");
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && menu();
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});
document.addEventListener("click", (event) => {
  const open = menu();
  if (open && !open.contains(event.target)) open.open = false;
});

// Live clocks count on from the server's time; they ask the server nothing, so they are no activity.
const clocks = [...document.querySelectorAll("time[data-until][data-now]")];
function span(seconds) {
  const days = Math.floor(seconds / 86400), hours = Math.floor(seconds % 86400 / 3600), minutes = Math.floor(seconds % 3600 / 60);
  const parts = [];
  if (days) parts.push(`${days} ${WORDS[days === 1 ? 2 : 3]}`);
  if (hours) parts.push(`${hours} ${WORDS[4]}`);
  if (minutes && !days) parts.push(`${minutes} ${WORDS[5]}`);
  return parts.join(" ") || WORDS[6];
}
function tick() {
  for (const clock of clocks) {
    const left = (Date.parse(clock.dataset.until) - Date.parse(clock.dataset.now) - performance.now()) / 1000;
    say(clock, WORDS[left < 0 ? 1 : 0].replace("%s", span(Math.abs(left))));
    clock.closest(".need, .bigclock")?.classList.toggle("late", left < 0);
  }
}
if (clocks.length && WORDS.length === 8) setInterval(tick, 15000);

// Drafts: what changed goes to the server every five seconds and when the page is left. The answer is the line to show.
const NEVER = new Set(["csrfmiddlewaretoken", "idempotency_key"]);
for (const form of document.querySelectorAll("form[data-draft]")) {
  const state = form.querySelector("[data-draft-state]") || document.createElement("p");
  const typed = () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const field = form.elements[name];
      if (typeof value === "string" && !NEVER.has(name) && field?.type !== "password" && !field?.closest?.("[data-no-draft]")) body.append(name, value);
    }
    return body.toString();
  };
  let kept = typed(), sending = false, sent = false;
  const keep = async (leaving) => {
    const body = typed();
    if (body === kept || sent || (sending && !leaving)) return;
    sending = true;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body, keepalive: leaving && body.length < 60000, redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(4500),
        headers: {
          "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8", "X-Draft": "1",
          "X-CSRFToken": form.elements.csrfmiddlewaretoken?.value || "",
        },
      });
      if (answer.ok) { kept = body; say(state, await answer.text()); }
      else say(state, state.dataset[answer.status === 0 || answer.status === 403 ? "signedOut" : "failed"] || "");
    } catch { say(state, state.dataset.failed || ""); }
    sending = false;
  };
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("pageshow", () => { sent = false; });
  setInterval(keep, 5000, false);
  form.addEventListener("paste", () => setTimeout(keep, 0, false));   // a page that is left may send 64 KB and no more: what is long goes at once
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(true); });
  window.addEventListener("pagehide", () => keep(true));
}

// Public pages: print the receipt's card; leave without a way back to the page.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const link of document.querySelectorAll("a[data-leave]")) {
  link.addEventListener("click", (event) => { event.preventDefault(); location.replace(link.href); });
}
