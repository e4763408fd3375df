-- Rows of `typed` about a day that name a code which is gone by then: they are of its successor. Of
-- several it is the one that holds the row's own point, if one does.
CREATE OR REPLACE TEMP TABLE followed AS
WITH gone AS (
    SELECT _file, _row, {code} AS code, {day} AS day, {point} AS point,
           succession.new_code,
           count(*) OVER (PARTITION BY _file, _row) AS candidates
    FROM typed JOIN succession ON succession.old_code = typed.{code}
    WHERE {is_place} AND in_force({day}, succession.valid_from, succession.valid_to)
),
inside AS (
    SELECT gone._file, gone._row, min(new_code) AS new_code
    FROM gone JOIN place ON place.code = new_code
    WHERE candidates > 1 AND in_force(day, place.valid_from, place.valid_to)
      AND ST_Contains(place.geometry, point)
    GROUP BY ALL HAVING count(DISTINCT new_code) = 1
)
SELECT gone._file, gone._row, gone.code,
       CASE WHEN any_value(candidates) = 1 THEN any_value(gone.new_code)
            ELSE any_value(inside.new_code) END AS new_code,
       string_agg(DISTINCT gone.new_code, ' ' ORDER BY gone.new_code) AS candidates
FROM gone LEFT JOIN inside ON inside._file = gone._file AND inside._row = gone._row
GROUP BY gone._file, gone._row, gone.code;

UPDATE typed SET {code} = followed.new_code FROM followed
WHERE typed._file = followed._file AND typed._row = followed._row AND followed.new_code IS NOT NULL;
INSERT INTO fault
SELECT _file, _row, 'place_split', '{code}', code || ' → ' || candidates
FROM followed WHERE new_code IS NULL;
DROP TABLE followed;
