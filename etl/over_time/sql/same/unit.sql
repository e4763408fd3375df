-- Units known by name alone that one row of today's table names.
INSERT INTO perhaps_same
SELECT 'unit', old.unit_id, new.unit_id
FROM earlier.unit AS old
JOIN plain AS said ON said.written = old.name
JOIN plain AS called ON called.plain = said.plain
JOIN unit AS new ON new.name = called.written
WHERE is_of_words(old.unit_id) AND old.unit_id NOT IN (SELECT unit_id FROM unit)
  AND said.plain <> '';

INSERT INTO same
FROM perhaps_same WHERE what = 'unit'
QUALIFY count(*) OVER (PARTITION BY was) = 1
