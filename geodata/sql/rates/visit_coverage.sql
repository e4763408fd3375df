-- One row for each place in scope; counted: visited at least once from $since to $until.
SELECT place.*, last_visit_on, coalesce(last_visit_on >= $since, false) AS counted
FROM places_at($as_of, $area, $kinds, $attribute) AS place
LEFT JOIN last_visits(least($as_of, $until)) USING (code)
