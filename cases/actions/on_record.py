"""What the checks of a case ask about its rows, read in one statement: words, dates and whether a text is there, never the text."""

import json
from collections import defaultdict
from datetime import datetime
from typing import Any

from cases.models import Case
from cases.workflow import Stage
from tat.models import Standing
from tat.statements import ask
from tat.statutes import local_date

Row = dict[str, Any]

# A sealed text that is blank is stored as no bytes, so its length says whether something is written. All rows come as one value: to open
# one text by json costs less than to open one for each row.
RECORD_SQL = """
with reopening as (select max(recorded_at) as at from cases_closing where case_id = %(case)s and kind = 'reopened')
select json_agg(json_build_array(about, row))::text from (
select 'determination', to_jsonb(latest) from (
  select d.answer, octet_length(d.rationale) > 0 as reasoned, octet_length(d.indicators) > 0 as indicators,
         c.seocrp_answer <> '' as seocrp, c.police_at is not null and octet_length(c.police_agency) > 0 as police,
         c.contained_at is not null as contained_at, octet_length(c.contained_by) > 0 as contained_by
    from cases_imminencedetermination d left join cases_containment c on c.determination_id = d.id
   where d.case_id = %(case)s order by d.recorded_at desc limit 1) latest
union all
select 'finding', to_jsonb(alike) from (
  select f.domain, f.kind, f.status, f.source <> '' as sourced, f.observed_on is not null as dated, f.is_quote as quote,
         f.basis = 'opinion' as opinion, f.confidence, count(*) as n
    from cases_finding f
   where f.case_id = %(case)s and not exists (select from cases_finding newer where newer.replaces_id = f.id)
   group by 1, 2, 3, 4, 5, 6, 7, 8) alike
union all
select 'interview', jsonb_build_object('of', interviewee, 'held', held, 'account', octet_length(statement) > 0,
         'language', octet_length(language) > 0)
  from cases_interview where case_id = %(case)s
union all
select distinct 'party', jsonb_build_object('role', role) from cases_party where case_id = %(case)s
union all
select distinct 'answer', jsonb_build_object('question', question) from cases_keyanswer where case_id = %(case)s
union all
select distinct 'question', jsonb_build_object('code', q.code) from cases_keyquestion q
 where q.current and q.active and (q.district_id = %(district)s or q.district_id is null and not exists
       (select from cases_keyquestion own where own.district_id = %(district)s and own.code = q.code and own.current))
union all
select 'duty', jsonb_build_object('rule', rule, 'open', state = 'open', 'ref', trigger_ref, 'began', triggered_at,
         'due', coalesce(legal_due_at, target_due_at), 'done', coalesce(done_at, met_at),
         'late', coalesce(coalesce(legal_due_at, target_due_at) < coalesce(done_at, met_at, %(at)s), false))
       || case when state = 'open' then jsonb_build_object('id', o.id, 'actor', o.actor_id, 'actor_name', actor.full_name,
         'legal', legal_due_at, 'target', target_due_at) else '{}' end
  from tat_obligation o left join tat_user actor on actor.id = o.actor_id
 where about_kind = 'case' and about_id = %(case)s and state in ('open', 'met')
union all
(select distinct on (gate) 'gate', jsonb_build_object('gate', gate, 'answer', answer)
   from cases_gateanswer where case_id = %(case)s order by gate, recorded_at desc)
union all
select 'danger', to_jsonb(latest) from (
  select answer, determined_at as at from cases_dangerdetermination where case_id = %(case)s order by recorded_at desc limit 1) latest
union all
select 'classification', to_jsonb(latest) from (
  select c.measures, c.complete_at is not null as complete, c.in_force_at is not null as in_force,
         (select coalesce(jsonb_agg(seat_id), '[]') from cases_position where classification_id = c.id and void_at is null) as positions
    from cases_classification c
   where c.case_id = %(case)s and c.replaced_at is null and not (c.kind = 'raise' and c.in_force_at is null)
   order by c.recorded_at desc limit 1) latest
union all
select 'standing', jsonb_build_object('name', u.full_name, 'position', u.position, 'as', s.capacity, 'until', s.until_at)
  from tat_standing s join tat_user u on u.id = s.person_id
 where s.about_kind = 'case' and s.about_id = %(case)s and s.from_at <= %(at)s and (s.until_at is null or s.until_at > %(at)s)
   and (s.capacity <> all(%(of_a_seat)s) or exists (select from tat_seat held where held.user_id = s.person_id
         and held.team_id = %(team)s and held.from_on <= %(day)s and (held.until_on is null or held.until_on >= %(day)s)))
union all
select 'standing', jsonb_build_object('name', u.full_name, 'position', u.position, 'as', 'granted', 'until', g.until)
  from cases_casegrant g join tat_user u on u.id = g.user_id
 where g.content_object_id = %(case)s and (g.until > %(at)s or g.reason = 'emergency' and %(contained)s)
union all
select 'rest', jsonb_build_object(
         'round', (select max(number) from cases_assessmentround where case_id = %(case)s),
         'open_gaps', (select count(*) from cases_informationgap where case_id = %(case)s and closed_at is null),
         'merged', exists (select from cases_case where merged_into_id = %(case)s),
         'dates', (select json_agg(json_build_array(w.id, w."when", days_before, days_after, from_on, until_on, month, day)
                                   order by w.recorded_at, w.id)
                     from cases_watchitem w join cases_case c on c.id = w.case_id
                    where (c.id = %(case)s or c.merged_into_id = %(case)s) and w.ended_at is null),
         'referrals', exists (select from cases_referral r join cases_case c on c.id = r.case_id
                               where c.id = %(case)s or c.merged_into_id = %(case)s),
         'closings', exists (select from cases_closing where case_id = %(case)s),
         'danger', exists (select from cases_dangerdetermination where case_id = %(case)s),
         'weapon', (select weapon from cases_incidentfacts where case_id = %(case)s order by recorded_at desc limit 1),
         'plan', (select max(number) from cases_plan where case_id = %(case)s and state <> 'replaced'),
         'strategies', exists (select from cases_planstrategy s join cases_plan p on p.id = s.plan_id
                                where s.case_id = %(case)s and p.state <> 'replaced'),
         'plan_adopted', exists (select from cases_plan where case_id = %(case)s and state = 'adopted'),
         'monitoring', (select jsonb_build_object('mode', monitoring, 'days', contact_days)
                          from cases_plan where case_id = %(case)s and state = 'adopted'),
         'contacts', (select jsonb_build_object('last', max(occurred_at) filter (where kind <> 'tried'),
                               'since', count(*) filter (where kind <> 'tried' and is_later),
                               'tried', count(*) filter (where kind = 'tried' and is_later))
                        from cases_contact c,
                             lateral (select occurred_at > coalesce(%(updated)s::timestamptz, '-infinity')) as day (is_later)
                       where case_id = %(case)s and not exists (select from cases_contact later where later.replaces_id = c.id)),
         'target_told', exists (select from cases_notificationentry
                                 where case_id = %(case)s and recipient in ('NTF-TGT', 'NTF-PGT') and outcome = 'reached'),
         'notified_at', (select min(told_at) from cases_notificationentry where case_id = %(case)s and outcome = 'reached'),
         'transfer', exists (select from cases_transfer where case_id = %(case)s and state = 'asked'),
         'departure', (select jsonb_build_object('place', octet_length(where_to) > 0, 'notice', notice_on is not null,
                                                 'ended', monitoring = 'ended')
                         from cases_departure where case_id = %(case)s order by recorded_at desc limit 1),
         'updated', exists (select from cases_caseupdate, reopening
                             where case_id = %(case)s and recorded_at >= coalesce(reopening.at, '-infinity')))
) as read (about, row)
"""


def on_record(case: Case, at: datetime) -> dict[str, list[Row]]:
    """The rows by what they are about; “late” is reckoned at `at` for a duty still open."""
    found: dict[str, list[Row]] = defaultdict(list)
    asked = {
        "case": case.id,
        "district": case.district_id,
        "team": case.team_id,
        "of_a_seat": list(Standing.OF_A_SEAT),
        "at": at,
        "day": local_date(at),
        "updated": case.last_update_at,
        "contained": case.stage == Stage.CONTAINMENT,
    }
    ((rows,),) = ask(RECORD_SQL, asked)
    for about, row in json.loads(rows):
        found[about].append(row)
    return found


def leaving_facts(rest: Row) -> dict[str, Any]:
    """Whether another building is asked to take the case, and what is on record of a subject who left."""
    left = rest["departure"] or {}
    return {
        "transfer_waits": rest["transfer"],
        "has_left": bool(left),
        "left_for_known_place": bool(left.get("place")),
        "left_with_notice": bool(left.get("notice")),
        "monitoring_ended": bool(left.get("ended")),
    }
