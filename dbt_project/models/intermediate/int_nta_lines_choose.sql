-- Which line stands for each statement. The national file repeats the newest line of a daily file to the letter; the
-- daily line is chosen, for its place among the lines of its day.
select
    line_hash,
    corporate_number,
    min(place) as place,
    min(assignment_date) as number_assigned_on,
    min(published_on) as first_seen_on,
    max(published_on) as last_seen_on,
    min(source_rank) = 1 as is_in_diff,
    max(source_rank) = 2 as is_in_national
from {{ ref('int_nta_lines_keep') }}
group by line_hash, corporate_number
