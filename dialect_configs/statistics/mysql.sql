-- Rows, bytes, indexes and writes of every table, for: sqlgen lint --stats FILE
-- Reads the catalogue alone, of the database that is in use:
--   mysql --batch DATABASE < stats.sql > stats.csv
-- Rows are InnoDB's estimate. Writes are counted since the server began, where performance_schema is on.
-- https://dev.mysql.com/doc/refman/8.4/en/information-schema-tables-table.html
-- https://dev.mysql.com/doc/refman/8.4/en/performance-schema-table-wait-summary-tables.html
SELECT
    t.table_schema AS table_schema,
    t.table_name AS table_name,
    t.table_rows AS row_count,
    t.data_length AS byte_count,
    (
        SELECT COUNT(DISTINCT s.index_name) FROM information_schema.statistics AS s
        WHERE s.table_schema = t.table_schema AND s.table_name = t.table_name
    ) AS index_count,
    (
        SELECT ROUND(w.count_write / GREATEST((
            SELECT g.variable_value FROM performance_schema.global_status AS g WHERE g.variable_name = 'Uptime'
        ), 1), 3)
        FROM performance_schema.table_io_waits_summary_by_table AS w
        WHERE w.object_schema = t.table_schema AND w.object_name = t.table_name
    ) AS writes_per_second
FROM information_schema.tables AS t
WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'
ORDER BY t.table_name;
