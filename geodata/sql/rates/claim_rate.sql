-- One row for each matter proposed in the window; counted: claimed by $as_of and not handed back. Of
-- one that is 'undated' nobody knows whether it was claimed by then.
SELECT *, coalesce(is_claimed, false) AS counted, CASE WHEN is_claimed IS NULL THEN 'undated' END AS status
FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $as_of
