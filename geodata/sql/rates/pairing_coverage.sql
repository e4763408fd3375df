-- One row for each place in scope; counted: somebody is paired with it on $as_of (in the role $role).
SELECT place.*, code IN (
    SELECT target_id FROM pairing
    WHERE target_kind = 'place' AND in_force($as_of, valid_from, valid_to)
      AND ($role IS NULL OR role = $role)
) AS counted
FROM places_at($as_of, $area, $kinds, $attribute) AS place
