"""The invented names of cases in great number, as the measurements ask for them."""

import json

from reporting.management.scale.names import FIRSTS, LASTS, LEAN, drawn, on_record, pools

__all__ = ["FIRSTS", "LASTS", "LEAN", "drawn", "on_record", "pools"]

if __name__ == "__main__":
    print(json.dumps({"name": on_record()}))
