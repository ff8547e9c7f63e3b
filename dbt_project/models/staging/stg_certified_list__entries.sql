-- Entries of the list of certified and specially certified NPO corporations.
select
    published_on as listed_on,
    file_row,
    jurisdiction_code,
    corporate_number,
    coalesce(certified, false) as is_certified,
    coalesce(specially_certified, false) as is_specially_certified,
    coalesce(renewal_pending, false) as is_renewal_pending,
    name,
    address,
    pst_relative,
    pst_absolute,
    pst_ordinance,
    pst_ordinance_by,
    certified_from,
    certified_to,
    specially_certified_from,
    specially_certified_to
from {{ mended('certified_list') }}
where {{ is_published() }}
