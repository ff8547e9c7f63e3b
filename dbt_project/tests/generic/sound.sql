-- noqa: disable=LT02
{#- Fails with every key that names more than one row, every code that its table of reference does not hold, and every
    value that is not one of those allowed; all in one question, since a table has many. An absent value is none. -#}
{% test sound(model, key, codes=[], values={}) %}
    select
        'repeated key' as finding,
        {{ hash_of(key) }} as found
    from {{ model }}
    group by {{ key | join(', ') }}
    having count(*) > 1
    {% for code in codes %}
        union all
        select
            'unknown {{ code.column }}' as finding,
            coded.{{ code.column }} as found
        from {{ model }} as coded
        where
            coded.{{ code.column }} is not null
            and not exists (select 1 from {{ code.to }} as known where known.{{ code.key }} = coded.{{ code.column }})
    {% endfor %}
    {% for column, allowed in values.items() %}
        union all
        select
            'unlisted {{ column }}' as finding,
            {{ column }} as found
        from {{ model }}
        where {{ column }} not in ({% for value in allowed %}'{{ value }}'{{ ', ' if not loop.last }}{% endfor %})
    {% endfor %}
{% endtest %}
