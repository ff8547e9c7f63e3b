-- The areas that statistics of NPO corporations are made for: the country, its prefectures, the competent authorities.
select
    'country' as geography_kind,
    'JP' as geography_code
union all
select
    'prefecture' as geography_kind,
    prefecture_code as geography_code
from {{ ref('competent_authorities') }}
where kind = 'prefecture'
union all
select
    'jurisdiction' as geography_kind,
    jurisdiction_code as geography_code
from {{ ref('competent_authorities') }}
