"""What is asked of a page beside axe: nothing cut off, nothing moving, every control reached by its keys, paper without the frame."""

from playwright.sync_api import Page

from tests.browser.conftest import AXE, barriers, overflows

PUT_ON = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }"
TAKE_OFF = "() => { document.adoptedStyleSheets = [] }"
TWICE_AS_LARGE = "html { font-size: 200% !important }"
WIDE_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
HEIGHT = 900
MAIN_TARGET, ANY_TARGET = 44, 24
"""The least height of a main button and of any control, in CSS pixels (ux.md 10; WCAG 2.5.8 leaves out links within a sentence)."""

CUT_OFF = """() => {
    const found = new Set(), hides = ['hidden', 'clip'], rolls = ['auto', 'scroll'];
    const say = (element, words) => found.add(words + ': ' + element.outerHTML.slice(0, 120));
    for (const element of document.body.querySelectorAll('*')) {
        if (!element.checkVisibility() || element.closest('svg, .vh, .skip, input, textarea, select, option')) continue;
        const style = getComputedStyle(element);
        if (element.closest('thead, .who summary') && (style.clipPath !== 'none' || element.clientWidth < 2)) continue;  // for ears alone
        if (hides.includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1) say(element, 'cut off at its side');
        if (hides.includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1) say(element, 'cut off below');
        for (const node of element.childNodes) {
            if (node.nodeType !== Node.TEXT_NODE || !node.textContent.trim()) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            let around = element;
            while (around && !rolls.includes(getComputedStyle(around).overflowX)) around = around.parentElement;
            for (const box of around ? [] : range.getClientRects())
                if (box.width && (box.right > document.documentElement.clientWidth + 1 || box.left < -1)) say(element, 'out of the page');
        }
    }
    return [...found];
}"""
SMALL = """([main, any]) => {
    const controls = '.btn, button, summary, select, textarea, input:not([type=hidden])', tick = ['radio', 'checkbox'];
    return [...document.querySelectorAll(controls)].filter(each => each.checkVisibility()).filter(each => {
        const box = ((tick.includes(each.type) && each.closest('label, .choice')) || each).getBoundingClientRect();
        return box.width < any || box.height < (each.matches('.btn-go') ? main : any);
    }).map(each => 'too small to press: ' + each.outerHTML.slice(0, 120));
}"""
MOVING = """async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().filter(each => each.playState === 'running').map(() => 'it moves');
    const long = style => (style.transitionDuration + ',' + style.animationDuration).split(',').some(each => parseFloat(each) > .001);
    for (const each of document.querySelectorAll('*'))
        if (long(getComputedStyle(each))) moving.push('it would move: ' + each.outerHTML.slice(0, 120));
    return moving;
}"""
PAPER = """() => {
    const frame = [...document.querySelectorAll('.topbar, .strip, .foot, .skip, nav, .rail, .btn, button')];
    const head = document.querySelector('h1');
    const has = head && (head.checkVisibility() || head.closest('.never-printed'));
    return [...frame.filter(each => each.checkVisibility()).map(each => 'on paper: ' + each.outerHTML.slice(0, 120)),
        ...(has ? [] : ['no heading on paper'])];
}"""
CONTRAST = "axe.run(document, {runOnly: ['color-contrast']}).then(r => r.violations.flatMap(v => v.nodes.map(n => n.html.slice(0, 120))))"
STOP = """() => {
    const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
    const all = [...document.querySelectorAll('*')];
    here.reached = true;
    return {
        place: all.indexOf(here), name: here.outerHTML.slice(0, 120), ring: style.outlineStyle + ' ' + parseFloat(style.outlineWidth),
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight, left: here === document.body,
    };
}"""
UNREACHED = """() => {
    const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const group = one => [...document.getElementsByName(one.name)].filter(each => each.form === one.form && each.type === 'radio');
    return [...document.querySelectorAll(controls)].filter(each => each.checkVisibility() && !each.disabled && each.tabIndex >= 0
        && !each.reached && !(each.type === 'radio' && group(each).some(one => one.reached))).map(each => each.outerHTML.slice(0, 120));
}"""
STOPS_AT_MOST = 900


def faults(page: Page, scheme: str = "light") -> list[str]:
    """What is wrong with a page as it stands, whatever its width: axe, its headings, its edges, its targets.

    Dark changes colors and nothing else (ux.md 11): there axe is asked for the contrast alone, on a page that it has seen in light.
    """
    found = barriers(page) if scheme == "light" or not page.evaluate("'axe' in window") else pale(page)
    found += [] if page.locator("h1").count() == 1 else ["not one heading of the first level"]
    found += ["it must be moved sideways"] if overflows(page) else []
    return [*found, *page.evaluate(CUT_OFF), *page.evaluate(SMALL, [MAIN_TARGET, ANY_TARGET])]


def pale(page: Page) -> list[str]:
    """What axe, which is there already, calls too pale to read."""
    return [f"too pale: {html}" for html in page.evaluate(CONTRAST)]


def with_text(page: Page, css: str) -> list[str]:
    """What does not hold when the reader's own style sheet is put on: text twice as large, or wider spacing."""
    page.evaluate(PUT_ON, css)
    found = [*page.evaluate(CUT_OFF), *(["it must be moved sideways"] if overflows(page) else [])]
    page.evaluate(TAKE_OFF)
    return found


def in_print(page: Page, scheme: str) -> list[str]:
    """What a printed sheet shows that it must not; from a dark screen it is as black on white as from a light one."""
    if page.locator("link[href*='print']").count():
        return []  # a paper has sheets of its own, which the tests of papers look at
    page.set_viewport_size({"width": 680, "height": HEIGHT})  # a sheet of Letter between its margins
    page.emulate_media(media="print", color_scheme=scheme)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text() + "; undefined")
    found = [*page.evaluate(PAPER), *pale(page), *(["wider than the sheet"] if overflows(page) else [])]
    page.emulate_media(media="screen")
    return found


def in_motion(page: Page) -> list[str]:
    """What moves although the reader asked for no motion."""
    page.emulate_media(reduced_motion="reduce")
    found = page.evaluate(MOVING)
    page.emulate_media(reduced_motion="no-preference")
    return list(found)


def in_forced_colors(page: Page) -> list[str]:
    """What does not hold in the colors of the system."""
    page.emulate_media(forced_colors="active")
    found = ["it must be moved sideways"] if overflows(page) else []
    page.emulate_media(forced_colors="none")
    return [*found]


def by_keys(page: Page) -> list[str]:
    """Every control in the order of reading, each with its ring and on the screen, none left out, and a way out at the end."""
    page.evaluate("() => { for (const fold of document.querySelectorAll('main details')) fold.open = true }")
    page.evaluate("() => document.querySelector('a, button, input')?.focus()")  # from the top, wherever a mistake has put the focus
    page.keyboard.press("Shift+Tab")
    found, places, is_out = [], [], False
    for _ in range(STOPS_AT_MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        is_out = stop["left"] or (bool(places) and stop["place"] == places[0])
        if is_out:
            break
        found += [] if stop["ring"] == "solid 3" else [f"no ring ({stop['ring']}): {stop['name']}"]
        found += [] if stop["seen"] else [f"not on the screen: {stop['name']}"]
        found += [f"before what stands above it: {stop['name']}"] if places and stop["place"] < places[-1] else []
        places.append(stop["place"])
    found += [] if is_out else ["the keyboard is caught on the page"]
    return [*found, *(f"not reached: {html}" for html in page.evaluate(UNREACHED))]
