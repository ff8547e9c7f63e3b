select
    field_code,
    name_ja,
    name_en,
    in_force_from
from {{ ref('npo_act_fields') }}
