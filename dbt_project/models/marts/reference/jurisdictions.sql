select
    jurisdiction_code,
    name_ja,
    name_en,
    kind,
    prefecture_code,
    municipality_code
from {{ ref('competent_authorities') }}
