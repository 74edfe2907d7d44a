"""Short and familiar forms of given names, in English and in Spanish: who is “Bill” here may stand as “William” in an earlier case."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from nicknames import name_triplets

SPANISH: Mapping[str, str] = {
    "alberto": "beto",
    "alejandra": "ale jana sandra",
    "alejandro": "ale alex jandro",
    "antonio": "tono tony",
    "beatriz": "bea betty",
    "concepcion": "concha conchita",
    "consuelo": "chelo",
    "cristina": "cris tina",
    "daniel": "dani",
    "dolores": "lola",
    "eduardo": "lalo edu",
    "enrique": "quique kike",
    "ernesto": "neto",
    "francisco": "paco pancho kiko fran",
    "gabriela": "gaby gabi",
    "graciela": "chela",
    "gregorio": "goyo",
    "guadalupe": "lupe lupita",
    "guillermo": "memo guille",
    "ignacio": "nacho",
    "isabel": "chabela isa",
    "jesus": "chuy chucho",
    "jorge": "coque",
    "jose": "pepe chepe",
    "juan": "juancho juanito",
    "luis": "lucho",
    "manuel": "manolo manny",
    "maria": "mari marita",
    "mercedes": "meche merche",
    "miguel": "mike migue",
    "pedro": "perico pete",
    "rafael": "rafa",
    "ramon": "moncho",
    "roberto": "beto rob",
    "rosario": "charo chayo",
    "salvador": "chava",
    "santiago": "santi chago",
    "sergio": "checo",
    "socorro": "coco",
    "teresa": "tere",
    "vicente": "chente",
    "yolanda": "yoli",
}
"""By the name without accents; the English ones are those of the library."""


def also_called(part: str) -> frozenset[str]:
    """Other forms of one part of a name, in small letters without accents; none for a part that is no given name."""
    return _forms().get(part, frozenset())


def is_form_of(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether every part of the shorter name stands in the other one, as it is or in another form, and some part in another form alone."""
    fewer, more = sorted((list(one), list(other)), key=len)
    in_another_form = False
    for part in fewer:
        if part in more:
            more.remove(part)
        elif twin := next((each for each in more if each in also_called(part)), None):
            more.remove(twin)
            in_another_form = True
        else:
            return False
    return in_another_form


@cache
def _forms() -> dict[str, frozenset[str]]:
    pairs = [(each.name1, each.name2) for each in name_triplets()]
    pairs += [(name, form) for name, forms in SPANISH.items() for form in forms.split()]
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return {name: frozenset(forms) for name, forms in found.items()}
