-- -------------------------------------------------------------------------------------------------
-- file:      0008_81f5c3a2d690_create_view_unpaid_orders_a.sql
-- dialect:   mariadb@10.11
-- part of:   c76b2f0e94d1 -> 81f5c3a2d690, script eff1ddcd22cb
-- client:    the mariadb client
-- run:       mariadb --default-character-set=utf8mb4 -vvv DATABASE < FILE > LOG 2>&1
-- before:    the version table holds 2ce69a7f40b3
-- behind:    the version table holds 2ce69a7f40b3, view or sequence unpaid_orders is there
-- stops:     RESUME.md says where the database stands then, and which file is next
-- made by:   sqlgen 0.1.0 of commit 18b921234f913e5dbe8b298b684bc0bf59822843
-- made with: sqlgen bundle v1.1
-- -------------------------------------------------------------------------------------------------

SET NAMES utf8mb4;
SET SESSION autocommit = 1;
SET SESSION sql_mode = REPLACE(REPLACE(@@SESSION.sql_mode, 'ANSI_QUOTES', ''), 'NO_BACKSLASH_ESCAPES', '');
SET SESSION lock_wait_timeout = 5;
SET SESSION innodb_lock_wait_timeout = 5;
SET SESSION max_statement_time = 900;

SELECT CONCAT('sqlgen: begin 0008_81f5c3a2d690_create_view_unpaid_orders_a.sql of script eff1ddcd22cb at ', UTC_TIMESTAMP(3), 'Z by ', USER(), ' on ', COALESCE(DATABASE(), '')) AS mark;

SET @stop = NULL;
SET @found = CONCAT(VERSION(), ' ', @@version_comment);
SET @stop = IF(COALESCE(@found LIKE '%MariaDB%', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected MariaDB, found ', COALESCE(@found, 'nothing'), '.')));
SET @found = VERSION();
SET @stop = IF(COALESCE(SUBSTRING_INDEX(@found, '.', 1) * 1000 + SUBSTRING_INDEX(SUBSTRING_INDEX(@found, '.', 2), '.', -1) >= 10011, FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected MariaDB 10.11 or later, found ', COALESCE(@found, 'nothing'), '.')));
SET @found = CASE WHEN EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'unpaid_orders')
        THEN 'there' ELSE 'not there' END;
SET @stop = IF(COALESCE(@found = 'not there', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: 0008_81f5c3a2d690_create_view_unpaid_orders_a.sql is done already, for view or sequence unpaid_orders is ', COALESCE(@found, 'nothing'), '. Go on with 0009_81f5c3a2d690.sql.')));
SET @sqlgen = IF(
    EXISTS (SELECT 1 FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name = 'alembic_version'),
    'SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR '', ''), ''no revision'') INTO @found FROM alembic_version',
    'SET @found = ''no version table'' ');
PREPARE sqlgen FROM @sqlgen;
EXECUTE sqlgen;
DEALLOCATE PREPARE sqlgen;
SET @stop = IF(COALESCE(@found IN ('2ce69a7f40b3'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected the version table to hold 2ce69a7f40b3, found ', COALESCE(@found, 'nothing'), '. RESUME.md says which file fits.')));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

-- -------------------------------------------------------------------------------------------------
-- 3 of 3: 2ce69a7f40b3 -> 81f5c3a2d690
-- unpaid orders view
-- migrations/versions/20260216_81f5c3a2d690_unpaid_orders_view.py, 2026-02-16 17:42:19.036755+00:00
-- -------------------------------------------------------------------------------------------------

-- Segment 8 of 9: commits by itself.
-- If it fails: the version table holds 2ce69a7f40b3, segments 1 to 7 are done.

SELECT 'segment 8 of 9, revision 3 of 3: CREATE VIEW unpaid_orders AS SELECT orders.id, orders.cu ...' AS step;

CREATE VIEW unpaid_orders AS
SELECT orders.id, orders.customer_id, orders.placed_at
FROM orders
WHERE NOT EXISTS (
    SELECT 1 FROM payments WHERE payments.order_id = orders.id AND payments.captured_at IS NOT NULL
);

SELECT 'sqlgen: step 8 ddd54f80d8d5' AS mark;

SET @stop = NULL;
SET @sqlgen = IF(
    EXISTS (SELECT 1 FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name = 'alembic_version'),
    'SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR '', ''), ''no revision'') INTO @found FROM alembic_version',
    'SET @found = ''no version table'' ');
PREPARE sqlgen FROM @sqlgen;
EXECUTE sqlgen;
DEALLOCATE PREPARE sqlgen;
SET @stop = IF(COALESCE(@found IN ('2ce69a7f40b3'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: expected the version table to hold 2ce69a7f40b3, found ', COALESCE(@found, 'nothing'), '.')));
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'unpaid_orders')
        THEN '' ELSE '; view or sequence unpaid_orders is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: what earlier segments did is not all there', COALESCE(@found, 'nothing'), '.')));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

SELECT CONCAT('sqlgen: end 0008_81f5c3a2d690_create_view_unpaid_orders_a.sql of script eff1ddcd22cb at ', UTC_TIMESTAMP(3), 'Z') AS mark;

SELECT 'sqlgen: done, go on with 0009_81f5c3a2d690.sql' AS result;
