{#- Lists and windows in DuckDB and in Spark. -#}

{#- A list of those texts whose condition holds, in the order given; pairs of text and condition. -#}
{% macro list_of_true(pairs) %}{{ return(adapter.dispatch('list_of_true')(pairs)) }}{% endmacro %}
{% macro default__list_of_true(pairs) -%}
    list_filter([
    {%- for text, condition in pairs %}case when {{ condition }} then '{{ text }}' end{{ ', ' if not loop.last }}{% endfor -%}
    ], lambda item: item is not null)
{%- endmacro %}
{% macro spark__list_of_true(pairs) -%}
    array_compact(array(
    {%- for text, condition in pairs %}case when {{ condition }} then '{{ text }}' end{{ ', ' if not loop.last }}{% endfor -%}
    ))
{%- endmacro %}

{#- The last value that is not null, over a window that ends at the current row. -#}
{% macro last_known(expression, over) %}{{ return(adapter.dispatch('last_known')(expression, over)) }}{% endmacro %}
{% macro default__last_known(expression, over) %}last_value({{ expression }} ignore nulls) over ({{ over }}){% endmacro %}
{% macro spark__last_known(expression, over) %}last_value({{ expression }}, true) over ({{ over }}){% endmacro %}
