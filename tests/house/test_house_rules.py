"""The rules of the house: floors, rooms, purity, no signals, sizes, every address guarded, the words."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["tat", "cases", "triage", "reporting"]
WIRING = {"tat/settings.py", "tat/urls.py", "tat/celery.py", "tat/wsgi.py", "tat/apps.py"}
ROOMS = [
    {"roles", "statutes", "calendar", "workflow", "levels", "fort", "concurrence", "gates", "safeguard", "step", "watching", "nicknames"},
    {"vault"},
    {"clock", "statements", "log_lines", "receipts", "floods", "confined", "inspection", "identity"},
    {"models"},
    {"permissions", "audit", "files", "checks", "uploads"},
    {"access", "duty_facts"},
    {"obligations", "notices", "drafts", "catalogues", "translations", "home", "paging", "health", "figures"},
    {"emails", "feeds", "documents", "pdf", "counts", "icons", "addresses"},
    {"actions"},
    {"tasks", "backups"},
    {"forms", "typed", "idempotency"},
    {"templatetags", "views", "context", "sign_in"},
    {"urls", "routes", "middleware", "management", "celery", "settings", "wsgi", "apps", "quick"},
]
RANK = {room: number for number, rooms in enumerate(ROOMS) for room in rooms}
PURE = ROOMS[0]
ORM = {"django.db.models", "django.db", "django.conf", "django.utils.timezone", "django.core", "django.http"}
CIPHERS = {"cryptography", "nacl", "Crypto"}
PDF = {"weasyprint"}
GUARDIAN = {"cases/access.py", "tat/permissions.py", "cases/models/case.py"}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE, LONGEST_TEMPLATE_LINE = 300, 40, 120, 160


@cache
def sources() -> list[Path]:
    return [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py")) if "migrations" not in path.parts]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(module: str) -> str:
    """The room of a dotted module: the second part of its name."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "apps"


