-- One row for each place in scope; counted: it has the attribute $topic on $as_of. Without a topic
-- what is counted is $attribute itself (any attribute, where none is named), and nothing is left out.
SELECT place.*, code IN (
    SELECT held.code FROM place_attribute AS held
    WHERE holds AND attribute = coalesce($topic, $attribute, attribute)
      AND in_force($as_of, valid_from, valid_to)
) AS counted
FROM places_at($as_of, $area, $kinds, CASE WHEN $topic IS NOT NULL THEN $attribute END) AS place
