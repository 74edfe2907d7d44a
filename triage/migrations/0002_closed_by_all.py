"""The second net under closing at triage: the database refuses what the panel's rule would never do."""

from django.db import migrations

# Deferred to the end of the transaction, where an opinion that another transaction has committed meanwhile is seen.
# The rule itself is cases/concurrence.py; this repeats its closing half in the database's own words.
CLOSED_BY_ALL = """
create function triage_closed_by_all() returns trigger language plpgsql as $$
declare seats int; concurring int; dissenting int;
begin
  select count(*), count(*) filter (where o.answer in ('none', 'low_addressed') and o.facts_version = new.facts_version)
    into seats, concurring
    from triage_triageseat s
    left join lateral (select answer, facts_version from triage_triageopinion where seat_id = s.id order by recorded_at desc, id desc limit 1) o on true
   where s.case_id = new.id and s.left_at is null and s.seated_at >= new.triage_at
     and s.panel = (select max(panel) from triage_triageseat where case_id = new.id);
  select count(*) into dissenting
    from triage_triageopinion o join triage_triageseat s on s.id = o.seat_id
   where s.case_id = new.id and s.seated_at >= new.triage_at and o.answer not in ('none', 'low_addressed')
     and s.panel = (select max(panel) from triage_triageseat where case_id = new.id);
  if seats < 2 or concurring < seats or dissenting > 0 then
    raise exception 'a case closes at triage only when every seat of the panel concurs on the current facts' using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger triage_closed_by_all after update of stage on cases_case deferrable initially deferred
  for each row when (old.stage in ('intake', 'containment', 'triage') and new.stage = 'closed') execute function triage_closed_by_all();
"""

UNDO = "drop function triage_closed_by_all() cascade"


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_initial"), ("cases", "0001_initial")]
    operations = [migrations.RunSQL(CLOSED_BY_ALL, UNDO)]
