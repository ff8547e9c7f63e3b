-- Only members with a record in a public table that names them: who sent nothing of the kind is not told of.
with named as (
    {% for table in ('programmes', 'collaborations', 'programme_events', 'proposals', 'grants', 'support_centres') %}
        select member_id from {{ ref(table) }}
        {{ 'union' if not loop.last }}
    {% endfor %}
),

listed as (
    select
        members.member_id,
        members.name,
        members.sector,
        members.prefecture_code
    from {{ ref('stg_submission__members') }} as members
    inner join named on members.member_id = named.member_id
    inner join {{ ref('int_organization_mentions_collect') }} as own
        on own.kind = 'member' and members.member_id = own.record_key
    inner join {{ ref('int_participants_identify') }} as participants on own.mention_key = participants.mention_key
    where not participants.is_withheld
)

{{ published('listed') }}
