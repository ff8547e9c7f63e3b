-- At one moment of knowledge an organisation has one version a day.
select
    one.org_id,
    one.valid_from,
    one.known_from,
    other.valid_from as other_valid_from,
    other.known_from as other_known_from
from {{ ref('organization_history') }} as one
inner join {{ ref('organization_history') }} as other
    on
        one.org_id = other.org_id
        and (
            one.known_from < other.known_from
            or (one.known_from = other.known_from and one.valid_from < other.valid_from)
        )
where
    (one.valid_to is null or other.valid_from < one.valid_to)
    and (other.valid_to is null or one.valid_from < other.valid_to)
    and (one.known_to is null or other.known_from < one.known_to)
