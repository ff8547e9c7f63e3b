-- Areas that became others: each predecessor with each of its successors.
select
    effective_on,
    kind,
    predecessor_code,
    predecessor_name,
    successor_code,
    successor_name
from {{ ref('municipality_changes') }}
