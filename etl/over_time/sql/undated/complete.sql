-- A tier or rank that nobody had told of a posting is filled in, not changed: it was so from the first.
UPDATE listed_before AS one SET tier = coalesce(one.tier, told.tier), rank = coalesce(one.rank, told.rank)
FROM (
    SELECT official_id, unit_id, any_value(tier) AS tier, any_value(rank) AS rank FROM posting
    WHERE undated GROUP BY ALL HAVING count(*) = 1
) AS told
WHERE one.official_id = told.official_id AND one.unit_id = told.unit_id AND one.undated
  AND (one.tier IS NULL OR one.tier = told.tier)
  AND (one.rank IS NULL OR one.rank = told.rank)
