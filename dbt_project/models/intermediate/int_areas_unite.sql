-- Prefectures, municipalities and wards of all times: from the Ministry's codes, the table of wards, the changes
-- kept by hand, and codes that only the corporate-number register still states in old lines.
with listed as (
    select
        codes.municipality_code,
        codes.name,
        codes.kana,
        codes.area_level,
        wards.latitude,
        wards.longitude,
        1 as preference
    from {{ ref('stg_municipality_codes__areas') }} as codes
    left join {{ ref('stg_municipality_wards__areas') }} as wards
        on codes.municipality_code = wards.municipality_code
    union all
    select
        municipality_code,
        name,
        kana,
        area_level,
        latitude,
        longitude,
        2 as preference
    from {{ ref('stg_municipality_wards__areas') }}
    union all
    select
        successor_code as municipality_code,
        successor_name as name,
        {{ as_text('null') }} as kana,
        {{ as_text('null') }} as area_level,
        cast(null as double) as latitude,
        cast(null as double) as longitude,
        3 as preference
    from {{ ref('stg_municipality_changes__successions') }}
    union all
    select
        predecessor_code as municipality_code,
        predecessor_name as name,
        {{ as_text('null') }} as kana,
        {{ as_text('null') }} as area_level,
        cast(null as double) as latitude,
        cast(null as double) as longitude,
        4 as preference
    from {{ ref('stg_municipality_changes__successions') }}
    union all
    select
        municipality_code,
        max(city_name) as name,
        {{ as_text('null') }} as kana,
        {{ as_text('null') }} as area_level,
        cast(null as double) as latitude,
        cast(null as double) as longitude,
        5 as preference
    from {{ ref('int_nta_lines_keep') }}
    where municipality_code is not null
    group by municipality_code
),

ranked as (
    select
        *,
        row_number() over (partition by municipality_code order by preference, name) as choice
    from listed
),

cities as (
    select
        municipality_code as city_code,
        prefecture_code,
        lead(municipality_code) over (partition by prefecture_code order by municipality_code) as next_city_code,
        name_ja
    from {{ ref('competent_authorities') }}
    where kind = 'designated_city'
),

began as (
    select
        successor_code,
        max(effective_on) as began_on
    from {{ ref('stg_municipality_changes__successions') }}
    where successor_code != predecessor_code
    group by successor_code
),

ended as (
    select
        predecessor_code,
        min(effective_on) as ended_on,
        min(successor_code) as successor_code,
        count(distinct successor_code) as successors
    from {{ ref('stg_municipality_changes__successions') }}
    where successor_code != predecessor_code
    group by predecessor_code
)

select
    ranked.municipality_code,
    substr(ranked.municipality_code, 1, 2) as prefecture_code,
    ranked.name,
    ranked.kana,
    case
        when ranked.area_level is not null then ranked.area_level
        when ranked.name like '%区' and cities.city_code is not null then 'ward'
        else 'municipality'
    end as area_level,
    case when ranked.name like '%区' and ranked.municipality_code != cities.city_code then cities.city_code end
        as city_code,
    coalesce(cities.city_code = ranked.municipality_code, false) as is_designated_city,
    ranked.latitude,
    ranked.longitude,
    began.began_on as valid_from,
    ended.ended_on as valid_to,
    -- A ward that was divided has no single successor.
    case when ended.successors = 1 then ended.successor_code end as successor_code,
    ranked.preference <= 2 as is_in_reference
from ranked
left join cities
    on
        substr(ranked.municipality_code, 1, 2) = cities.prefecture_code
        and ranked.municipality_code >= cities.city_code
        and ranked.municipality_code < coalesce(cities.next_city_code, cities.prefecture_code || '200')
        and substr(ranked.municipality_code, 3, 1) = '1'
left join began on ranked.municipality_code = began.successor_code
left join ended on ranked.municipality_code = ended.predecessor_code
where ranked.choice = 1
