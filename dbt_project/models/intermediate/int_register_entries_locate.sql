-- The municipality of an address as the NPO registers write it: mostly without prefecture, some after a post code. The
-- longest name of the prefecture's municipalities and wards that begins the address, with or without its county (郡).
with addresses as (
    select distinct
        entries.prefecture_code,
        entries.address,
        replace(
            {{ replace_pattern("translate(entries.address, 'ヶ', 'ケ')", '^[〒0-9０-９－ー-]+|[ 　]', '') }},
            prefectures.name_ja,
            ''
        ) as plain
    from {{ ref('int_register_entries_unite') }} as entries
    inner join {{ ref('competent_authorities') }} as prefectures
        on entries.prefecture_code = prefectures.prefecture_code and prefectures.kind = 'prefecture'
    where entries.address is not null
),

areas as (
    select
        -- An address in an area that no longer exists lies in its successor; of a divided ward only the city is sure.
        case
            when valid_to is null then municipality_code
            else coalesce(successor_code, city_code, municipality_code)
        end as municipality_code,
        prefecture_code,
        translate(name, 'ヶ', 'ケ') as name,
        valid_to is null as is_current
    from {{ ref('int_areas_unite') }}
    where area_level in ('municipality', 'ward')
),

matches as (
    select
        addresses.prefecture_code,
        addresses.address,
        areas.municipality_code,
        row_number() over (
            partition by addresses.prefecture_code, addresses.address
            order by length(areas.name) desc, areas.is_current desc, areas.municipality_code
        ) as choice
    from addresses
    inner join areas
        on
            addresses.prefecture_code = areas.prefecture_code
            and (
                addresses.plain like areas.name || '%'
                or (
                    instr(addresses.plain, '郡') between 2 and 6
                    and substr(addresses.plain, instr(addresses.plain, '郡') + 1) like areas.name || '%'
                )
            )
)

select
    prefecture_code,
    address,
    municipality_code
from matches
where choice = 1
