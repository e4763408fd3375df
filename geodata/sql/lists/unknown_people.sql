-- Who is this? Each word that names nobody whom a list knows, with who it may be; the most frequent first.
SELECT written AS person, unit AS their_unit, reason AS who, candidates,
       count(DISTINCT (source_file, source_row)) AS rows, count(DISTINCT visit_id) AS visits,
       table_name, min_by(source_file, source_row) AS source_file, sheet_row(min(source_row)) AS source_row
FROM unknown_person
GROUP BY written, unit, reason, candidates, table_name
ORDER BY rows DESC, person, their_unit, table_name
