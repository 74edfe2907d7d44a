"""`./run demo`."""


def demo(*, fresh: bool) -> int:
    return 0
