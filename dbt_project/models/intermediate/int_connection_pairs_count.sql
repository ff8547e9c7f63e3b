{{ config(materialized='view') }}
-- Pairs of organisations that take part in the same programme, each pair once: by the sectors and the regions of the
-- two, and again by issue, where a pair counts for every issue it works on. A pair is hidden when no programme and
-- record that may be named shows it.
with shared as (
    select
        one.programme_id,
        one.participant_id as one_id,
        other.participant_id as other_id,
        one.issues,
        least(one.sector, other.sector) || '+' || greatest(one.sector, other.sector) as sector_pair,
        least(one_areas.region, other_areas.region) || '+' || greatest(one_areas.region, other_areas.region)
            as region_pair,
        one.is_nameable and other.is_nameable as is_nameable
    from {{ ref('int_programme_participants_list') }} as one
    inner join {{ ref('int_programme_participants_list') }} as other
        on one.programme_id = other.programme_id and one.participant_id < other.participant_id
    inner join {{ ref('prefectures') }} as one_areas on one.prefecture_code = one_areas.prefecture_code
    inner join {{ ref('prefectures') }} as other_areas on other.prefecture_code = other_areas.prefecture_code
),

pairs as (
    select
        one_id,
        other_id,
        sector_pair,
        region_pair,
        max(is_nameable) as is_nameable
    from shared
    group by one_id, other_id, sector_pair, region_pair
),

shared_issues as (
    select
        one_id,
        other_id,
        is_nameable,
        {{ unfold('issues') }} as issue
    from shared
),

pair_issues as (
    select
        one_id,
        other_id,
        issue,
        max(is_nameable) as is_nameable
    from shared_issues
    group by one_id, other_id, issue
)

select
    'all' as issue,
    sector_pair,
    region_pair,
    cast(count(*) as bigint) as n,
    cast(sum(case when is_nameable then 0 else 1 end) as bigint) as hidden_n
from pairs
group by sector_pair, region_pair
union all
select
    issue,
    'all' as sector_pair,
    'all' as region_pair,
    cast(count(*) as bigint) as n,
    cast(sum(case when is_nameable then 0 else 1 end) as bigint) as hidden_n
from pair_issues
group by issue
