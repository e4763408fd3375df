-- One row for each matter proposed in the window; counted: closed on $as_of. Of one that is 'undated'
-- nobody knows whether it was closed by then.
SELECT *, state = 'closed' AS counted, CASE WHEN state = 'unknown' THEN 'undated' END AS status
FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $as_of
