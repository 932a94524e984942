-- -------------------------------------------------------------------------------------------------
-- dialect:   mariadb@10.11
-- from:      4be80d5a17f6
-- to:        c76b2f0e94d1
-- revisions: 2, downgrade
-- meant for: going back from behind segment 5 of script eff1ddcd22cb
-- client:    the mariadb client
-- run:       mariadb --default-character-set=utf8mb4 -vvv DATABASE < FILE > LOG 2>&1
-- exit code: 0 done; 1 an error stopped the script
-- succeeds:  its last line is "sqlgen: done, 4be80d5a17f6 -> c76b2f0e94d1, 2 revisions, script fb2fc830a26d"
-- stops:     between its 5 segments; each heading says where the database stands then
-- made by:   sqlgen 0.1.0 of commit 18b921234f913e5dbe8b298b684bc0bf59822843
-- made with: sqlgen bundle v1.1
-- script:    fb2fc830a26d
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
SET @stop = IF(COALESCE(@found IN ('4be80d5a17f6'), FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: expected the version table to hold 4be80d5a17f6, found ', COALESCE(@found, 'nothing'), '.')));
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'customers' AND column_name = 'email' AND is_nullable = 'NO')
        THEN '' ELSE '; NOT NULL of customers.email is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped, nothing is changed: what earlier segments did is not all there', COALESCE(@found, 'nothing'), '.')));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

-- -------------------------------------------------------------------------------------------------
-- 1 of 2: 2ce69a7f40b3 -> 4be80d5a17f6
-- comments
-- migrations/versions/20251208_2ce69a7f40b3_comments.py, 2025-12-08 14:27:33.615924+00:00
-- -------------------------------------------------------------------------------------------------

-- Segment 1 of 5: commits by itself.
-- If it fails: the version table holds 4be80d5a17f6.

SELECT 'segment 1 of 5, revision 1 of 2: ALTER TABLE payments COMMENT ''''' AS step;

-- locks payments: LOCK=NONE, nobody waits, ALGORITHM=INSTANT (measured on 10.11.18)

ALTER TABLE payments COMMENT '';

-- The revision goes on: the row 2ce69a7f40b3#-1 says how far it is.

INSERT INTO alembic_version (version_num) VALUES ('2ce69a7f40b3#-1');

-- Segment 2 of 5: commits by itself.
-- If it fails: the version table holds 4be80d5a17f6, 2ce69a7f40b3#-1, segment 1 is done.

SELECT 'segment 2 of 5, revision 1 of 2: ALTER TABLE customers MODIFY email VARCHAR(255) NOT NULL' AS step;

-- locks customers: LOCK=NONE, nobody waits, ALGORITHM=INSTANT (measured on 10.11.18)

ALTER TABLE customers MODIFY email VARCHAR(255) NOT NULL;

-- -------------------------------------------------------------------------------------------------
-- 2 of 2: 4be80d5a17f6 -> c76b2f0e94d1
-- refunds
-- migrations/versions/20250901_4be80d5a17f6_refunds.py, 2025-09-01 08:05:51.764432+00:00
-- -------------------------------------------------------------------------------------------------

-- Segment 3 of 5: commits by itself.
-- If it fails: the version table holds 4be80d5a17f6, 2ce69a7f40b3#-1, segments 1 to 2 are done.

SELECT 'segment 3 of 5, revision 2 of 2: DROP INDEX ix_payments_open ON payments' AS step;

-- locks payments: LOCK=NONE, nobody waits, ALGORITHM=NOCOPY (measured on 10.11.18)

DROP INDEX ix_payments_open ON payments;

-- Segment 4 of 5: commits by itself.
-- If it fails: the version table holds 4be80d5a17f6, 2ce69a7f40b3#-1, segments 1 to 3 are done.

SELECT 'segment 4 of 5, revision 2 of 2: ALTER TABLE payments CHANGE provider method VARCHAR(30) ...' AS step;

-- locks payments: LOCK=NONE, nobody waits, ALGORITHM=INSTANT (measured on 10.11.18)

ALTER TABLE payments CHANGE provider method VARCHAR(30) NOT NULL;

-- Segment 5 of 5: one transaction.
-- If it fails: the version table holds 4be80d5a17f6, 2ce69a7f40b3#-1, segments 1 to 4 are done.

SET @stop = NULL;
SET @found = CONCAT(CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'customers' AND column_name = 'email' AND is_nullable = 'NO')
        THEN '' ELSE '; NOT NULL of customers.email is missing' END,
    CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'payments' AND column_name = 'provider')
        THEN '; column payments.provider is still there' ELSE '' END,
    CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'payments' AND column_name = 'method')
        THEN '' ELSE '; column payments.method is missing' END,
    CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'payments' AND column_name = 'method' AND is_nullable = 'NO')
        THEN '' ELSE '; NOT NULL of payments.method is missing' END);
SET @stop = IF(COALESCE(@found = '', FALSE), @stop, COALESCE(@stop, CONCAT(
    'Stopped: what the segments above did is not all there', COALESCE(@found, 'nothing'), '.')));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

START TRANSACTION;

DELETE FROM alembic_version WHERE version_num = '2ce69a7f40b3#-1';

SELECT 'segment 5 of 5, revision 2 of 2: 4be80d5a17f6 refunds' AS step;

UPDATE alembic_version SET version_num = 'c76b2f0e94d1' WHERE version_num = '4be80d5a17f6';

SELECT COALESCE(GROUP_CONCAT(version_num ORDER BY BINARY version_num SEPARATOR ', '), 'no revision')
INTO @found FROM alembic_version;
SET @stop = IF(@found = 'c76b2f0e94d1', NULL, CONCAT('Stopped: expected the version table to hold c76b2f0e94d1 now, found ', @found, '.'));
EXECUTE IMMEDIATE IF(@stop IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(LEFT(@stop, 500))));
SET SESSION tx_read_only = (@stop IS NOT NULL);

COMMIT;

SELECT 'sqlgen: done, 4be80d5a17f6 -> c76b2f0e94d1, 2 revisions, script fb2fc830a26d' AS result;
