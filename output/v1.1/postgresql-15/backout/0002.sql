-- -------------------------------------------------------------------------------------------------
-- dialect:   postgresql@15
-- from:      81f5c3a2d690
-- to:        c76b2f0e94d1
-- revisions: 3, downgrade
-- meant for: going back from behind segment 2 of script 3fe9dc15ff12
-- client:    psql
-- run:       psql --no-psqlrc --dbname=DATABASE --file=FILE > LOG 2>&1
-- rehearse:  psql --no-psqlrc --set=rehearse=1 --dbname=DATABASE --file=FILE
-- exit code: 0 done; 3 an error stopped the script; 2 the connection was lost; 1 psql itself failed
-- succeeds:  its last line is "sqlgen: done, 81f5c3a2d690 -> c76b2f0e94d1, 3 revisions, script e36c9274f457"
-- stops:     it is one transaction: it is done whole or not at all
-- made by:   sqlgen 0.1.0 of commit 18b921234f913e5dbe8b298b684bc0bf59822843
-- made with: sqlgen bundle v1.1
-- script:    e36c9274f457
-- -------------------------------------------------------------------------------------------------

-- What does not come back:
--   the schema is not as it was: enum order_status differs in labels

\set ON_ERROR_STOP on
\set VERBOSITY verbose
\encoding UTF8
\timing on
\conninfo

SET standard_conforming_strings = on;

-- The guard. Nothing is changed before it has passed.

DO $sqlgen$
DECLARE
    found text;
