with named as (
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
        -- A programme stays when its lead is not to be shown.
        case when not participants.is_withheld then participants.participant_id end as lead_participant_id,
        case when not participants.is_withheld then participants.org_id end as lead_org_id,
        case when not participants.is_withheld then participants.corporate_number end as lead_corporate_number,
        case when not participants.is_withheld then sent.lead_organization_name end as lead_name,
        case when not participants.is_withheld then sent.lead_sector end as lead_sector,
        case when not participants.is_withheld then sent.lead_prefecture_code end as lead_prefecture_code,
        case when not participants.is_withheld then mentions.municipality_code end as lead_municipality_code,
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
)

{{ published('named') }}
