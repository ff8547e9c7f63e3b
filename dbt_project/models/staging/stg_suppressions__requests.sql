-- What somebody asked us not to publish, while it holds. A request holds for every earlier day as well.
select
    request_id,
    org_id,
    dataset,
    record_key,
    withheld,
    reason
from {{ source('bronze', 'suppressions') }}
where until is null or until >= {{ as_of() }}
