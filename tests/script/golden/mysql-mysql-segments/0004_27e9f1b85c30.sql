-- -------------------------------------------------------------------------------------------------
-- file:      0004_27e9f1b85c30.sql
-- dialect:   mysql@8.0
-- part of:   a93d17c0f5e2 -> 27e9f1b85c30, script 6b19498ccf54
-- client:    the mysql client
-- run:       mysql --default-character-set=utf8mb4 -vvv DATABASE < FILE > LOG 2>&1
-- before:    the version table holds d40b6e29a7c8, constraint ck_products_price of table products is there
-- behind:    the version table holds 27e9f1b85c30
-- stops:     RESUME.md says where the database stands then, and which file is next
-- made by:   sqlgen 0.1.0
-- made with: sqlgen render a93d17c0f5e2:27e9f1b85c30 --split segment --client mysql --dialect mysql
-- -------------------------------------------------------------------------------------------------

SET NAMES utf8mb4;
SET SESSION autocommit = 1;
SET SESSION sql_mode = REPLACE(REPLACE(@@SESSION.sql_mode, 'ANSI_QUOTES', ''), 'NO_BACKSLASH_ESCAPES', '');
SET SESSION lock_wait_timeout = 5;
SET SESSION innodb_lock_wait_timeout = 5;

SET @stop = NULL;
SET @found = CONCAT(VERSION(), ' ', @@version_comment);
SET @stop = IF(COALESCE(@found NOT LIKE '%MariaDB%', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected MySQL, found ', COALESCE(@found, 'nothing'), '.')));
SET @found = VERSION();
SET @stop = IF(COALESCE(SUBSTRING_INDEX(@found, '.', 1) * 1000 + SUBSTRING_INDEX(SUBSTRING_INDEX(@found, '.', 2), '.', -1) >= 8000, FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected MySQL 8.0 or later, found ', COALESCE(@found, 'nothing'), '.')));
SET @sqlgen = IF(
    EXISTS (SELECT 1 FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name = 'alembic_version'),
    'SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR '', ''), ''no revision'') INTO @found FROM alembic_version',
    'SET @found = ''no version table'' ');
PREPARE sqlgen FROM @sqlgen;
EXECUTE sqlgen;
DEALLOCATE PREPARE sqlgen;
SET @stop = IF(COALESCE(@found NOT IN ('27e9f1b85c30'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: 0004_27e9f1b85c30.sql is done already, for the version table holds ', COALESCE(@found, 'nothing'), '. That was the last one.')));
SET @sqlgen = IF(
    EXISTS (SELECT 1 FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name = 'alembic_version'),
    'SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR '', ''), ''no revision'') INTO @found FROM alembic_version',
    'SET @found = ''no version table'' ');
PREPARE sqlgen FROM @sqlgen;
EXECUTE sqlgen;
DEALLOCATE PREPARE sqlgen;
SET @stop = IF(COALESCE(@found IN ('d40b6e29a7c8'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected the version table to hold d40b6e29a7c8, found ', COALESCE(@found, 'nothing'), '. RESUME.md says which file fits.')));
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE table_schema = DATABASE() AND table_name = 'products' AND constraint_name = 'ck_products_price')
        THEN '' ELSE '; constraint ck_products_price of table products is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: what earlier segments did is not all there', COALESCE(@found, 'nothing'), '. RESUME.md says which file fits.')));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

-- Segment 4 of 4: one transaction.
-- If it fails: the version table holds d40b6e29a7c8, segments 1 to 3 are done.

SET @stop = NULL;
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE table_schema = DATABASE() AND table_name = 'products' AND constraint_name = 'ck_products_price')
        THEN '' ELSE '; constraint ck_products_price of table products is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: what the segments above did is not all there', COALESCE(@found, 'nothing'), '.')));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

START TRANSACTION;

SELECT 'segment 4 of 4, revision 2 of 2: 27e9f1b85c30 prices are not negative' AS step;

UPDATE alembic_version
SET version_num = '27e9f1b85c30'
WHERE alembic_version.version_num = 'd40b6e29a7c8';

SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR ', '), 'no revision')
INTO @found FROM alembic_version;
SET @stop = IF(@found = '27e9f1b85c30', NULL, CONCAT('Stopped: expected the version table to hold 27e9f1b85c30 now, found ', @found, '.'));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

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
SET @stop = IF(COALESCE(@found IN ('27e9f1b85c30'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: expected the version table to hold 27e9f1b85c30, found ', COALESCE(@found, 'nothing'), '.')));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

SELECT 'sqlgen: done, a93d17c0f5e2 -> 27e9f1b85c30, 2 revisions, script 6b19498ccf54' AS result;
