-- The municipality that members wrote as text: its name within the prefecture, with or without prefecture and county
-- (郡); a ward without its city only where the prefecture has one of that name. What fits two is left open.
with written as (
    select
        prefecture_code,
        municipality
    from {{ ref('stg_submission__members') }}
    {% for records in ('organization_profiles', 'voices', 'collaborations', 'events', 'grants') %}
        union
        select
            prefecture_code,
            municipality
        from {{ ref('stg_submission__' ~ records) }}
    {% endfor %}
    union
    select
        lead_prefecture_code as prefecture_code,
        lead_municipality as municipality
    from {{ ref('stg_submission__programmes') }}
),

names as (
    select
        written.prefecture_code,
        written.municipality,
        replace(
            {{ replace_pattern("translate(written.municipality, 'ヶ', 'ケ')", '[ 　]', '') }}, prefectures.name_ja, ''
        ) as name
    from written
    inner join {{ ref('prefectures') }} as prefectures on written.prefecture_code = prefectures.prefecture_code
    where written.municipality is not null
),

areas as (
    select
        -- A name of a former area means its successor; of a divided ward only the city is sure.
        case
            when valid_to is null then municipality_code
            else coalesce(successor_code, city_code, municipality_code)
        end as municipality_code,
        prefecture_code,
        translate(name, 'ヶ', 'ケ') as name,
        area_level,
        valid_to is null as is_current
    from {{ ref('int_areas_unite') }}
    where area_level in ('municipality', 'ward')
),

matches as (
    select
        names.prefecture_code,
        names.municipality,
        areas.municipality_code,
        case
            when names.name = areas.name and areas.is_current then 1
            when names.name = areas.name then 2
            when areas.area_level = 'municipality' then 3
            else 4
        end as preference
    from names
    inner join areas
        on
            names.prefecture_code = areas.prefecture_code
            and (
                names.name = areas.name
                or (
                    areas.area_level = 'municipality'
                    and instr(names.name, '郡') between 2 and 6
                    and substr(names.name, instr(names.name, '郡') + 1) = areas.name
                )
                or (areas.area_level = 'ward' and names.name like '%区' and areas.name like '%市' || names.name)
            )
),

unambiguous as (
    select
        prefecture_code,
        municipality,
        preference,
        min(municipality_code) as municipality_code
    from matches
    group by prefecture_code, municipality, preference
    having count(distinct municipality_code) = 1
),

preferred as (
    select
        *,
        row_number() over (partition by prefecture_code, municipality order by preference) as choice
    from unambiguous
)

select
    prefecture_code,
    municipality,
    municipality_code
from preferred
where choice = 1
