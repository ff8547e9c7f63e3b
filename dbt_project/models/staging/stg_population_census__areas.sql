-- Population of the census, by area and by the day it was counted.
select
    published_on,
    file_row,
    population_on,
    area_level,
    area_code,
    population
from {{ mended('population_census') }}
where {{ is_published() }} and population is not null
