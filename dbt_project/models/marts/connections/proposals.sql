with permitted_proposals as (
    select sent.*
    from {{ ref('stg_submission__proposals') }} as sent
    inner join {{ ref('int_submission_records_permit') }} as permitted
        on {{ is_current_revision('sent', 'permitted', 'proposal') }}
    where permitted.may_name
),

voices as (
    select
        proposal_id,
        count(*) as voices
    from {{ ref('int_proposal_voices_list') }}
    group by proposal_id
),

named_events as (
    select
        proposal_id,
        {{ unfold('source_events') }} as event_id
    from permitted_proposals
),

public_events as (
    select
        named_events.proposal_id,
        {{ sorted_set('named_events.event_id') }} as source_events
    from named_events
    inner join {{ ref('programme_events') }} as events on named_events.event_id = events.event_id
    group by named_events.proposal_id
),

named_programmes as (
    select
        proposal_id,
        {{ unfold('resulting_programmes') }} as programme_id
    from permitted_proposals
),

public_programmes as (
    select
        named_programmes.proposal_id,
        {{ sorted_set('named_programmes.programme_id') }} as resulting_programmes
    from named_programmes
    inner join {{ ref('programmes') }} as programmes on named_programmes.programme_id = programmes.programme_id
    group by named_programmes.proposal_id
),

named as (
    select
        sent.proposal_id,
        sent.member_id,
        sent.title,
        sent.addressed_to,
        sent.addressee_kind,
        sent.prefecture_code,
        sent.submitted_on,
        sent.proposal_status,
        sent.issues,
        -- Full tens only: an exact number could be subtracted from a count of voices. No threshold is above ten.
        cast(
            case
                when voices.voices is null then 0
                when voices.voices >= 10 then voices.voices - voices.voices % 10
            end as bigint
        ) as source_voices,
        case when voices.voices < 10 then 'c' end as source_voices_status,
        coalesce(public_events.source_events, {{ empty_list() }}) as source_events,
        coalesce(public_programmes.resulting_programmes, {{ empty_list() }}) as resulting_programmes,
        sent.outcome,
        sent.stated_on
    from permitted_proposals as sent
    left join voices on sent.proposal_id = voices.proposal_id
    left join public_events on sent.proposal_id = public_events.proposal_id
    left join public_programmes on sent.proposal_id = public_programmes.proposal_id
)

{{ published('named') }}
