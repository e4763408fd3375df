SELECT _file, _row, 'in_the_future', 'period', period
FROM typed, load_context WHERE period > left(strftime(today, '%Y-%m'), length(period))
