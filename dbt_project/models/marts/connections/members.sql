-- Only members with a record in a public table that names them: who sent nothing of the kind is not told of.
with named as (
    {% for table in ('programmes', 'collaborations', 'programme_events', 'proposals', 'grants', 'support_centres') %}
        select member_id from {{ ref(table) }}
        {{ 'union' if not loop.last }}
    {% endfor %}
)

select
    members.member_id,
    members.name,
    members.sector,
    members.prefecture_code
from {{ ref('stg_submission__members') }} as members
inner join named on members.member_id = named.member_id
