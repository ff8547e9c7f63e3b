-- Organisations taking part in a programme, its lead among them. A participation may be named when both the programme
-- and the record that states it may, and nobody asked that the organisation is not shown.
with programmes as (
    select
        sent.programme_id,
        sent.issues,
        sent.regions,
        sent.starts_on,
        sent.ends_on,
        permitted.record_key,
        permitted.may_name
    from {{ ref('stg_submission__programmes') }} as sent
    inner join {{ ref('int_submission_records_permit') }} as permitted
        on {{ is_current_revision('sent', 'permitted', 'programme') }}
    where permitted.may_count
),

stated as (
    select
        programmes.programme_id,
        mentions.mention_key,
        programmes.starts_on,
        programmes.ends_on,
        programmes.issues,
        programmes.may_name as is_nameable
    from programmes
    inner join {{ ref('int_organization_mentions_collect') }} as mentions
        on mentions.kind = 'programme' and programmes.record_key = mentions.record_key
    union all
    select
        programmes.programme_id,
        mentions.mention_key,
        coalesce(sent.starts_on, programmes.starts_on) as starts_on,
        coalesce(sent.ends_on, programmes.ends_on) as ends_on,
        programmes.issues,
        programmes.may_name and permitted.may_name as is_nameable
    from {{ ref('stg_submission__collaborations') }} as sent
    inner join {{ ref('int_submission_records_permit') }} as permitted
        on {{ is_current_revision('sent', 'permitted', 'collaboration') }}
    inner join programmes on sent.programme_id = programmes.programme_id
    inner join {{ ref('int_organization_mentions_collect') }} as mentions
        on mentions.kind = 'collaboration' and sent.record_key = mentions.record_key
    where permitted.may_count
)

select
    stated.programme_id,
    participants.participant_id,
    participants.sector,
    participants.prefecture_code,
    stated.issues,
    max(stated.is_nameable and not participants.is_withheld) as is_nameable,
    -- By one and the same participation: a public one that is over says nothing of a hidden one that goes on.
    max(
        stated.is_nameable
        and not participants.is_withheld
        and stated.starts_on <= {{ as_of() }}
        and (stated.ends_on is null or stated.ends_on >= {{ as_of() }})
    ) as is_openly_active
from stated
inner join {{ ref('int_participants_identify') }} as participants
    on stated.mention_key = participants.mention_key
group by
    stated.programme_id,
    participants.participant_id,
    participants.sector,
    participants.prefecture_code,
    stated.issues
