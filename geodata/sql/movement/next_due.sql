-- The first day after $known on which each place is owed a visit that nobody has made yet.
SELECT target_id AS code, min(due_on) AS next_due_on FROM obligation_at($known)
WHERE target_kind = 'place' AND status = 'upcoming' GROUP BY 1
