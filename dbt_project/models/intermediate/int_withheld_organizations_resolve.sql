-- Organisations of which something is not to be shown, and what. An identifier without a number is given up once a
-- number is known: the request follows the organisation.
with asked as (
    select
        org_id,
        {{ unfold('withheld') }} as thing
    from {{ ref('stg_suppressions__requests') }}
    where org_id is not null
),

named as (
    select
        org_id as named_id,
        org_id
    from asked
    union
    select
        asked.org_id as named_id,
        links.org_id
    from asked
    inner join {{ ref('int_identifier_links_match') }} as links on asked.org_id = 'JP-CAO-' || links.entry_key
    union
    select
        asked.org_id as named_id,
        organizations.org_id
    from asked
    inner join {{ ref('int_organizations_assemble') }} as organizations
        on asked.org_id = 'JP-CAO-' || organizations.portal_id
)

select
    named.org_id,
    {{ sorted_set('asked.thing') }} as withheld
from named
inner join asked on named.named_id = asked.org_id
group by named.org_id
