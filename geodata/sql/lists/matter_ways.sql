-- The matters proposed in the window by their way of handling (六办), as they stand on $as_of.
SELECT handling, count(*) AS raised, count(*) FILTER (found.state = 'closed') AS closed_of_raised
FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute) AS found
JOIN matter ON matter.matter_id = found.code
WHERE found.proposed_on BETWEEN $since AND $until
GROUP BY handling
ORDER BY list_position(['immediate', 'initiative', 'doorstep', 'tracked', 'public', 'joint'], handling)
