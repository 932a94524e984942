-- -------------------------------------------------------------------------------------------------
-- file:      0009_81f5c3a2d690.sql
-- dialect:   mariadb@10.11
-- part of:   c76b2f0e94d1 -> 81f5c3a2d690, script eff1ddcd22cb
-- client:    the mariadb client
-- run:       mariadb --default-character-set=utf8mb4 -vvv DATABASE < FILE > LOG 2>&1
-- before:    the version table holds 2ce69a7f40b3, view or sequence unpaid_orders is there
-- behind:    the version table holds 81f5c3a2d690
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

SELECT CONCAT('sqlgen: begin 0009_81f5c3a2d690.sql of script eff1ddcd22cb at ', UTC_TIMESTAMP(3), 'Z by ', USER(), ' on ', COALESCE(DATABASE(), '')) AS mark;

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
SET @stop = IF(COALESCE(@found NOT IN ('81f5c3a2d690'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: 0009_81f5c3a2d690.sql is done already, for the version table holds ', COALESCE(@found, 'nothing'), '. That was the last one.')));
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
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'unpaid_orders')
        THEN '' ELSE '; view or sequence unpaid_orders is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: what earlier segments did is not all there', COALESCE(@found, 'nothing'), '. RESUME.md says which file fits.')));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

-- Segment 9 of 9: one transaction.
-- If it fails: the version table holds 2ce69a7f40b3, segments 1 to 8 are done.

SET @stop = NULL;
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'unpaid_orders')
        THEN '' ELSE '; view or sequence unpaid_orders is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: what the segments above did is not all there', COALESCE(@found, 'nothing'), '.')));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

START TRANSACTION;

SELECT 'segment 9 of 9, revision 3 of 3: 81f5c3a2d690 unpaid orders view' AS step;

UPDATE alembic_version
SET version_num = '81f5c3a2d690'
WHERE alembic_version.version_num = '2ce69a7f40b3';

SELECT 'sqlgen: step 9 a2074a76cf2d' AS mark;

SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR ', '), 'no revision')
INTO @found FROM alembic_version;
SET @stop = IF(@found = '81f5c3a2d690', NULL, CONCAT('Stopped: expected the version table to hold 81f5c3a2d690 now, found ', @found, '.'));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

COMMIT;

SET @stop = NULL;
SET @sqlgen = IF(
    EXISTS (SELECT 1 FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name = 'alembic_version'),
    'SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR '', ''), ''no revision'') INTO @found FROM alembic_version',
    'SET @found = ''no version table'' ');
PREPARE sqlgen FROM @sqlgen;
EXECUTE sqlgen;
DEALLOCATE PREPARE sqlgen;
SET @stop = IF(COALESCE(@found IN ('81f5c3a2d690'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: expected the version table to hold 81f5c3a2d690, found ', COALESCE(@found, 'nothing'), '.')));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

SELECT CONCAT('sqlgen: end 0009_81f5c3a2d690.sql of script eff1ddcd22cb at ', UTC_TIMESTAMP(3), 'Z') AS mark;

SELECT 'sqlgen: done, c76b2f0e94d1 -> 81f5c3a2d690, 3 revisions, script eff1ddcd22cb' AS result;
