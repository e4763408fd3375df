-- What nobody is paired with on $as_of, of projects, companies and chains in scope.
SELECT thing.code, target_kind, thing.name, county.name AS county
FROM things_at($as_of, $area, $levels, $chain, $protected) AS thing
ANTI JOIN (
    SELECT target_kind AS held_kind, target_id FROM pairing
    WHERE in_force($as_of, valid_from, valid_to)
) AS held ON held.held_kind = thing.target_kind AND held.target_id = thing.code
LEFT JOIN places_on($as_of) AS county ON county.code = thing.county_code
ORDER BY list_position(['project', 'enterprise', 'chain'], target_kind), thing.code
