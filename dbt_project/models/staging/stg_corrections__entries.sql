-- Mistakes of publishers, and what to say in place of them. One that is written later holds for earlier days as well: it
-- was a mistake then.
select
    correction_id,
    registers,
    row_key,
    columns,
    action,
    before,
    after,
    reason_ja,
    reason_en,
    evidence,
    reported_to,
    reported_on,
    mended_on
from {{ source('bronze', 'corrections') }}
