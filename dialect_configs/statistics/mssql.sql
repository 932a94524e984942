-- Rows, bytes, indexes and writes of every table, for: sqlgen lint --stats FILE
-- Reads the catalogue alone; needs VIEW DATABASE STATE (VIEW DATABASE PERFORMANCE STATE from 2022 on).
--   sqlcmd -S SERVER -d DATABASE -i stats.sql -s "," -W -o stats.csv
-- https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-db-partition-stats-transact-sql
-- https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-db-index-usage-stats-transact-sql
SET NOCOUNT ON;
SELECT
    s.name AS table_schema,
    t.name AS table_name,
    SUM(CASE WHEN p.index_id IN (0, 1) THEN p.row_count ELSE 0 END) AS row_count,
    SUM(CASE WHEN p.index_id IN (0, 1) THEN p.used_page_count ELSE 0 END) * 8192 AS byte_count,
    (SELECT COUNT(*) FROM sys.indexes AS i WHERE i.object_id = t.object_id AND i.index_id > 0) AS index_count,
    (
        SELECT CAST(MAX(u.user_updates) AS FLOAT) / NULLIF(DATEDIFF(SECOND, o.sqlserver_start_time, SYSDATETIME()), 0)
        FROM sys.dm_db_index_usage_stats AS u
        WHERE u.database_id = DB_ID() AND u.object_id = t.object_id
    ) AS writes_per_second
FROM sys.tables AS t
JOIN sys.schemas AS s ON s.schema_id = t.schema_id
JOIN sys.dm_db_partition_stats AS p ON p.object_id = t.object_id
CROSS JOIN sys.dm_os_sys_info AS o
GROUP BY s.name, t.name, t.object_id, o.sqlserver_start_time
ORDER BY s.name, t.name;
