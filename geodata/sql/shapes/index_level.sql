INSERT INTO shape_index
SELECT $level, part,
       row_number() OVER (PARTITION BY part ORDER BY code, drawn_from NULLS FIRST) - 1, code,
       drawn_from, drawn_to
FROM shape_member WHERE list_contains($kinds, kind);
