-- One row for each place that owes or owed something in scope; amount: visits missed in a row up to
-- $as_of. Exempt, unreported and pending ones are skipped; a settled one ends the streak.
SELECT place.*, coalesce(amount, 0) AS amount
FROM places_at($as_of, $area, $kinds, $attribute) AS place
JOIN streaks_at($as_of, $rule) AS streak ON streak.target_id = place.code
