-- Since when ends are told: by the portal, and by whichever of portal and corporate-number register began first. The
-- portal tells of them since the first end it states; without one since its newest file, because who had ended before may
-- be missing from it. The other register tells of them since corporate numbers exist.
select
    coalesce(min(dissolved_on), max(listed_on)) as portal_observes_from,
    least(coalesce(min(dissolved_on), max(listed_on)), date '2015-10-05') as either_observes_from
from {{ ref('stg_npo_portal__entries') }}
