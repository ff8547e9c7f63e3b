with approved as (
    select
        sent.record_key,
        sent.member_id,
        sent.main_issue,
        sent.prefecture_code,
        sent.heard_on,
        sent.raised_by,
        permitted.may_quote_named,
        permitted.first_batch,
        coalesce(approvals.quote, sent.text) as quote,
        row_number() over (
            partition by sent.record_key order by approvals.approved_on desc, approvals.quote nulls last
        ) as choice
    from {{ ref('stg_submission__voices') }} as sent
    inner join {{ ref('int_submission_records_permit') }} as permitted
        on {{ is_current_revision('sent', 'permitted', 'voice') }}
    -- An approval is of one wording: when the voice is revised, it must be given anew.
    inner join {{ ref('stg_approvals__voices') }} as approvals
        on
            sent.voice_id = approvals.voice_id
            and {{ sha256_of('sent.text') }} = lower(approvals.text_sha256)
    where
        (permitted.may_quote or permitted.may_quote_named)
        -- Whatever the screening found in the words that would be published, a person accepted by name.
        and {{ holds_all('approvals.flags_accepted', 'approvals.quote_flags') }}
        and (
            approvals.quote is not null
            or {{ holds_all('approvals.flags_accepted', 'sent.screening_flags') }}
        )
),

quoted as (
    select
        -- The file a voice first came in is known to its member only: nobody else can find the voice from this.
        'VQ-' || substr(md5(approved.record_key || '|' || approved.first_batch), 1, 16) as quote_id,
        approved.main_issue as issue,
        approved.prefecture_code,
        {{ quarter_of('approved.heard_on') }} as quarter,
        approved.raised_by,
        approved.quote,
        coalesce(approved.may_quote_named and not participants.is_withheld, false) as is_named,
        case when approved.may_quote_named and not participants.is_withheld then members.name end as member_name
    from approved
    left join {{ ref('stg_submission__members') }} as members on approved.member_id = members.member_id
    left join {{ ref('int_organization_mentions_collect') }} as own
        on own.kind = 'member' and approved.member_id = own.record_key
    left join {{ ref('int_participants_identify') }} as participants on own.mention_key = participants.mention_key
    where
        approved.choice = 1
        and not exists (
            select 1 from {{ ref('int_withheld_words_list') }} as withheld
            where {{ holds_withheld_words('approved.quote', 'withheld') }}
        )
)

{{ published('quoted') }}