@cache
def text_of(path: Path) -> str:
    return path.read_text()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Modules that a file imports."""
    found: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [f"{node.module}.{alias.name}" if node.module in FLOORS else node.module for alias in node.names]
    return tuple(found)


def own_module(path: Path) -> str:
    return named(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def broken(rule: Callable[[Path], Iterable[object]], paths: Iterable[Path] | None = None) -> list[str]:
    """Where a rule is broken, each with its file; all in one test, for one test per file spends its time on beginning and ending."""
    return [f"{named(path)}: {each}" for path in (sources() if paths is None else paths) for each in rule(path)]


def test_a_module_imports_only_its_own_floor_and_those_below() -> None:
    def above(path: Path) -> list[str]:
        floor = FLOORS.index(named(path).split("/")[0])
        return [module for module in imports(path) if module.split(".")[0] in FLOORS[floor + 1 :]]

    assert broken(above, [path for path in sources() if named(path) not in WIRING]) == []


def has_a_room(path: Path) -> bool:
    return named(path) not in WIRING and not (path.name == "__init__.py" and path.parent.name in FLOORS)


def test_a_room_imports_only_rooms_to_its_left() -> None:
    def later(path: Path) -> list[str]:
        app, own = named(path).split("/")[0], room(own_module(path))
        if own not in RANK:
            return [f"{own} is a new room: give it a place in ROOMS and in the design"]
        return [module for module in imports(path) if module.split(".")[0] == app and RANK.get(room(module), -1) > RANK[own]]

    assert broken(later, filter(has_a_room, sources())) == []


def test_a_pure_room_knows_no_table_no_clock_no_setting() -> None:
    def impure(path: Path) -> Iterator[str]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models":
                yield from (alias.name for alias in node.names if alias.name != "TextChoices")
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from {node.module for module in ORM if node.module == module or node.module.startswith(f"{module}.")}
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
                yield f"line {node.lineno} reads a clock"

    assert broken(impure, [path for path in sources() if room(own_module(path)) in PURE]) == []


def test_one_room_only_for_ciphers_pdf_and_grants() -> None:
    def misplaced(path: Path) -> set[str]:
        modules = {module.split(".")[0] for module in imports(path)}
        ciphers = set() if named(path).startswith("tat/vault/") else CIPHERS
        pdf = set() if named(path).startswith("reporting/pdf") else PDF
        return modules & (ciphers | pdf | (set() if named(path) in GUARDIAN else {"guardian"}))

    assert broken(misplaced) == []


def test_nothing_asks_django_for_a_right() -> None:
    """A superuser has every one of them, and guardian knows no end of a grant: rights come from tat/permissions.py and cases/access.py."""
    asking = re.compile(r"\.has_perms?\(|has_module_perms|permission_required|PermissionRequiredMixin|\{[{%][^}]*\bperms\.")
    assert broken(lambda path: asking.findall(text_of(path)), [*sources(), *sorted((ROOT / "templates").rglob("*.html"))]) == []


def test_nothing_asks_the_time_but_the_clock() -> None:
    asking = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|auto_now|utcnow|localdate\(")
    assert broken(lambda path: asking.findall(text_of(path))) == []


def test_no_signals_and_no_thread_locals() -> None:
    wrong = re.compile(r"django\.db\.models\.signals|dispatch import receiver|threading\.local|@receiver")
    assert broken(lambda path: wrong.findall(text_of(path))) == []


def test_files_and_functions_stay_small() -> None:
    def long(path: Path) -> Iterator[str]:
        if (lines := text_of(path).count("\n")) > LONGEST_FILE:
            yield f"{lines} lines"
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= LONGEST_FUNCTION:
                yield f"{node.name} has {node.end_lineno - node.lineno} lines"

    assert broken(long) == []


def test_no_name_of_a_module_is_given_twice() -> None:
    def doubled(path: Path) -> list[str]:
        assigned = [each for each in tree(path).body if isinstance(each, ast.Assign)]
        given = Counter(target.id for each in assigned for target in each.targets if isinstance(target, ast.Name))
        return [name for name, times in given.items() if times > 1]

    assert broken(doubled) == [], "the second one silently replaces the first"


def test_each_module_says_what_it_is_for() -> None:
    assert [named(path) for path in sources() if text_of(path).strip() and not ast.get_docstring(tree(path))] == [], (
        "begin with one sentence"
    )


def test_templates_stay_small_and_carry_no_inline_style_or_script() -> None:
    inline = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|\|safe\b")

    def unkempt(path: Path) -> Iterator[str]:
        lines = text_of(path).split("\n")
        if len(lines) - 1 > LONGEST_TEMPLATE:
            yield f"{len(lines) - 1} lines"
        yield from (f"line {number} is long" for number, line in enumerate(lines, 1) if len(line) > LONGEST_TEMPLATE_LINE)
        yield from inline.findall(text_of(path))

    assert broken(unkempt, sorted((ROOT / "templates").rglob("*.html"))) == []


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        found += addresses(pattern.url_patterns, route) if isinstance(pattern, URLResolver) else [(route, pattern.callback)]
    return found


def test_every_address_states_its_permission_and_methods() -> None:
    unstated = [route for route, view in addresses(get_resolver().url_patterns) if not getattr(view, "permission", "") or not view.methods]
    assert unstated == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_are_named_by_hand_and_import_no_app_code() -> None:
    for floor in FLOORS:
        for path in (ROOT / floor / "migrations").glob("0*.py"):
            assert "_auto_" not in path.name
            known = (["tat", "vault"], ["tat", "migrations"])
            foreign = [module for module in imports(path) if module.split(".")[0] in FLOORS and module.split(".")[:2] not in known]
            assert foreign == [], path.name


# Domain handbook 1.2. Words with an everyday use (clear, weight, points) are searched in the context in which they are wrong.
AVOIDED = re.compile(
    r"risk[ _-]?score|\brating\b|\bprobability\b|type of person|dangerous person|dangerousness|\bpredict|\boffender|\bperpetrator"
    r"|\bsuspect\b|\bguilty\b|\baccused\b|\bfalse alarm|\bhoax|State's list|official indicators|\bISP form|(?:low|moderate|high)-risk\b"
    r"|\bcleared\b|\bred flag",
    re.IGNORECASE,
)
# The statutes' own phrases, and a label of SIRS (handbook 8.9).
EXEMPT = re.compile(r"suspected of a (?:crime|criminal act)|clear and present danger|not an official list|Offender kind", re.IGNORECASE)


def strings(path: Path) -> list[str]:
    return [node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_no_word_to_avoid_is_said() -> None:
    spoken = [*sorted((ROOT / "templates").rglob("*.html")), *sorted((ROOT / "fixtures").rglob("*.json"))]
    assert broken(lambda path: AVOIDED.findall(EXEMPT.sub("", text_of(path))), spoken) == []
    assert broken(lambda path: AVOIDED.findall(EXEMPT.sub("", "\n".join(strings(path))))) == []


def test_no_word_to_avoid_names_a_model_a_field_or_an_address() -> None:
    names = [route for route, _ in addresses(get_resolver().url_patterns)]
    for floor in FLOORS:
        for model in apps.get_app_config(floor).get_models():
            names += [model.__name__, *(field.name for field in model._meta.get_fields())]
    words = re.compile(
        r"score|rating|weight|profile|predict|offender|perpetrator|suspect|guilty|accused|victim|hoax|cleared", re.IGNORECASE
    )
    assert [name for name in names if words.search(name)] == []


def test_no_sql_is_newer_than_postgresql_15() -> None:
    newer = re.compile(r"uuidv7\(|\bmerge\b.*\breturning\b|any_value\(|json_table|virtual generated|pg_crypto|icu", re.IGNORECASE)
    assert broken(lambda path: [text for text in strings(path) if "select" in text.lower() and newer.search(text)]) == []
