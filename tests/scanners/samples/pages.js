// What each rule of semgrep must find in a script, and what it must leave alone. Nothing here is served.
function markup(node, words) {
  // ruleid: script-makes-markup
  node.innerHTML = words;
  // ruleid: script-makes-markup
  node.insertAdjacentHTML("beforeend", words);
  // ok: script-makes-markup
  node.replaceChildren(words);
}

function kept(words) {
  // ruleid: kept-in-the-browser
  localStorage.setItem("draft", words);
  // ok: kept-in-the-browser
  const draft = words;
}

function asked(words) {
  // ruleid: script-asks-others
  fetch("https://example.org/collect", { method: "POST", body: words });
  // ruleid: script-asks-others
  navigator.sendBeacon("/x", words);
  // ok: script-asks-others
  fetch("/drafts/report/new/", { method: "POST", body: words });
}
