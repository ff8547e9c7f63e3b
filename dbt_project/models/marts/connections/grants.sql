with named as (
    select
        sent.grant_id,
        sent.programme_id,
        participants.participant_id,
        participants.org_id,
        participants.corporate_number,
        sent.organization_name,
        sent.sector,
        sent.prefecture_code,
        mentions.municipality_code,
        cast(sent.amount_jpy as bigint) as amount_jpy,
        sent.decided_on,
        sent.main_issue,
        sent.purpose,
        sent.member_id,
        sent.stated_on
    from {{ ref('stg_submission__grants') }} as sent
    inner join {{ ref('int_submission_records_permit') }} as permitted
        on {{ is_current_revision('sent', 'permitted', 'grant') }}
    inner join {{ ref('programmes') }} as programmes on sent.programme_id = programmes.programme_id
    inner join {{ ref('int_organization_mentions_collect') }} as mentions
        on mentions.kind = 'grant' and sent.record_key = mentions.record_key
    inner join {{ ref('int_participants_identify') }} as participants
        on mentions.mention_key = participants.mention_key
    where permitted.may_name and not participants.is_withheld
)

{{ published('named') }}
