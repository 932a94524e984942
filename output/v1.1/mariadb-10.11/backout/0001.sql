-- -------------------------------------------------------------------------------------------------
-- dialect:   mariadb@10.11
-- from:      c76b2f0e94d1
-- to:        c76b2f0e94d1
-- revisions: 1, downgrade
-- meant for: going back from behind segment 1 of script eff1ddcd22cb
-- client:    the mariadb client
-- run:       mariadb --default-character-set=utf8mb4 -vvv DATABASE < FILE > LOG 2>&1
-- exit code: 0 done; 1 an error stopped the script
-- succeeds:  its last line is "sqlgen: done, c76b2f0e94d1 -> c76b2f0e94d1, 1 revision, script e3b0c44298fc"
-- stops:     it is one transaction: it is done whole or not at all
-- made by:   sqlgen 0.1.0 of commit 18b921234f913e5dbe8b298b684bc0bf59822843
-- made with: sqlgen bundle v1.1
-- script:    e3b0c44298fc
-- -------------------------------------------------------------------------------------------------

-- Everything comes back as it was.

SET NAMES utf8mb4;
SET SESSION autocommit = 1;
SET SESSION sql_mode = REPLACE(REPLACE(@@SESSION.sql_mode, 'ANSI_QUOTES', ''), 'NO_BACKSLASH_ESCAPES', '');
SET SESSION lock_wait_timeout = 5;
SET SESSION innodb_lock_wait_timeout = 5;
SET SESSION max_statement_time = 900;

-- The guard. Nothing is changed before it has passed.

SET @stop = NULL;
SET @found = CONCAT(VERSION(), ' ', @@version_comment);
SET @stop = IF(COALESCE(@found LIKE '%MariaDB%', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected MariaDB, found ', COALESCE(@found, 'nothing'), '.')));
SET @found = VERSION();
SET @stop = IF(COALESCE(SUBSTRING_INDEX(@found, '.', 1) * 1000 + SUBSTRING_INDEX(SUBSTRING_INDEX(@found, '.', 2), '.', -1) >= 10011, FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected MariaDB 10.11 or later, found ', COALESCE(@found, 'nothing'), '.')));
SET @sqlgen = IF(
    EXISTS (SELECT 1 FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name = 'alembic_version'),
    'SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR '', ''), ''no revision'') INTO @found FROM alembic_version',
    'SET @found = ''no version table'' ');
PREPARE sqlgen FROM @sqlgen;
EXECUTE sqlgen;
DEALLOCATE PREPARE sqlgen;
SET @stop = IF(COALESCE(@found IN ('c76b2f0e94d1'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected the version table to hold c76b2f0e94d1, found ', COALESCE(@found, 'nothing'), '.')));
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name = 'status' AND is_nullable = 'NO')
        THEN '' ELSE '; NOT NULL of orders.status is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: what earlier segments did is not all there', COALESCE(@found, 'nothing'), '.')));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

SELECT 'sqlgen: done, c76b2f0e94d1 -> c76b2f0e94d1, 1 revision, script e3b0c44298fc' AS result;
