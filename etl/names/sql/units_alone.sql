-- How many visits name a unit that came and nobody of it, where units are paired: they settle nothing.
SELECT count(*) FROM typed ANTI JOIN (SELECT _file, _row FROM fault) AS bad USING (_file, _row)
WHERE unit_name IS NOT NULL AND officials IS NULL
  AND EXISTS (FROM pairing WHERE responsible_kind = 'unit')
