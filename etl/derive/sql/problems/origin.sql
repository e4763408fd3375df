-- After a source gave its shapes: which source it was.
INSERT INTO shape_origin
SELECT DISTINCT typed.code, $source
FROM shape JOIN typed USING (_file, _row)
ANTI JOIN fault ON fault._file = typed._file AND fault._row = typed._row;
