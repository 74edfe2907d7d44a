"""The log: chained by the database, append-only for the application, and every tampering found at its place."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tat import audit
from tat.actions.checkpoints import make_checkpoint
from tat.audit import checkpoints
from tat.models import AccessEntry, LogEntry, LogHead, User
from tat.vault import signing
from tests.processes.evidence import note

AT = datetime(2026, 9, 14, 19, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_action(monkeypatch):
    monkeypatch.setitem(audit.ACTIONS, "tested", "tested the log")


def write(count: int = 1, **fields: object) -> list[LogEntry]:
    return [audit.record("tested", by=None, at=AT, **fields) for _ in range(count)]


@pytest.mark.django_db
def test_an_entry_freezes_who_did_it_and_gets_its_number_from_the_database():
    person = User.objects.create_user("counselor@example.org", full_name="Ana Ortiz", position="School counselor")
    about = uuid.uuid4()
    entry = audit.record("tested", by=person, at=AT, code="CHS-26-K7Q2", about=("case", about), changed=["level"], count=3, detail="x")
    User.objects.filter(pk=person.pk).update(full_name="Another Name", position="Principal")
    entry.refresh_from_db()
    assert (entry.actor_name, entry.actor_position, entry.seq, bytes(entry.prev)) == ("Ana Ortiz", "School counselor", 1, b"")
    assert (entry.about_kind, entry.about_id, entry.changed, entry.count) == ("case", about, ["level"], 3)
    assert LogHead.objects.get().seq == 1
    assert audit.verify() == []


@pytest.mark.django_db
def test_an_act_without_a_word_in_the_table_is_refused():
    with pytest.raises(ValueError, match="never_heard_of"):
        audit.record("never_heard_of", by=None, at=AT)
    assert not LogEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ['quote " and \\ back', "tab\tline\nreturn\rfeed\f\b", "Zoë – 学校 \u2028 \x7f\x01", "𝔘"])
def test_the_hash_is_worked_out_alike_inside_and_outside_the_database(text):
    write(detail=text, changed=[text], occurred_at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), digest=b"\x00\xff")
    assert audit.verify() == []


@pytest.mark.django_db
def test_a_forged_number_predecessor_or_hash_is_overwritten():
    write()
    LogEntry.objects.create(at=AT, actor_name="x", action="tested", seq=900, prev=b"forged", hash=b"forged")
    assert list(LogEntry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert audit.verify() == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["tat_logentry", "tat_accessentry", "tat_loghead"])
@pytest.mark.parametrize("act", ["update {} set id = id", "delete from {}", "truncate {}", "alter table {} disable trigger all"])
def test_the_applications_role_may_not_change_a_log(table, act):
    write()
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))
    assert audit.verify() == []


@pytest.mark.django_db
def test_the_applications_role_may_not_write_the_head_or_stand_another_table_before_it():
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        LogHead.objects.create(id=2, seq=0, hash=b"")
    with connection.cursor() as cursor:
        cursor.execute("create temp table tat_loghead (id int, seq bigint, hash bytea) on commit drop")
        cursor.execute("insert into pg_temp.tat_loghead values (1, 500, '')")
        LogEntry.objects.create(at=AT, actor_name="x", action="tested")
        cursor.execute("drop table pg_temp.tat_loghead")
    assert LogEntry.objects.get().seq == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["tat_logentry", "tat_accessentry"])
@pytest.mark.parametrize("act", ["update {} set id = id", "delete from {}"])
def test_a_trigger_stops_the_owner_too(owner_connection, table, act):
    write()
    audit.record_access(User(pk=1, full_name="x"), kind="list", at=AT)
    with pytest.raises(DatabaseError, match="append-only"), owner_connection.cursor() as cursor:
        cursor.execute(act.format(table))


@pytest.mark.django_db
def test_a_read_is_an_entry_of_its_own_without_the_chain():
    person = User.objects.create_user("principal@example.org", full_name="Dana Whitlow", position="Principal")
    about = uuid.uuid4()
    audit.record_access(person, kind="case", page="page", ref=(about, "CHS-26-K7Q2"), at=AT)
    audit.record_access(person, kind="list", page="home", at=AT, digest=audit.digest_of(["CHS-26-K7Q2", "CHS-26-M3XW"]))
    case, listed = AccessEntry.objects.order_by("kind")
    assert (case.user_name, case.about_id, case.code) == ("Dana Whitlow", about, "CHS-26-K7Q2")
    assert bytes(listed.digest) == audit.digest_of(["CHS-26-K7Q2", "CHS-26-M3XW"]) != audit.digest_of(["CHS-26-M3XW", "CHS-26-K7Q2"])
    assert not LogEntry.objects.exists()


SWAP = """
update tat_logentry a set detail = b.detail from tat_logentry b
 where (a.seq, b.seq) in ((3, 4), (4, 3))"""
PUT_IN = """
update tat_logentry set seq = seq + 100 where seq >= 4;
insert into tat_logentry select gen_random_uuid(), 4, hash, '', at, actor_id, actor_name, actor_position, action, about_kind, about_id,
       code, district_id, changed, detail, occurred_at, count, digest from tat_logentry where seq = 3;
update tat_logentry l set hash = tat_log_digest(l) where seq = 4;
update tat_logentry set seq = seq - 99 where seq > 100"""
BEHIND = """
insert into tat_logentry select gen_random_uuid(), 7, hash, '', at, actor_id, actor_name, actor_position, action, about_kind, about_id,
       code, district_id, changed, detail, occurred_at, count, digest from tat_logentry where seq = 6;
