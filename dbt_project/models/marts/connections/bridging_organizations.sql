with taking_part as (
    select
        participant_id,
        sector,
        prefecture_code,
        cast(count(distinct programme_id) as bigint) as programmes
    from {{ ref('int_programme_participants_list') }}
    where is_nameable
    group by participant_id, sector, prefecture_code
),

names as (
    select
        participant_id,
        max(org_id) as org_id,
        min(name) as name
    from {{ ref('int_participants_identify') }}
    where is_nameable and not is_withheld
    group by participant_id
),

ranked as (
    select
        bridges.participant_id,
        names.org_id,
        names.name,
        taking_part.sector,
        taking_part.prefecture_code,
        taking_part.programmes,
        bridges.partners,
        bridges.betweenness,
        cast(rank() over (order by bridges.betweenness desc) as integer) as position
    from {{ ref('int_bridges_measure') }} as bridges
    inner join taking_part on bridges.participant_id = taking_part.participant_id
    inner join names on bridges.participant_id = names.participant_id
)

{{ published('ranked') }}
