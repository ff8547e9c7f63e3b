-- Records of members of which something is not to be shown, and what: columns, or the whole record.
with asked as (
    select
        dataset,
        record_key,
        {{ unfold('withheld') }} as thing
    from {{ ref('stg_suppressions__requests') }}
    where dataset is not null
)

select
    dataset,
    record_key,
    {{ sorted_set('thing') }} as withheld
from asked
group by dataset, record_key
