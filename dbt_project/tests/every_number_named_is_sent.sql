-- Every programme, event and voice that a record names is sent by somebody. A warning: the records stay as they are, and
-- the table tells the data team which member to ask.
{{ config(severity='warn') }}

select
    member_id,
    kind,
    record_key,
    field,
    named_key
from {{ ref('int_references_missing_list') }}
