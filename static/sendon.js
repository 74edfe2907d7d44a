// A page that only passes on what another site sent: nobody need press its button. Without a script the button does it.
"use strict";

document.querySelector("form[data-send-on]").submit();
