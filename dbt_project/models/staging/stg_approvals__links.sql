-- What a person decided on the organisation that a mention names; empty for none of them.
select
    mention_key,
    org_id,
    decided_on,
    reason
from {{ source('bronze', 'link_decisions') }}
where decided_on <= {{ as_of() }}
