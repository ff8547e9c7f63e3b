-- What the register says of each corporate number, as one hash: it changes when, and only when, a statement comes,
-- goes or moves.
select
    corporate_number,
    md5(corporate_number || {{ content_hash(['line_hash', 'place']) }}) as input_hash,
    min(number_assigned_on) as number_assigned_on,
    min(first_seen_on) as first_seen_on,
    max(last_seen_on) as last_seen_on,
    bool_or(is_in_diff) as is_in_diff,
    bool_or(is_in_national) as is_in_national
from {{ ref('int_nta_lines_choose') }}
group by corporate_number
