-- What has become of each correction: the newest file that could say it decides. A correction in several registers is
-- applied while one of them says what is expected.
with days as (
    -- A register may have several files of one day; a file without a date comes before all others.
    select
        correction_id,
        register,
        coalesce(published_on, date '1900-01-01') as found_on,
        sum(rows_found) as rows_found,
        sum(rows_corrected) as rows_corrected,
        coalesce(min(case when rows_found > 0 then case when is_as_expected then 1 else 0 end end), 0) = 1
            as is_as_expected,
        min(case when rows_found > 0 then says end) as says
    from {{ ref('stg_corrections__findings') }}
    group by correction_id, register, coalesce(published_on, date '1900-01-01')
),

ranked as (
    select
        *,
        row_number() over (partition by correction_id, register order by found_on desc) as recency,
        max(case when is_as_expected then found_on end) over (partition by correction_id, register) as last_expected_on,
        min(case when rows_found > 0 then found_on end) over (partition by correction_id, register) as first_found_on
    from days
),

judged as (
    select
        correction_id,
        sum(rows_found) as rows_found,
        sum(rows_corrected) as rows_corrected,
        max(case when recency = 1 and is_as_expected then found_on end) as expected_on,
        max(case when recency = 1 then found_on end) as newest_on,
        min(case when recency = 1 then says end) as says,
        min(case when last_expected_on is null or found_on > last_expected_on then found_on end) as otherwise_since
    from ranked
    -- A file before the first that has the row says nothing of it, nor does a register that never had it.
    where found_on >= first_found_on
    group by correction_id
),

-- Whom the rows are about, where they are about one organisation.
subjects as (
    select
        findings.correction_id,
        min(coalesce('JP-JCN-' || findings.corporate_number, entries.org_id)) as org_id
    from {{ ref('stg_corrections__findings') }} as findings
    left join {{ ref('int_register_entries_identify') }} as entries
        on
            findings.register = entries.register
            and findings.published_on = entries.listed_on
            and findings.file_row = entries.file_row
    where findings.register in ('nta_diff', 'nta_national', 'npo_portal', 'certified_list')
    group by findings.correction_id
    having count(distinct coalesce('JP-JCN-' || findings.corporate_number, entries.org_id)) = 1
)

select
    entries.correction_id,
    case
        when coalesce(judged.rows_found, 0) = 0 then 'not_found'
        when
            judged.expected_on is not null
            and (entries.mended_on is null or judged.expected_on < entries.mended_on)
            then 'applied'
        else 'mended_by_publisher'
    end as status,
    cast(coalesce(judged.rows_corrected, 0) as bigint) as rows_corrected,
    judged.newest_on,
    judged.says,
    case when judged.rows_found > 0 and judged.expected_on is null then judged.otherwise_since end as otherwise_since,
    entries.mended_on,
    coalesce(judged.expected_on >= entries.mended_on, false) as is_said_again,
    subjects.org_id
from {{ ref('stg_corrections__entries') }} as entries
left join judged on entries.correction_id = judged.correction_id
left join subjects on entries.correction_id = subjects.correction_id
