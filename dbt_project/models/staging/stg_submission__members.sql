{{ config(materialized='ephemeral') }}
-- Who may send: the network's list of members.
select
    member_id,
    name,
    corporate_number,
    prefecture_code,
    municipality,
    sector
from {{ source('bronze', 'submission_members') }}
