-- One row for each place in scope; counted: it has a facility (of the kind $topic) on $as_of.
SELECT place.*, code IN (
    SELECT place_code FROM facility
    WHERE ($topic IS NULL OR facility_kind = $topic) AND in_force($as_of, opened_on, closed_on)
) AS counted
FROM places_at($as_of, $area, $kinds, $attribute) AS place
