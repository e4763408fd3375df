-- Without a table of chains nobody says which there are: these names are left out, and the rows stay.
SELECT DISTINCT chain_name FROM typed
WHERE chain_name IS NOT NULL AND chain_id IS NULL AND NOT is_given('chain')
ORDER BY 1
