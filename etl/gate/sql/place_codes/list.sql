-- The rows of `typed` that give a code and a name, as what a register without codes may ask for.
INSERT INTO code_list
SELECT DISTINCT code, name,
       CASE WHEN $kind NOT IN ('village', 'community') THEN $kind
            WHEN regexp_matches(name, '(居委会|居民委员会|社区)$') THEN 'community'
            ELSE 'village' END,
       parent_code
FROM typed ANTI JOIN fault USING (_file, _row)
WHERE code IS NOT NULL AND name IS NOT NULL AND parent_code IS NOT NULL
