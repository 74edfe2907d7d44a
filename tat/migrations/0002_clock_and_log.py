"""The one clock, the hash chain of the log, and the triggers that refuse any change to it."""

from django.db import migrations

CLOCK = """
create function tat_now() returns timestamptz language sql volatile as $$ select clock_timestamp() $$;
"""

# The number is given out under the lock on the head's row: a sequence is drawn before the trigger runs, so with several
# writers its order is not the chain's. Times are hashed as UTC text, or the hash would depend on the session's time zone.
# The function runs with its owner's rights, so that the application's role needs none on the head; pg_temp comes last,
# or a temporary table could stand in for the head.
CHAIN = """
create function tat_log_digest(r tat_logentry) returns bytea language sql stable set search_path = public, pg_temp as $$
  select sha256(convert_to(jsonb_build_array(
    r.seq, encode(r.prev, 'hex'), r.id, to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    r.actor_id, r.actor_name, r.actor_position, r.action, r.about_kind, r.about_id, r.code, r.district_id,
    to_jsonb(r.changed), r.detail, to_char(r.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    r.count, encode(r.digest, 'hex'))::text, 'UTF8')) $$;

create function tat_log_chain() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare head tat_loghead;
begin
  select * into strict head from tat_loghead where id = 1 for update;
  new.seq := head.seq + 1;
  new.prev := head.hash;
  new.hash := tat_log_digest(new);
  update tat_loghead set seq = new.seq, hash = new.hash where id = 1;
  return new;
end $$;

create function tat_log_frozen() returns trigger language plpgsql as $$
begin
  raise exception 'the log is append-only' using errcode = 'insufficient_privilege';
end $$;

insert into tat_loghead (id, seq, hash) values (1, 0, '') on conflict do nothing;
create trigger tat_log_chain before insert on tat_logentry for each row execute function tat_log_chain();
create trigger tat_log_frozen before update or delete on tat_logentry for each row execute function tat_log_frozen();
create trigger tat_log_frozen_whole before truncate on tat_logentry for each statement execute function tat_log_frozen();
create trigger tat_log_frozen before update or delete on tat_accessentry for each row execute function tat_log_frozen();
create trigger tat_log_frozen_whole before truncate on tat_accessentry for each statement execute function tat_log_frozen();
create trigger tat_log_frozen before delete on tat_loghead for each row execute function tat_log_frozen();
create trigger tat_log_frozen_whole before truncate on tat_loghead for each statement execute function tat_log_frozen();
"""

UNDO_CLOCK = "drop function tat_now()"
UNDO_CHAIN = """
drop function tat_log_chain() cascade;
drop function tat_log_frozen() cascade;
drop function tat_log_digest(tat_logentry);
"""


class Migration(migrations.Migration):
    dependencies = [("tat", "0001_initial")]
    operations = [migrations.RunSQL(CLOCK, UNDO_CLOCK), migrations.RunSQL(CHAIN, UNDO_CHAIN)]
