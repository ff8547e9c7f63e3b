select
    sent.programme_id,
    sent.member_id,
    sent.title,
    sent.title_en,
    sent.programme_kind,
    sent.issues,
    sent.regions,
    sent.starts_on,
    sent.ends_on,
    participants.participant_id as lead_participant_id,
    participants.org_id as lead_org_id,
    participants.corporate_number as lead_corporate_number,
    sent.lead_organization_name as lead_name,
    sent.lead_sector,
    sent.lead_prefecture_code,
    mentions.municipality_code as lead_municipality_code,
    sent.summary,
    sent.website,
    sent.stated_on
from {{ ref('stg_submission__programmes') }} as sent
inner join {{ ref('int_submission_records_permit') }} as permitted
    on {{ is_current_revision('sent', 'permitted', 'programme') }}
inner join {{ ref('int_organization_mentions_collect') }} as mentions
    on mentions.kind = 'programme' and sent.record_key = mentions.record_key
inner join {{ ref('int_participants_identify') }} as participants
    on mentions.mention_key = participants.mention_key
where permitted.may_name
