with populations as (
    -- The newest count of the preferred register: the resident registers, for wards the census.
    select
        area_code,
        population,
        population_on,
        register,
        row_number() over (partition by area_code order by preference, population_on desc) as choice
    from {{ ref('int_populations_unite') }}
    where area_level in ('prefecture', 'municipality', 'ward')
)

select
    areas.municipality_code,
    {{ municipality_code_6('areas.municipality_code') }} as municipality_code_6,
    areas.prefecture_code,
    areas.name,
    areas.kana,
    areas.area_level,
    case
        when areas.area_level in ('prefecture', 'ward') then areas.area_level
        when areas.is_designated_city then 'designated_city'
        when areas.name like '%区' then 'special_ward'
        when areas.name like '%市' then 'city'
        when areas.name like '%町' then 'town'
        when areas.name like '%村' then 'village'
        else 'city'
    end as kind,
    areas.city_code,
    areas.valid_from,
    areas.valid_to,
    areas.successor_code,
    areas.valid_to is null and (areas.is_in_reference or areas.valid_from is not null) as is_current,
    areas.latitude,
    areas.longitude,
    populations.population,
    populations.population_on,
    populations.register as population_source
from {{ ref('int_areas_unite') }} as areas
left join populations on areas.municipality_code = populations.area_code and populations.choice = 1
