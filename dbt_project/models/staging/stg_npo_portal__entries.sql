-- Entries of the Cabinet Office portal: every NPO corporation an authority has ever certified.
select
    published_on as listed_on,
    file_row,
    name,
    name_kana as kana,
    jurisdiction_name,
    address,
    post_code,
    established_certification_on,
    established_on,
    field_01,
    field_02,
    field_03,
    field_04,
    field_05,
    field_06,
    field_07,
    field_08,
    field_09,
    field_10,
    field_11,
    field_12,
    field_13,
    field_14,
    field_15,
    field_16,
    field_17,
    field_18,
    field_19,
    field_20,
    coalesce(certified, false) as is_certified,
    coalesce(specially_certified, false) as is_specially_certified,
    coalesce(renewal_pending, false) as is_renewal_pending,
    pst_relative,
    pst_absolute,
    pst_ordinance,
    pst_ordinance_by,
    certified_from,
    certified_to,
    certification_revoked_on,
    specially_certified_from,
    specially_certified_to,
    special_certification_revoked_on,
    dissolution_text is not null or coalesce(supervision_text like '%認証%取%消%', false) as is_dissolved,
    -- The supervision text lists every measure with its day; only that of the revocation ends the corporation.
    coalesce(
        dissolved_on,
        try_cast(
            nullif(
                regexp_extract(supervision_text, '([0-9]{4})年([0-9]{2})月([0-9]{2})日[ 　]*認証の?取', 1)
                || '-' || regexp_extract(supervision_text, '([0-9]{4})年([0-9]{2})月([0-9]{2})日[ 　]*認証の?取', 2)
                || '-' || regexp_extract(supervision_text, '([0-9]{4})年([0-9]{2})月([0-9]{2})日[ 　]*認証の?取', 3),
                '--'
            ) as date
        )
    ) as dissolved_on,
    case
        when dissolution_ground = 'merger' then 'dissolved_by_merger'
        when dissolution_ground is not null then dissolution_ground
        when supervision_text like '%認証%取%消%' then 'authentication_revoked'
    end as dissolution_ground,
    -- What stands in brackets behind the revocation: its ground, in words or as a clause of article 43.
    nullif(regexp_extract(supervision_text, '認証の?取り?消し?[ 　]*[(（]([^)）]*)[)）]', 1), '') as revocation_basis,
    portal_id,
    corporate_number
from {{ mended('npo_portal') }}
where {{ is_published() }}
