-- An organisation is certified once at a time.
select org_id
from {{ ref('certifications') }}
where is_current
group by org_id
having count(*) > 1
