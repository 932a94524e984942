-- -------------------------------------------------------------------------------------------------
-- dialect:   mysql@8.0
-- from:      a93d17c0f5e2
-- to:        09d7a3c6be52
-- revisions: 4, upgrade
-- client:    any tool that sends statements one by one
-- run:       hand the statements of FILE to the tool, in one session, and let it stop at the first error
-- exit code: the tool's own
-- succeeds:  its last line is "sqlgen: done, a93d17c0f5e2 -> 09d7a3c6be52, 4 revisions, script 99fe06c1a34d"
-- stops:     between its 8 segments; each heading says where the database stands then
-- made by:   sqlgen 0.1.0
-- made with: sqlgen render a93d17c0f5e2:09d7a3c6be52 --client generic --dialect mysql
-- script:    99fe06c1a34d
-- -------------------------------------------------------------------------------------------------

SET NAMES utf8mb4;
SET SESSION autocommit = 1;
SET SESSION sql_mode = REPLACE(REPLACE(@@SESSION.sql_mode, 'ANSI_QUOTES', ''), 'NO_BACKSLASH_ESCAPES', '');
SET SESSION lock_wait_timeout = 5;
SET SESSION innodb_lock_wait_timeout = 5;

-- The guard. Nothing is changed before it has passed.
-- The first check that fails gives its sentence to @stop, and no storage engine has that name: this is the error.

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
SET @stop = IF(COALESCE(@found IN ('a93d17c0f5e2'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected the version table to hold a93d17c0f5e2, found ', COALESCE(@found, 'nothing'), '. If that is 09d7a3c6be52, this script was run already.')));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

-- -------------------------------------------------------------------------------------------------
-- 1 of 4: a93d17c0f5e2 -> d40b6e29a7c8
-- index orders by date
-- migrations/versions/20240422_d40b6e29a7c8_index_orders_by_date.py, 2024-04-22 08:30:15.266740+00:00
-- -------------------------------------------------------------------------------------------------

-- Segment 1 of 8: commits by itself.
-- If it fails: the version table holds a93d17c0f5e2.

CREATE INDEX ix_orders_status_placed ON orders (status, placed_at);

-- Segment 2 of 8: one transaction.
-- If it fails: the version table holds a93d17c0f5e2, segment 1 is done.

SET @stop = NULL;
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'orders' AND index_name = 'ix_orders_status_placed')
        THEN '' ELSE '; index ix_orders_status_placed of table orders is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: what the segments above did is not all there', COALESCE(@found, 'nothing'), '.')));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

START TRANSACTION;

UPDATE alembic_version
SET version_num = 'd40b6e29a7c8'
WHERE alembic_version.version_num = 'a93d17c0f5e2';

SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR ', '), 'no revision')
INTO @found FROM alembic_version;
SET @stop = IF(@found = 'd40b6e29a7c8', NULL, CONCAT('Stopped: expected the version table to hold d40b6e29a7c8 now, found ', @found, '.'));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

COMMIT;

-- -------------------------------------------------------------------------------------------------
-- 2 of 4: d40b6e29a7c8 -> 27e9f1b85c30
-- prices are not negative
-- migrations/versions/20240610_27e9f1b85c30_prices_not_negative.py, 2024-06-10 16:20:48.913277+00:00
-- -------------------------------------------------------------------------------------------------

-- Segment 3 of 8: commits by itself.
-- If it fails: the version table holds d40b6e29a7c8, segments 1 to 2 are done.

ALTER TABLE products ADD CONSTRAINT ck_products_price CHECK (price >= 0);

-- Segment 4 of 8: one transaction.
-- If it fails: the version table holds d40b6e29a7c8, segments 1 to 3 are done.

SET @stop = NULL;
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE table_schema = DATABASE() AND table_name = 'products' AND constraint_name = 'ck_products_price')
        THEN '' ELSE '; constraint ck_products_price of table products is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: what the segments above did is not all there', COALESCE(@found, 'nothing'), '.')));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

START TRANSACTION;

UPDATE alembic_version
SET version_num = '27e9f1b85c30'
WHERE alembic_version.version_num = 'd40b6e29a7c8';

SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR ', '), 'no revision')
INTO @found FROM alembic_version;
SET @stop = IF(@found = '27e9f1b85c30', NULL, CONCAT('Stopped: expected the version table to hold 27e9f1b85c30 now, found ', @found, '.'));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

COMMIT;

-- -------------------------------------------------------------------------------------------------
-- 3 of 4: 27e9f1b85c30 -> e51c92f7064d
-- loyalty points
-- migrations/versions/20240909_e51c92f7064d_loyalty_points.py, 2024-09-09 09:51:10.675829+00:00
-- -------------------------------------------------------------------------------------------------

-- Segment 5 of 8: commits by itself.
-- If it fails: the version table holds 27e9f1b85c30, segments 1 to 4 are done.

ALTER TABLE customers ADD COLUMN loyalty_points INTEGER NOT NULL DEFAULT '0';

-- Segment 6 of 8: one transaction.
-- If it fails: the version table holds 27e9f1b85c30, segments 1 to 5 are done.

SET @stop = NULL;
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'customers' AND column_name = 'loyalty_points')
        THEN '' ELSE '; column customers.loyalty_points is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: what the segments above did is not all there', COALESCE(@found, 'nothing'), '.')));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

START TRANSACTION;

UPDATE alembic_version
SET version_num = 'e51c92f7064d'
WHERE alembic_version.version_num = '27e9f1b85c30';

SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR ', '), 'no revision')
INTO @found FROM alembic_version;
SET @stop = IF(@found = 'e51c92f7064d', NULL, CONCAT('Stopped: expected the version table to hold e51c92f7064d now, found ', @found, '.'));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

COMMIT;

-- -------------------------------------------------------------------------------------------------
-- 4 of 4: e51c92f7064d -> 09d7a3c6be52
-- loyalty tiers
-- migrations/versions/20241014_09d7a3c6be52_loyalty_tiers.py, 2024-10-14 15:37:56.128094+00:00
-- -------------------------------------------------------------------------------------------------

-- Segment 7 of 8: commits by itself.
-- If it fails: the version table holds e51c92f7064d, segments 1 to 6 are done.

ALTER TABLE customers ADD COLUMN tier VARCHAR(10) NOT NULL DEFAULT 'bronze';

-- Segment 8 of 8: one transaction.
-- If it fails: the version table holds e51c92f7064d, segments 1 to 7 are done.

SET @stop = NULL;
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'customers' AND column_name = 'tier')
        THEN '' ELSE '; column customers.tier is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: what the segments above did is not all there', COALESCE(@found, 'nothing'), '.')));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

START TRANSACTION;

UPDATE customers SET tier = 'gold' WHERE customers.loyalty_points >= 1000;

UPDATE customers SET tier = 'silver' WHERE loyalty_points >= 250 AND loyalty_points < 1000;

UPDATE alembic_version
SET version_num = '09d7a3c6be52'
WHERE alembic_version.version_num = 'e51c92f7064d';

SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR ', '), 'no revision')
INTO @found FROM alembic_version;
SET @stop = IF(@found = '09d7a3c6be52', NULL, CONCAT('Stopped: expected the version table to hold 09d7a3c6be52 now, found ', @found, '.'));
SET SESSION default_storage_engine = COALESCE(@stop, @@SESSION.default_storage_engine);
SET SESSION transaction_read_only = (@stop IS NOT NULL);

COMMIT;

SELECT 'sqlgen: done, a93d17c0f5e2 -> 09d7a3c6be52, 4 revisions, script 99fe06c1a34d' AS result;
