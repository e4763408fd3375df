-- Every row with a fault, with all its reasons, its cells and those understood, without residents' data.
INSERT INTO quarantine
SELECT $name, bad._file, bad._row, bad.reasons, original.masked_cells, to_json(struct_pack({cells}))
FROM (
    SELECT fault._file, fault._row, list(DISTINCT struct_pack(
               code := fault.code, column_name := fault.column_name,
               header := original_header.header,
               value := hidden(fault.value, fault.column_name, personal, known, is_wide))) AS reasons
    FROM fault LEFT JOIN original_header
        ON original_header._file = fault._file AND original_header.column_name = fault.column_name
    JOIN original ON original._file = fault._file AND original._row = fault._row
    GROUP BY fault._file, fault._row
) AS bad
JOIN original ON original._file = bad._file AND original._row = bad._row
JOIN raw ON raw._file = bad._file AND raw._row = bad._row
