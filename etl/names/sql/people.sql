-- Cells that name people become the people whom they name (etl/names/persons.py): `said` has a row for each
-- one. A unit beside several names is a hint alone, for it need not be that of each; so is one that
-- stands in the cell itself, unless it is one that the list knows. Where cell and column contradict each
-- other nobody is meant.
CREATE OR REPLACE TEMP TABLE asked AS
SELECT _file, _row, what, code, written, county, township, unit, day,
       1 AS number, false AS is_behalf, true AS is_firm, true AS is_name, about_kind, about
FROM asked WHERE what <> 'official'
UNION ALL
SELECT _file, _row, what, code, said.name, county, township,        CASE WHEN contains(asked.unit, said.unit) OR contains(said.unit, asked.unit) THEN asked.unit
            WHEN said.unit IN (SELECT name FROM unit) AND asked.unit IS NOT NULL THEN '不一致'
            ELSE coalesce(asked.unit, said.unit) END, day,
       number, is_behalf,
       NOT is_behalf AND (coalesce(said.unit IN (SELECT name FROM unit), false)
                          OR (asked.unit IS NOT NULL AND NOT is_several)), is_name,
       about_kind, about
FROM asked JOIN said ON said.cell = asked.written
WHERE what = 'official'
  AND ($is_several OR number = 1)
  AND ($has_behalf OR NOT is_behalf)
  AND ($is_required OR name <> cell OR NOT is_empty)
