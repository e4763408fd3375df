-- On whose behalf somebody came, where the name says so and the row does not.
UPDATE typed SET on_behalf_of = behalf.code
FROM (SELECT _file, _row, min(code) AS code FROM answered WHERE is_behalf GROUP BY _file, _row) AS behalf
WHERE typed._file = behalf._file AND typed._row = behalf._row
  AND typed.on_behalf_of IS NULL AND behalf.code <> typed.official_id
