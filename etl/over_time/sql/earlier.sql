-- An earlier register ends on a day ($until); what a later one says without a day of its own begins
-- on the next.
UPDATE place SET valid_from = $until::DATE + 1
FROM register_kind
WHERE place.kind = register_kind.kind AND place.valid_from IS NULL
  AND coalesce(place.valid_to, DATE '9999-12-31') > $until
