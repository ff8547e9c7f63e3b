{#- Incremental models that compare content, not clocks.

A row carries the state of what it was made from: of the organisation's statements, or of the file, and of the
model's own SQL. Before a run the rows whose state is no longer among the inputs are deleted; then the missing ones
are made. New, corrected and withdrawn files, and a changed model, are all the same case, and an interrupted run is
mended by the next. -#}

{% macro logic_version() %}{{ return(local_md5(model.raw_code)[:8]) }}{% endmacro %}

{% macro organization_state(input_state) %}{{ input_state }} || '-{{ logic_version() }}'{% endmacro %}

{% macro forget_changed_organizations(inputs, input_state) %}
    {% if is_incremental() %}
        delete from {{ this }}
        where organization_state not in (select {{ organization_state(input_state) }} from {{ inputs }})
    {% endif %}
{% endmacro %}

{% macro forget_lost_lines(located) %}
    {% if is_incremental() %}
        delete from {{ this }}
        where
            logic_version != '{{ logic_version() }}'
            or file_state = 'unreported'
            or not exists (
                select 1 from {{ located }} as located
                where
                    located.register = {{ this }}.register
                    and located.source_file = {{ this }}.source_file
                    and located.file_state = {{ this }}.file_state
                    and located.file_row = {{ this }}.file_row
            )
    {% endif %}
{% endmacro %}
