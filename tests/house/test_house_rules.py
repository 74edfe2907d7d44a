"""The rules of the house: floors, rooms, purity, no signals, sizes, every address guarded, the words."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["tat", "cases", "triage", "reporting"]
WIRING = {"tat/settings.py", "tat/urls.py", "tat/celery.py", "tat/wsgi.py", "tat/apps.py"}
ROOMS = [
    {"roles", "statutes", "calendar", "workflow", "levels", "fort", "concurrence", "gates", "safeguard", "step", "watching"},
    {"vault"},
    {"clock", "statements", "receipts", "floods", "confined", "inspection"},
    {"models"},
    {"permissions", "audit", "files", "checks", "uploads"},
    {"access", "duty_facts"},
    {"obligations", "notices", "drafts", "catalogues", "home", "paging", "health"},
    {"emails", "feeds", "documents", "pdf", "counts", "icons", "addresses"},
    {"actions"},
    {"tasks"},
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


def sources() -> list[Path]:
    return [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py")) if "migrations" not in path.parts]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(module: str) -> str:
    """The room of a dotted module: the second part of its name."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "apps"


def imports(path: Path) -> list[tuple[str, bool]]:
    """Modules that a file imports, and whether inside `if TYPE_CHECKING`."""
    found: list[tuple[str, bool]] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(alias.name, False) for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(f"{node.module}.{alias.name}" if node.module in FLOORS else node.module, False) for alias in node.names]
    return found


def own_module(path: Path) -> str:
    return named(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@pytest.mark.parametrize("path", sources(), ids=named)
def test_a_module_imports_only_its_own_floor_and_those_below(path: Path) -> None:
    if named(path) in WIRING:
        return
    floor = FLOORS.index(named(path).split("/")[0])
    above = [module for module, _ in imports(path) if module.split(".")[0] in FLOORS[floor + 1 :]]
    assert above == []


@pytest.mark.parametrize("path", sources(), ids=named)
def test_a_room_imports_only_rooms_to_its_left(path: Path) -> None:
    if named(path) in WIRING or (path.name == "__init__.py" and path.parent.name in FLOORS):
        return
    app, own = named(path).split("/")[0], room(own_module(path))
    assert own in RANK, f"{own} is a new room: give it a place in ROOMS and in the design"
    later = [module for module, _ in imports(path) if module.split(".")[0] == app and RANK.get(room(module), -1) > RANK[own]]
    assert later == []


@pytest.mark.parametrize("path", [p for p in sources() if room(own_module(p)) in PURE], ids=named)
def test_a_pure_room_knows_no_table_no_clock_no_setting(path: Path) -> None:
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.db.models":
            assert [alias.name for alias in node.names] == ["TextChoices"]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not any(node.module == module or node.module.startswith(f"{module}.") for module in ORM)
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
            raise AssertionError(f"line {node.lineno} reads a clock")


@pytest.mark.parametrize("path", sources(), ids=named)
def test_one_room_only_for_ciphers_pdf_and_grants(path: Path) -> None:
    modules = {module.split(".")[0] for module, _ in imports(path)}
    assert named(path).startswith(("tat/vault", "tat/audit")) or not modules & CIPHERS
    assert named(path).startswith("reporting/pdf") or not modules & PDF
    assert named(path) in GUARDIAN or "guardian" not in modules


@pytest.mark.parametrize("path", sources(), ids=named)
def test_nothing_asks_the_time_but_the_clock(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"timezone\.now\(|datetime\.now\(|date\.today\(|auto_now|utcnow|localdate\(", text)


@pytest.mark.parametrize("path", sources(), ids=named)
def test_no_signals_and_no_thread_locals(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"django\.db\.models\.signals|dispatch import receiver|threading\.local|@receiver", text)


@pytest.mark.parametrize("path", sources(), ids=named)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, f"{node.name} has {node.end_lineno - node.lineno} lines"


@pytest.mark.parametrize("path", sources(), ids=named)
def test_no_name_of_a_module_is_given_twice(path: Path) -> None:
    assigned = [each for each in ast.parse(path.read_text()).body if isinstance(each, ast.Assign)]
    given = [target.id for each in assigned for target in each.targets if isinstance(target, ast.Name)]
    assert sorted(given) == sorted(set(given)), "the second one silently replaces the first"


@pytest.mark.parametrize("path", sources(), ids=named)
def test_each_module_says_what_it_is_for(path: Path) -> None:
    text = path.read_text()
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "a module opens with one sentence"


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=named)
def test_templates_stay_small_and_carry_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= LONGEST_TEMPLATE
    assert [number for number, line in enumerate(text.split("\n"), 1) if len(line) > LONGEST_TEMPLATE_LINE] == []
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|\|safe\b", text)


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
            foreign = [module for module, _ in imports(path) if module.split(".")[0] in FLOORS and module.split(".")[:2] not in known]
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


def spoken_texts() -> list[tuple[str, str]]:
    texts = [(named(path), path.read_text()) for path in sorted((ROOT / "templates").rglob("*.html"))]
    texts += [(named(path), path.read_text()) for path in sorted((ROOT / "fixtures").rglob("*.json"))]
    for path in sources():
        strings = [
            node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        texts.append((named(path), "\n".join(strings)))
    return texts


@pytest.mark.parametrize(("where", "text"), spoken_texts(), ids=lambda value: value if len(value) < 80 and "\n" not in value else "")
def test_no_word_to_avoid_is_said(where: str, text: str) -> None:
    assert AVOIDED.findall(EXEMPT.sub("", text)) == []


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
    for path in sources():
        strings = [
            node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not [text for text in strings if "select" in text.lower() and newer.search(text)], named(path)
