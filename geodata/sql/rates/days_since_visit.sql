-- One row for each place in scope; amount: days since its last visit, NULL where there was none.
SELECT place.*, last_visit_on, date_diff('day', last_visit_on, $as_of) AS amount
FROM places_at($as_of, $area, $kinds, $attribute) AS place
LEFT JOIN last_visits($as_of) USING (code)