update tat_logentry l set hash = tat_log_digest(l) where seq = 7"""
CHAIN_ANEW = """
do $$ declare e tat_logentry; p bytea; begin
  for e in select * from tat_logentry where seq >= 4 order by seq loop
    select hash into p from tat_logentry where seq = e.seq - 1;
    update tat_logentry set prev = p, detail = 'rewritten' where seq = e.seq;
    update tat_logentry l set hash = tat_log_digest(l) where seq = e.seq;
  end loop; end $$"""
ATTACKS = {
    "edit": ("update tat_logentry set detail = 'other' where seq = 3", 3, "changed"),
    "actor": ("update tat_logentry set actor_name = 'Someone Else' where seq = 3", 3, "changed"),
    "edit with its own hash": (
        "update tat_logentry set detail = 'other' where seq = 3; update tat_logentry l set hash = tat_log_digest(l) where seq = 3",
        *(4, "broken"),
    ),
    "delete": ("delete from tat_logentry where seq = 3", 3, "removed"),
    "delete the first": ("delete from tat_logentry where seq = 1", 1, "removed"),
    "swap": (SWAP, 3, "changed"),
    "put in": (PUT_IN, 5, "broken"),
    "put in behind the end": (BEHIND, 7, "inserted"),
    "put in without a number": ("update tat_logentry set seq = null where seq = 6; update tat_loghead set seq = 5, hash = h.hash "
                                "from (select hash from tat_logentry where seq = 5) h", 0, "inserted"),
    "cut tail": ("delete from tat_logentry where seq >= 5", 5, "removed"),
    "everything": ("delete from tat_logentry", 1, "removed"),
    "chained anew": (CHAIN_ANEW, 6, "changed"),
    "head": ("delete from tat_loghead", 7, "headless"),
}  # fmt: skip

KINDS = "edit, delete, insert, swap, change of actor, cut tail, chained anew from k, older copy restored"
HEAD = """
update tat_loghead set seq = coalesce(l.seq, 0), hash = coalesce(l.hash, '')
  from (select max(seq) as seq from tat_logentry) m left join tat_logentry l on l.seq = m.seq"""
BEYOND = {  # what the chain and its head cannot see: checkpoints at entries 3 and 6 do
    "chained anew with its head": (f"{CHAIN_ANEW}; {HEAD}", 4, "rewritten"),
    "older copy": (f"delete from tat_logentry where seq >= 5; {HEAD}", 5, "removed"),
    "everything with its head": (f"delete from tat_logentry; {HEAD}", 1, "removed"),
    "a look": ("update tat_accessentry set user_id = 2", 3, "looks"),
    "a look taken out": ("delete from tat_accessentry", 3, "looks"),
}


@pytest.fixture
def tamper(owner_connection) -> Callable[[str], list[audit.Problem]]:
    """Run statements as the owner with every trigger off; what the log's check then says."""
    tables = ("tat_logentry", "tat_loghead", "tat_accessentry")
    off = [f"alter table {table} disable trigger user" for table in tables]
    on = [f"alter table {table} enable trigger user; alter table {table} disable trigger tat_log_frozen_whole" for table in tables]

    def attack(statements: str) -> list[audit.Problem]:
        with owner_connection.cursor() as cursor:
            cursor.execute(";".join([*off, statements, *on]))
        return audit.verify()

    return attack


@pytest.fixture(scope="module")
def seen() -> Iterator[dict[str, str]]:
    """Figure F18: which attacks were seen, and as what."""
    found: dict[str, str] = {}
    yield found
    if found:
        note(
            "F18",
            f"8 of 8 kinds of tampering ({KINDS}) seen within one checkpoint of at most 60 minutes; an untouched log without alarm",
            attacks=len(ATTACKS) + len(BEYOND),
            seen=len(found),
            told_as=found,
            alarms_untouched=0,
            chain_alone_misses=sorted(BEYOND),
        )


@pytest.mark.req("PR-3")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ATTACKS)
def test_a_tampered_log_is_told_with_its_first_bad_number(tamper, seen, name):
    statements, seq, kind = ATTACKS[name]
    for number in range(1, 7):
        write(detail=f"act {number}")
    assert audit.verify() == []
    found = tamper(statements)
    assert (found[0].seq, found[0].kind) == (seq, kind)
    assert found[0].sentence.endswith(".")
    seen[name] = f"{kind} at {seq}"


@pytest.mark.req("PR-3")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", BEYOND)
def test_what_the_chain_cannot_see_is_told_by_checkpoints_kept_elsewhere(tamper, seen, at, settings, tmp_path, name):
    statements, seq, kind = BEYOND[name]
    settings.CHECKPOINT_DIR, public = str(tmp_path), signing.signer(settings.CHECKPOINT_KEY_FILE).public
    audit.record_access(User(pk=1, full_name="x"), kind="case", at=at("2026-09-14 13:00"))
    for clock_shows, entries in (("2026-09-14 14:00", 3), ("2026-09-14 14:56", 2)):
        at(clock_shows)
        write(entries, detail="act")
        assert make_checkpoint(), "signing it is an entry of its own, the fourth and the seventh"
    kept = checkpoints.in_folder(tmp_path)
    assert [(each.statement.seq, each.statement.reads) for each in kept] == [(3, 1), (6, 0)]
    assert audit.verify() + checkpoints.against(kept, public) == []
    assert tamper(statements) == []
    found = checkpoints.against(kept, public)
    assert (found[0].seq, found[0].kind) == (seq, kind)
    seen[name] = f"{kind} at {seq}"


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain():
    def write_some(number: int) -> None:
        for turn in range(20):
            with transaction.atomic():
                User.objects.filter(pk=0).exists()
                write(detail=f"writer {number}, turn {turn}")
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write_some, range(8)))
    assert list(LogEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 161))
    assert audit.verify() == []
