SELECT _file, _row, 'on_own_behalf', 'on_behalf_of', on_behalf_of
FROM typed WHERE on_behalf_of = official_id
