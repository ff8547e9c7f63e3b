-- Municipalities and wards with coordinates.
select
    published_on,
    file_row,
    municipality_code,
    municipality_code_6,
    prefecture_code,
    replace(replace(name, ' ', ''), '　', '') as name,
    replace(replace(name_kana, ' ', ''), '　', '') as kana,
    area_kind as area_level,
    latitude,
    longitude
from {{ source('bronze', 'municipality_wards') }}
where {{ is_published() }}
