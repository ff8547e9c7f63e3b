with periods as (
    select
        certification_id,
        org_id,
        corporate_number,
        certification_kind,
        valid_from,
        valid_to,
        is_renewal_pending as renewal_pending,
        is_current,
        revoked_on,
        first_listed_on,
        listed_on,
        pst_relative,
        pst_absolute,
        pst_ordinance,
        pst_ordinance_by,
        jurisdiction_code,
        name as name_as_listed,
        register as source
    from {{ ref('int_certification_periods_collect') }}
)

{{ published('periods') }}
