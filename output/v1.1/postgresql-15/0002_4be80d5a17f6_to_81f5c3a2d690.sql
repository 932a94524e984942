-- -------------------------------------------------------------------------------------------------
-- file:      0002_4be80d5a17f6_to_81f5c3a2d690.sql
-- dialect:   postgresql@15
-- part of:   c76b2f0e94d1 -> 81f5c3a2d690, script 3fe9dc15ff12
-- client:    psql
-- run:       psql --no-psqlrc --dbname=DATABASE --file=FILE > LOG 2>&1
-- rehearse:  psql --no-psqlrc --set=rehearse=1 --dbname=DATABASE --file=FILE
-- before:    the version table holds c76b2f0e94d1, label refunded of type order_status is there
-- behind:    the version table holds 81f5c3a2d690
-- stops:     RESUME.md says where the database stands then, and which file is next
-- made by:   sqlgen 0.1.0 of commit 18b921234f913e5dbe8b298b684bc0bf59822843
-- made with: sqlgen bundle v1.1
-- -------------------------------------------------------------------------------------------------

\set ON_ERROR_STOP on
\set VERBOSITY verbose
\encoding UTF8
\timing on
\conninfo

\set ECHO all

SET standard_conforming_strings = on;

SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS clock,
    session_user AS who, current_database() AS place \gset sqlgen_
\echo 'sqlgen: begin 0002_4be80d5a17f6_to_81f5c3a2d690.sql of script 3fe9dc15ff12 at' :sqlgen_clock 'by' :sqlgen_who 'on' :sqlgen_place

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
    IF NOT coalesce(found NOT IN ('81f5c3a2d690'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: 0002_4be80d5a17f6_to_81f5c3a2d690.sql is done already, for the version table holds ', found, '. That was the last one.');
    END IF;
    IF to_regclass('alembic_version') IS NULL THEN
        found := 'no version table';
    ELSE
        SELECT coalesce(string_agg(version_num, ', ' ORDER BY version_num COLLATE "C"), 'no revision')
        INTO found FROM alembic_version;
    END IF;
    IF NOT coalesce(found IN ('c76b2f0e94d1'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: expected the version table to hold c76b2f0e94d1, found ', found, '. RESUME.md says which file fits.');
    END IF;
    found := CASE WHEN EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'refunded')
        THEN '' ELSE '; label refunded of type order_status is missing' END;
    IF NOT coalesce(found = '', false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: what earlier segments did is not all there', found, '. RESUME.md says which file fits.');
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
-- Segment 2 of 2: one transaction.
-- If it fails: the version table holds c76b2f0e94d1, segment 1 is done.
-- =================================================================================================

BEGIN;

SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '15min';

\echo 'segment 2 of 2, revision 1 of 3: 4be80d5a17f6 refunds'

-- locks payments: ACCESS EXCLUSIVE, reads and writes wait (measured on 10-18)

ALTER TABLE payments RENAME method TO provider;

\echo 'sqlgen: step 2 24c4bdc37b31'

-- locks payments: SHARE, writes wait, reads every row (measured on 10-18)

CREATE INDEX ix_payments_open ON payments (order_id) WHERE captured_at IS NULL;

\echo 'sqlgen: step 3 16a58b3d5734'

UPDATE alembic_version
SET version_num = '4be80d5a17f6'
WHERE alembic_version.version_num = 'c76b2f0e94d1';

\echo 'sqlgen: step 4 ba4348a01ec9'

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
-- 2 of 3: 4be80d5a17f6 -> 2ce69a7f40b3
-- comments
-- migrations/versions/20251208_2ce69a7f40b3_comments.py, 2025-12-08 14:27:33.615924+00:00
-- -------------------------------------------------------------------------------------------------

\echo 'segment 2 of 2, revision 2 of 3: 2ce69a7f40b3 comments'

-- locks the table: SHARE UPDATE EXCLUSIVE, nobody waits (measured on 10-18)

COMMENT ON COLUMN customers.email IS 'lower case; what a customer logs in with';

\echo 'sqlgen: step 5 b2d94a8fd81b'

-- locks payments: SHARE UPDATE EXCLUSIVE, nobody waits (measured on 10-18)

COMMENT ON TABLE payments IS 'one row an attempt; captured_at says that money moved';

\echo 'sqlgen: step 6 1b22f4eaddc4'

UPDATE alembic_version
SET version_num = '2ce69a7f40b3'
WHERE alembic_version.version_num = '4be80d5a17f6';

\echo 'sqlgen: step 7 d284142848cc'

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
-- 3 of 3: 2ce69a7f40b3 -> 81f5c3a2d690
-- unpaid orders view
-- migrations/versions/20260216_81f5c3a2d690_unpaid_orders_view.py, 2026-02-16 17:42:19.036755+00:00
-- -------------------------------------------------------------------------------------------------

\echo 'segment 2 of 2, revision 3 of 3: 81f5c3a2d690 unpaid orders view'

-- locks unpaid_orders: ACCESS SHARE, nobody waits (measured on 10-18)

CREATE VIEW unpaid_orders AS
SELECT orders.id, orders.customer_id, orders.placed_at
FROM orders
WHERE NOT EXISTS (
    SELECT 1 FROM payments WHERE payments.order_id = orders.id AND payments.captured_at IS NOT NULL
);

\echo 'sqlgen: step 8 ddd54f80d8d5'

UPDATE alembic_version
SET version_num = '81f5c3a2d690'
WHERE alembic_version.version_num = '2ce69a7f40b3';

\echo 'sqlgen: step 9 a2074a76cf2d'

DO $sqlgen$
DECLARE found text := (SELECT string_agg(version_num, ', ' ORDER BY version_num COLLATE "C") FROM alembic_version);
BEGIN IF found IS DISTINCT FROM '81f5c3a2d690' THEN
    RAISE EXCEPTION '%', concat('Stopped: expected the version table to hold 81f5c3a2d690 now, found ', coalesce(found, 'no revision'), '.');
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

DO $sqlgen$
DECLARE
    found text;
BEGIN
    IF to_regclass('alembic_version') IS NULL THEN
        found := 'no version table';
    ELSE
        SELECT coalesce(string_agg(version_num, ', ' ORDER BY version_num COLLATE "C"), 'no revision')
        INTO found FROM alembic_version;
    END IF;
    IF NOT coalesce(found IN ('81f5c3a2d690'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped: expected the version table to hold 81f5c3a2d690, found ', found, '.');
    END IF;
END
$sqlgen$;

SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS clock \gset sqlgen_
\echo 'sqlgen: end 0002_4be80d5a17f6_to_81f5c3a2d690.sql of script 3fe9dc15ff12 at' :sqlgen_clock

\echo 'sqlgen: done, c76b2f0e94d1 -> 81f5c3a2d690, 3 revisions, script 3fe9dc15ff12'