BEGIN
    found := current_setting('server_version');
    IF NOT coalesce(current_setting('server_version_num')::int / 10000 >= 15, false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: expected PostgreSQL 15 or later, found ', found, '.');
    END IF;
    IF to_regclass('alembic_version') IS NULL THEN
        found := 'no version table';
    ELSE
        SELECT coalesce(string_agg(version_num, ', ' ORDER BY version_num COLLATE "C"), 'no revision')
        INTO found FROM alembic_version;
    END IF;
    IF NOT coalesce(found IN ('81f5c3a2d690'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: expected the version table to hold 81f5c3a2d690, found ', found, '.');
    END IF;
END
$sqlgen$;

-- With --set=rehearse=1 the script tells what each step locks and how long it takes, and rolls back.

\set rehearse :rehearse
SELECT :'rehearse' NOT IN (':rehearse', '', '0', 'off', 'no', 'false') AS rehearse \gset
\if :rehearse
PREPARE sqlgen_step AS
SELECT round(1000 * extract(epoch FROM clock_timestamp() - coalesce(
        nullif(current_setting('sqlgen.time', true), '')::timestamptz, now()))) AS milliseconds,
    coalesce(relation::regclass::text, 'nothing more') AS locks, string_agg(mode, ', ' ORDER BY mode) AS modes
FROM (VALUES (1)) AS step LEFT JOIN pg_locks ON pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384
    AND NOT EXISTS (SELECT FROM pg_class WHERE oid = relation AND relkind NOT IN ('r', 'p', 'v', 'm', 'f', 'S'))
    AND coalesce(current_setting('sqlgen.held', true), '') NOT LIKE '% ' || relation || mode || '%'
GROUP BY relation ORDER BY locks;
PREPARE sqlgen_next AS
SELECT set_config('sqlgen.time', clock_timestamp()::text, true) AS time,
    set_config('sqlgen.held', string_agg(' ' || relation || mode, ''), true) AS held
FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation';
\endif

-- =================================================================================================
-- Segment 1 of 1: one transaction.
-- If it fails: the version table holds 81f5c3a2d690.
-- =================================================================================================

BEGIN;

SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '15min';

-- -------------------------------------------------------------------------------------------------
-- 1 of 3: 81f5c3a2d690 -> 2ce69a7f40b3
-- unpaid orders view
-- migrations/versions/20260216_81f5c3a2d690_unpaid_orders_view.py, 2026-02-16 17:42:19.036755+00:00
-- -------------------------------------------------------------------------------------------------

\echo 'segment 1 of 1, revision 1 of 3: 81f5c3a2d690 unpaid orders view'

-- locks unpaid_orders: ACCESS EXCLUSIVE, reads and writes wait (measured on 10-18)

DROP VIEW unpaid_orders;

UPDATE alembic_version SET version_num = '2ce69a7f40b3' WHERE version_num = '81f5c3a2d690';

DO $sqlgen$
DECLARE found text := (SELECT string_agg(version_num, ', ' ORDER BY version_num COLLATE "C") FROM alembic_version);
BEGIN IF found IS DISTINCT FROM '2ce69a7f40b3' THEN
    RAISE EXCEPTION '%', concat('Stopped: expected the version table to hold 2ce69a7f40b3 now, found ', coalesce(found, 'no revision'), '.');
END IF; END $sqlgen$;

\if :rehearse
EXECUTE sqlgen_step;
EXECUTE sqlgen_next \gset sqlgen_
\endif

-- -------------------------------------------------------------------------------------------------
-- 2 of 3: 2ce69a7f40b3 -> 4be80d5a17f6
-- comments
-- migrations/versions/20251208_2ce69a7f40b3_comments.py, 2025-12-08 14:27:33.615924+00:00
-- -------------------------------------------------------------------------------------------------

\echo 'segment 1 of 1, revision 2 of 3: 2ce69a7f40b3 comments'

-- locks payments: SHARE UPDATE EXCLUSIVE, nobody waits (measured on 10-18)

COMMENT ON TABLE payments IS NULL;

-- locks the table: SHARE UPDATE EXCLUSIVE, nobody waits (measured on 10-18)

COMMENT ON COLUMN customers.email IS NULL;

UPDATE alembic_version SET version_num = '4be80d5a17f6' WHERE version_num = '2ce69a7f40b3';

DO $sqlgen$
DECLARE found text := (SELECT string_agg(version_num, ', ' ORDER BY version_num COLLATE "C") FROM alembic_version);
BEGIN IF found IS DISTINCT FROM '4be80d5a17f6' THEN
    RAISE EXCEPTION '%', concat('Stopped: expected the version table to hold 4be80d5a17f6 now, found ', coalesce(found, 'no revision'), '.');
END IF; END $sqlgen$;

\if :rehearse
EXECUTE sqlgen_step;
EXECUTE sqlgen_next \gset sqlgen_
\endif

-- -------------------------------------------------------------------------------------------------
-- 3 of 3: 4be80d5a17f6 -> c76b2f0e94d1
-- refunds
-- migrations/versions/20250901_4be80d5a17f6_refunds.py, 2025-09-01 08:05:51.764432+00:00
-- -------------------------------------------------------------------------------------------------

\echo 'segment 1 of 1, revision 3 of 3: 4be80d5a17f6 refunds'

-- locks payments: ACCESS EXCLUSIVE, reads and writes wait (measured on 10-18)

DROP INDEX ix_payments_open;

-- locks payments: ACCESS EXCLUSIVE, reads and writes wait (measured on 10-18)

ALTER TABLE payments RENAME provider TO method;

UPDATE alembic_version SET version_num = 'c76b2f0e94d1' WHERE version_num = '4be80d5a17f6';

DO $sqlgen$
DECLARE found text := (SELECT string_agg(version_num, ', ' ORDER BY version_num COLLATE "C") FROM alembic_version);
BEGIN IF found IS DISTINCT FROM 'c76b2f0e94d1' THEN
    RAISE EXCEPTION '%', concat('Stopped: expected the version table to hold c76b2f0e94d1 now, found ', coalesce(found, 'no revision'), '.');
END IF; END $sqlgen$;

\if :rehearse
EXECUTE sqlgen_step;
EXECUTE sqlgen_next \gset sqlgen_
\endif

\if :rehearse
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
\echo 'sqlgen: rehearsed 1 of 1 segments, rolled back'
\quit
\endif

COMMIT;

\echo 'sqlgen: done, 81f5c3a2d690 -> c76b2f0e94d1, 3 revisions, script e36c9274f457'
