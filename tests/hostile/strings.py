"""Texts that are no attack and have broken programs all the same: other scripts, directions, lengths, and words that mean another thing."""

from collections.abc import Iterator
from itertools import product

LETTERS = {
    "accents": "Ĥéłłö wörld ñ ç ß ø",
    "combining": "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307",
    "stacked": "Z\u0351\u036b\u0343\u0368\u033e\u030d a\u0334\u0335\u0336\u0337\u0338\u0489 l\u0316\u0317\u0318\u0319",
    "decomposed": "A\u030angstro\u0308m",
    "Greek": "Αυτός είπε κάτι",
    "Cyrillic": "Он сказал это вслух",
    "Hebrew": "הוא אמר את זה",
    "Arabic": "قال ذلك في الحافلة",
    "Devanagari": "उसने यह कहा",
    "Thai": "เขาพูดอย่างนั้น",
    "Chinese": "他在公共汽车上说的",
    "Japanese": "彼はそう言った、昨日",
    "Korean": "그는 그렇게 말했다",
    "Vietnamese": "Nó nói trên xe buýt",
    "full width": "Ｈｅｌｌｏ　ｗｏｒｌｄ",
    "circled": "ⓗⓔⓛⓛⓞ 𝓱𝓮𝓵𝓵𝓸 𝕙𝕖𝕝𝕝𝕠",
    "homoglyphs": "раураl аdmin",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏿 🇺🇸",
    "outside the plane": "𐐷𠜎𝄞",
    "ligatures": "ﬁ ﬂ ﷽ ㎒",
    "dotless": "İıŞş ſ ẞ",
    "unassigned": "\u0378\ufdd0\U0010fffe",
    "private": "\ue000\uf8ff",
}
MARKS = {
    "right to left override": "\u202e",
    "left to right override": "\u202d",
    "isolate": "\u2067",
    "end of isolate": "\u2069",
    "end of direction": "\u202c",
    "zero width space": "\u200b",
    "joiner": "\u200d",
    "non-joiner": "\u200c",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "no-break space": "\u00a0",
    "ideographic space": "\u3000",
    "Mongolian separator": "\u180e",
    "replacement": "\ufffd",
    "tag letter": "\U000e0041",
}
CONTROLS = tuple(chr(number) for number in (*range(1, 32), *range(127, 160)))
BREAKS = ("\n", "\r\n", "\r", "\n\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c")
MEANING = (
    *("NULL", "None", "null", "undefined", "true", "false", "NaN", "Infinity", "-1", "0", "1/0", "1e309", "0x7f", "1_000", "٣", "½", "-0"),
    *("'", '"', "''", '""', "`", "\\", "\\\\", "\\'", "%", "%s", "%n", "%d%d%d", "%(name)s", "{0}", "{}", "{name}", "{{", "}}", "{%", "%}"),
    *("${x}", "$x", "$(id)", "`id`", "; id", "| id", "&& id", "|| id", "> /tmp/x", "< /etc/passwd", "*", "?", "~", "#", "//", "/*", "--"),
    *("' OR '1'='1", "' OR 1=1 --", "1; select pg_sleep(9)", "' UNION SELECT 1 --", "') OR ('a'='a", "\\' or 1=1", "1 and 1=1", "admin'--"),
    *(
        "../../etc/passwd",
        "..\\..\\windows",
        "/etc/passwd",
        "file:///etc/passwd",
        "C:\\con\\con",
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "LPT1",
        ".",
        "..",
    ),
    *("=1+1", "+1", "-1+1", "@sum(1)", "\t=1", "=cmd|'/c calc'!A0", '=HYPERLINK("http://x")', "＝1+1", "＋1", "－1", "＠x", ";=1", ",=1"),
    *(
        "%00",
        "%0d%0aSet-Cookie: a=b",
        "\r\nBcc: a@example.org",
        "\nSubject: x",
        "%u0000",
        "%c0%ae%c0%ae/",
        "\\u0000",
        "\\x00",
        "&#0;",
        "&nbsp;",
    ),
    *("http://a/%%30%30", "<a@b>", "mailto:a@example.org?bcc=b", "tel:911", "://", "http://", "[::1]", "2130706433", "0177.0.0.1"),
    *(
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
        "<xi:include href='file:///etc/passwd'/>",
        "(){ :;}; echo",
        "__import__('os')",
    ),
    *(
        "!!python/object:os.system",
        'O:8:"stdClass":0:{}',
        "rO0ABQ==",
        "[[",
        "]]",
        "[x](y)",
        "![x](y)",
        "**x**",
        "# x",
        "* x",
        "1. x",
        "> x",
        "| a | b |",
    ),
    *(
        "robots.txt",
        ".htaccess",
        "index.php",
        "favicon.ico",
        "wp-admin",
        "Scunthorpe",
        "Lightwater Country Park",
        "Dr. Sam O'Brien-Łęcki III",
    ),
    *("2026-02-30", "25:61", "1752-09-03", "now", "today", "0000-00-00", "31/12/2026", "Feb 29", "1969-12-31T23:59:59Z"),
)
NAMES = (
    "O'Neil",
    'Ann "Nan" Lee',
    "Smith & Sons",
    "<Jo>",
    "D'Ângelo-Ñuñez",
    "van der Berg",
    "X Æ A-12",
    "J.",
    "Li",
    "Null",
    "Mc%20Cay",
    "a" * 120,
)
SENTENCES = (
    "He said it twice.",
    "5 < 6 and 7 > 3",
    "a&b",
    "R&D; \"quoted\" and 'quoted'",
    "fish & chips &amp; peas",
    "if (a < b && c > d) {",
)


def _made() -> Iterator[str]:
    yield from LETTERS.values()
    for letters, mark in product(LETTERS.values(), list(MARKS.values())[:6]):
        yield f"{letters[:6]}{mark}{letters[6:]}"
    yield from (f"before{each}after" for each in (*MARKS.values(), *CONTROLS, *BREAKS))
    yield from MEANING
    yield from (f"{each} " for each in NAMES)
    for name, sentence in product(NAMES, SENTENCES):
        yield f"{name}: {sentence}"
    yield from SENTENCES
    yield from (
        "x" * 500,
        "word " * 100,
        "\u202e" * 50,
        "🙂" * 100,
        "<" * 200,
        "]" * 200,
        "\u200b" * 100,
        "{" * 200,
        "&" * 200,
        '"' * 200,
        " " * 50 + "x",
        "a\n" * 60,
    )


STRINGS = tuple(dict.fromkeys(_made()))
