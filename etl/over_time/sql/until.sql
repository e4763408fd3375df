-- A row of an earlier register holds until its register ends, or until a later one says otherwise.
UPDATE typed SET valid_to = least(coalesce(typed.valid_to, $until), coalesce(later.last_day, $until))
FROM (SELECT typed._file, typed._row, min(place.valid_from) - 1 AS last_day
      FROM typed LEFT JOIN place USING (code) GROUP BY typed._file, typed._row) AS later
WHERE typed._file = later._file AND typed._row = later._row
