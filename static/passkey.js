// Passkeys and security keys: the browser asks for one, the form sends its answer. Loaded by the pages of the second factor alone.
"use strict";

const bytes = (words) => Uint8Array.from(atob(words.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const words = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const listed = (rows) => (rows || []).map((row) => ({ ...row, id: bytes(row.id) }));

function asked(sent) {
  const options = { ...sent, challenge: bytes(sent.challenge) };
  if (sent.user) options.user = { ...sent.user, id: bytes(sent.user.id) };
  if (sent.excludeCredentials) options.excludeCredentials = listed(sent.excludeCredentials);
  if (sent.allowCredentials) options.allowCredentials = listed(sent.allowCredentials);
  return options;
}

function answer(found) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (found.response[name]) response[name] = words(found.response[name]);
  }
  return { id: found.id, rawId: words(found.rawId), type: found.type, response, clientExtensionResults: found.getClientExtensionResults() };
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
  const go = form.querySelector("[data-passkey-go]"), failed = form.querySelector("[data-passkey-failed]");
  form.querySelector("[data-passkey-without]")?.remove();
  go.hidden = false;
  go.addEventListener("click", async () => {
    failed.hidden = true;
    try {
      const publicKey = asked(JSON.parse(form.dataset.options).publicKey);
      const found = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.elements.credential.value = JSON.stringify(answer(found));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
