with permitted_events as (
    select sent.*
    from {{ ref('stg_submission__events') }} as sent
    inner join {{ ref('int_submission_records_permit') }} as permitted
        on {{ is_current_revision('sent', 'permitted', 'event') }}
    inner join {{ ref('programmes') }} as programmes on sent.programme_id = programmes.programme_id
    where permitted.may_name
),

counted as (
    select
        *,
        -- Sectors left blank had nobody, unless all are blank: then nobody counted.
        case
            when
                coalesce(
                    participants_npo,
                    participants_support_centre,
                    participants_company,
                    participants_government,
                    participants_foundation,
                    participants_university,
                    participants_children_centre,
                    participants_other
                ) is not null
                then
                    coalesce(participants_npo, 0)
                    + coalesce(participants_support_centre, 0)
                    + coalesce(participants_company, 0)
                    + coalesce(participants_government, 0)
                    + coalesce(participants_foundation, 0)
                    + coalesce(participants_university, 0)
                    + coalesce(participants_children_centre, 0)
                    + coalesce(participants_other, 0)
        end as participants
    from permitted_events
),

located as (
    select
        counted.event_id,
        counted.programme_id,
        counted.title,
        counted.held_on,
        counted.event_format,
        counted.prefecture_code,
        places.municipality_code,
        cast(case when counted.participants = 0 or counted.participants >= 5 then counted.participants end as bigint)
            as participants,
        case
            when counted.participants is null then 'x'
            when counted.participants between 1 and 4 then 'c'
        end as participants_status,
        {{ list_of_true([
            ('npo', 'counted.participants_npo >= 5'),
            ('support_centre', 'counted.participants_support_centre >= 5'),
            ('company', 'counted.participants_company >= 5'),
            ('government', 'counted.participants_government >= 5'),
            ('foundation', 'counted.participants_foundation >= 5'),
            ('university', 'counted.participants_university >= 5'),
            ('children_centre', 'counted.participants_children_centre >= 5'),
            ('other', 'counted.participants_other >= 5'),
        ]) }} as sectors,
        counted.member_id,
        counted.stated_on
    from counted
    left join {{ ref('int_submission_places_locate') }} as places
        on counted.prefecture_code = places.prefecture_code and counted.municipality = places.municipality
)

{{ published('located') }}
