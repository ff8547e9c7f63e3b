-- What each current record may be used for: a use needs every consent that the table of uses asks for. The one place
-- where consents are read; a use that table does not name is never permitted. What is not to be shown may be counted.
with records as (
    select * from {{ ref('int_submission_revisions_rank') }}
    where recency = 1 and not is_withdrawn and action = 'record'
),

needed as (
    select
        kind,
        use,
        count(*) as scopes
    from {{ ref('consent_uses') }}
    group by kind, use
),

given as (
    select
        kind,
        record_key,
        {{ unfold('scopes') }} as scope
    from records
),

permitted as (
    select
        given.kind,
        given.record_key,
        uses.use
    from given
    inner join {{ ref('consent_uses') }} as uses on given.kind = uses.kind and given.scope = uses.scope
    inner join needed on uses.kind = needed.kind and uses.use = needed.use
    group by given.kind, given.record_key, uses.use, needed.scopes
    having count(*) = needed.scopes
)

select
    records.kind,
    records.record_key,
    records.member_id,
    records.batch,
    records.sheet,
    records.file_row,
    records.stated_on,
    records.first_batch,
    coalesce(max(permitted.use = 'count'), false) as may_count,
    coalesce(max(permitted.use = 'name' and withheld.record_key is null), false) as may_name,
    coalesce(max(permitted.use = 'quote' and withheld.record_key is null), false) as may_quote,
    coalesce(max(permitted.use = 'quote_named' and withheld.record_key is null), false) as may_quote_named
from records
left join permitted on records.kind = permitted.kind and records.record_key = permitted.record_key
left join {{ ref('int_submission_records_withhold') }} as withheld
    on records.kind = withheld.kind and records.record_key = withheld.record_key
group by
    records.kind,
    records.record_key,
    records.member_id,
    records.batch,
    records.sheet,
    records.file_row,
    records.stated_on,
    records.first_batch
