with profiles as (
    select
        participants.participant_id,
        participants.org_id,
        participants.corporate_number,
        sent.organization_name as name,
        sent.prefecture_code,
        mentions.municipality_code,
        coalesce(sent.fields, {{ empty_list() }}) as fields,
        sent.staff,
        sent.volunteers,
        sent.income_band,
        sent.website,
        sent.member_id,
        sent.stated_on,
        -- Of several profiles of one centre its own counts, then the newest.
        row_number() over (
            partition by participants.participant_id
            order by
                coalesce(own.record_key = sent.member_id, false) desc,
                sent.stated_on desc,
                sent.received_at desc,
                sent.record_key
        ) as choice,
        coalesce(own.record_key = sent.member_id, false) as is_own_word
    from {{ ref('stg_submission__organization_profiles') }} as sent
    inner join {{ ref('int_submission_records_permit') }} as permitted
        on {{ is_current_revision('sent', 'permitted', 'organization_profile') }}
    inner join {{ ref('int_organization_mentions_collect') }} as mentions
        on mentions.kind = 'organization_profile' and sent.record_key = mentions.record_key
    inner join {{ ref('int_participants_identify') }} as participants
        on mentions.mention_key = participants.mention_key
    left join {{ ref('int_organization_mentions_collect') }} as own
        on own.kind = 'member' and sent.member_id = own.record_key and mentions.mention_key = own.mention_key
    where permitted.may_name and not participants.is_withheld and sent.sector = 'support_centre'
),

chosen as (
    select
        participant_id,
        org_id,
        corporate_number,
        name,
        prefecture_code,
        municipality_code,
        fields,
        staff,
        volunteers,
        income_band,
        website,
        is_own_word,
        member_id,
        stated_on
    from profiles
    where choice = 1
)

{{ published('chosen') }}
