-- An organisation is certified once at a time. A line that the authority lists twice is shown, and stops no release.
{{ config(severity='warn') }}

select org_id
from {{ ref('certifications') }}
where is_current
group by org_id
having count(*) > 1
