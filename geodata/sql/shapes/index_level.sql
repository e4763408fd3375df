INSERT INTO shape_index
SELECT $level, part, row_number() OVER (PARTITION BY part ORDER BY code) - 1, code
FROM shape_member WHERE list_contains($kinds, kind);
