with named as (
    select
        'COL-' || substr(md5(sent.record_key), 1, 16) as collaboration_id,
        sent.programme_id,
        participants.participant_id,
        participants.org_id,
        participants.corporate_number,
        sent.organization_name,
        sent.sector,
        sent.prefecture_code,
        mentions.municipality_code,
        coalesce(sent.fields, {{ empty_list() }}) as fields,
        sent.role,
        sent.starts_on,
        sent.ends_on,
        sent.member_id,
        sent.stated_on
    from {{ ref('stg_submission__collaborations') }} as sent
    inner join {{ ref('int_submission_records_permit') }} as permitted
        on {{ is_current_revision('sent', 'permitted', 'collaboration') }}
    inner join {{ ref('programmes') }} as programmes on sent.programme_id = programmes.programme_id
    inner join {{ ref('int_organization_mentions_collect') }} as mentions
        on mentions.kind = 'collaboration' and sent.record_key = mentions.record_key
    inner join {{ ref('int_participants_identify') }} as participants
        on mentions.mention_key = participants.mention_key
    where permitted.may_name and not participants.is_withheld
)

{{ published('named') }}
