-- A pairing that names a unit and nobody is the pairing of the unit.
UPDATE typed SET responsible_kind = 'unit', responsible_name = typed.unit_name, unit_name = NULL
FROM raw
WHERE typed._file = raw._file AND typed._row = raw._row
  AND typed.responsible_id IS NULL AND typed.responsible_name IS NULL AND typed.unit_name IS NOT NULL
  AND (clean(raw.responsible_kind) IS NULL OR typed.responsible_kind = 'unit')
  AND clean(raw.responsible_id) IS NULL
