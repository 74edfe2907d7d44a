"""The State's code of a district or school: region, county, district, type, school (RCDTS); text, never a number."""

import re

HOW = (
    "Write the RCDTS code as the State prints it: 15 characters for region, county, district, type and school, such as "
    "17-999-0010-26-0001. A non-public or charter school may have one letter in its district or school part."
)
WHOLE = "0000"
"""The school part of a code that stands for the district itself."""
AS_KEPT = r"^\d{2}-\d{3}-\d{3}[0-9A-Z]-\d{2}-[0-9A-Z]{4}$"
PARTS = re.compile(r"(\d{2})(\d{3})(\d{3}[0-9A-Z])(\d{2})([0-9A-Z]{4})")


def canonical(text: str) -> str:
    """The code with its dashes, in capitals; "" where it is none. Spaces and dashes may stand anywhere, a leading zero may not be lost."""
    found = PARTS.fullmatch(re.sub(r"[\s-]", "", text).upper())
    if found is None or sum(each.isalpha() for each in found.group(3) + found.group(5)) > 1:
        return ""
    return "-".join(found.groups())


def same_district(one: str, other: str) -> bool:
    """Whether two codes agree but for their school parts."""
    return canonical(one)[:-4] == canonical(other)[:-4]
