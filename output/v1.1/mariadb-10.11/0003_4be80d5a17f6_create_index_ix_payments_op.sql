-- -------------------------------------------------------------------------------------------------
-- file:      0003_4be80d5a17f6_create_index_ix_payments_op.sql
-- dialect:   mariadb@10.11
-- part of:   c76b2f0e94d1 -> 81f5c3a2d690, script eff1ddcd22cb
-- client:    the mariadb client
-- run:       mariadb --default-character-set=utf8mb4 -vvv DATABASE < FILE > LOG 2>&1
-- before:    the version table holds c76b2f0e94d1, NOT NULL of orders.status is there, column payments.method is gone, column payments.provider is there, NOT NULL of payments.provider is there
-- behind:    the version table holds c76b2f0e94d1, NOT NULL of orders.status is there, column payments.method is gone, column payments.provider is there, NOT NULL of payments.provider is there, index ix_payments_open of table payments is there
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

SELECT CONCAT('sqlgen: begin 0003_4be80d5a17f6_create_index_ix_payments_op.sql of script eff1ddcd22cb at ', UTC_TIMESTAMP(3), 'Z by ', USER(), ' on ', COALESCE(DATABASE(), '')) AS mark;

SET @stop = NULL;
SET @found = CONCAT(VERSION(), ' ', @@version_comment);
SET @stop = IF(COALESCE(@found LIKE '%MariaDB%', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected MariaDB, found ', COALESCE(@found, 'nothing'), '.')));
SET @found = VERSION();
SET @stop = IF(COALESCE(SUBSTRING_INDEX(@found, '.', 1) * 1000 + SUBSTRING_INDEX(SUBSTRING_INDEX(@found, '.', 2), '.', -1) >= 10011, FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected MariaDB 10.11 or later, found ', COALESCE(@found, 'nothing'), '.')));
SET @found = CASE WHEN EXISTS (SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'payments' AND index_name = 'ix_payments_open')
        THEN 'there' ELSE 'not there' END;
SET @stop = IF(COALESCE(@found = 'not there', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: 0003_4be80d5a17f6_create_index_ix_payments_op.sql is done already, for index ix_payments_open of table payments is ', COALESCE(@found, 'nothing'), '. Go on with 0004_4be80d5a17f6.sql.')));
SET @sqlgen = IF(
    EXISTS (SELECT 1 FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name = 'alembic_version'),
    'SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR '', ''), ''no revision'') INTO @found FROM alembic_version',
    'SET @found = ''no version table'' ');
PREPARE sqlgen FROM @sqlgen;
EXECUTE sqlgen;
DEALLOCATE PREPARE sqlgen;
SET @stop = IF(COALESCE(@found IN ('c76b2f0e94d1'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected the version table to hold c76b2f0e94d1, found ', COALESCE(@found, 'nothing'), '. RESUME.md says which file fits.')));
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name = 'status' AND is_nullable = 'NO')
        THEN '' ELSE '; NOT NULL of orders.status is missing' END,
    CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'payments' AND column_name = 'method')
        THEN '; column payments.method is still there' ELSE '' END,
    CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'payments' AND column_name = 'provider')
        THEN '' ELSE '; column payments.provider is missing' END,
    CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'payments' AND column_name = 'provider' AND is_nullable = 'NO')
        THEN '' ELSE '; NOT NULL of payments.provider is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: what earlier segments did is not all there', COALESCE(@found, 'nothing'), '. RESUME.md says which file fits.')));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

-- Segment 3 of 9: commits by itself.
-- If it fails: the version table holds c76b2f0e94d1, segments 1 to 2 are done.

SELECT 'segment 3 of 9, revision 1 of 3: CREATE INDEX ix_payments_open ON payments (order_id)' AS step;

-- locks payments: LOCK=NONE, nobody waits, reads every row, ALGORITHM=NOCOPY (measured on 10.11.18)

CREATE INDEX ix_payments_open ON payments (order_id);

SELECT 'sqlgen: step 3 ab246d1fe914' AS mark;

SET @stop = NULL;
SET @sqlgen = IF(
    EXISTS (SELECT 1 FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name = 'alembic_version'),
    'SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR '', ''), ''no revision'') INTO @found FROM alembic_version',
    'SET @found = ''no version table'' ');
PREPARE sqlgen FROM @sqlgen;
EXECUTE sqlgen;
DEALLOCATE PREPARE sqlgen;
SET @stop = IF(COALESCE(@found IN ('c76b2f0e94d1'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: expected the version table to hold c76b2f0e94d1, found ', COALESCE(@found, 'nothing'), '.')));
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name = 'status' AND is_nullable = 'NO')
        THEN '' ELSE '; NOT NULL of orders.status is missing' END,
    CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'payments' AND column_name = 'method')
        THEN '; column payments.method is still there' ELSE '' END,
    CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'payments' AND column_name = 'provider')
        THEN '' ELSE '; column payments.provider is missing' END,
    CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'payments' AND column_name = 'provider' AND is_nullable = 'NO')
        THEN '' ELSE '; NOT NULL of payments.provider is missing' END,
    CASE WHEN EXISTS (SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'payments' AND index_name = 'ix_payments_open')
        THEN '' ELSE '; index ix_payments_open of table payments is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: what earlier segments did is not all there', COALESCE(@found, 'nothing'), '.')));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

SELECT CONCAT('sqlgen: end 0003_4be80d5a17f6_create_index_ix_payments_op.sql of script eff1ddcd22cb at ', UTC_TIMESTAMP(3), 'Z') AS mark;

SELECT 'sqlgen: done, go on with 0004_4be80d5a17f6.sql' AS result;
