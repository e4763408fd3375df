-- What a layer is called, where a loaded place is called so: what its rows belong to, where no column
-- says it, or where the column says the end of it (文昌社区 in the folder 东城街道文昌社区).
UPDATE typed SET parent_name = said.name FROM (
    SELECT typed._file, typed._row, said_layer.name
    FROM typed
    JOIN said_layer USING (_file)
    JOIN plain AS own ON own.written = said_layer.name
    LEFT JOIN plain AS given ON given.written = typed.parent_name
    WHERE (given.plain IS NULL OR ends_with(normal_name(own.plain), normal_name(given.plain)))
      AND EXISTS (
          FROM place JOIN plain ON plain.written = place.name
          WHERE list_contains($kinds, place.kind) AND plain.plain <> ''
            AND ends_with(normal_name(own.plain), normal_name(plain.plain)))
) AS said
WHERE typed._file = said._file AND typed._row = said._row
