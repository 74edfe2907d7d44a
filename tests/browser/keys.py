"""A person of the walk who has no pointer: every control is reached by Tab, and used by Enter, Space, arrows and letters."""

from typing import Any

from playwright.sync_api import Locator

from tests.browser.hand import TICKED, Hand

AT_MOST = 900
IS_HERE = "element => element === document.activeElement"
IS_IN_GROUP = "element => document.activeElement.type === 'radio' && document.activeElement.name === element.name"
OWN_KEYS = ("date", "datetime-local", "time", "file")
"""Fields whose keys are the browser's own: they are reached by Tab, and the browser is told what was entered."""


class KeyHand(Hand):
    """Counts what was pressed."""

    stops = 0

    def reach(self, control: Locator, condition: str = IS_HERE) -> None:
        """Go on by Tab until the control has the focus, past the end of the page once. Raises AssertionError where it never has."""
        for _ in range(AT_MOST):
            if control.evaluate(condition):
                return
            self.screen.keyboard.press("Tab")
            KeyHand.stops += 1
        raise AssertionError(f"Tab does not reach {control.evaluate('element => element.outerHTML')[:160]} on {self.page.path}")

    def unfold(self, control: Locator) -> None:
        """Open the folds in which it lies by Enter, the outermost first."""
        closed = control.locator("xpath=ancestor::details[not(@open)]/summary")
        while closed.count():
            self.reach(closed.first)
            self.screen.keyboard.press("Enter")

    def enter(self, controls: Locator, rows: list[dict[str, Any]], values: list[str]) -> None:
        """What a hand without a pointer does with these controls."""
        kind = str(rows[0]["type"]) if rows else ""
        if rows and rows[0]["folded"]:
            self.unfold(controls.first)
        if kind in TICKED:
            self._tick(controls, rows, values)
            return
        self.reach(controls.first)
        if rows and rows[0]["tag"] == "SELECT":
            self._choose(controls.first, values)
        elif kind in OWN_KEYS:
            controls.first.fill(values[0] if values else "")
        else:
            self.screen.keyboard.press("Control+A")
            self.screen.keyboard.press("Delete")
            self.screen.keyboard.insert_text(values[0] if values else "")

    def _tick(self, controls: Locator, rows: list[dict[str, Any]], wanted: list[str]) -> None:
        for number, row in enumerate(rows):
            one, chosen = controls.nth(number), row["value"] in wanted
            if row["checked"] == chosen or (row["type"] == "radio" and not chosen):
                continue
            self.reach(one, IS_IN_GROUP if row["type"] == "radio" else IS_HERE)
            for _ in range(len(rows)):
                if one.evaluate(IS_HERE):
                    break
                self.screen.keyboard.press("ArrowDown")
            if one.is_checked() != chosen:
                self.screen.keyboard.press("Space")

    def _choose(self, control: Locator, values: list[str]) -> None:
        """By the arrows from the first, as far as the list goes; several at once are told to the browser."""
        if control.evaluate("element => element.multiple"):
            control.select_option(values)
            return
        self.screen.keyboard.press("Home")
        for _ in range(control.locator("option").count()):
            if control.input_value() in values:
                return
            self.screen.keyboard.press("ArrowDown")
        assert control.input_value() in values, f"the arrows do not reach {values}"

    def press(self, button: Locator) -> None:
        """Reach the button and press Enter."""
        self.unfold(button)
        self.reach(button)
        self.screen.keyboard.press("Enter")
