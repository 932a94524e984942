SET DEFINE OFF

-- =================================================================================================
-- dialect:   oracle@19
-- from:      2ce69a7f40b3
-- to:        c76b2f0e94d1
-- revisions: 3, downgrade
-- meant for: going back from behind segment 7 of script f6c6120fc1ba
-- client:    SQL*Plus
-- run:       NLS_LANG=.AL32UTF8 sqlplus -L USER@SERVICE @FILE
-- rehearse:  SQL> DEFINE rehearse = 1, then SQL> @FILE
-- exit code: 0 done; 1 an error stopped the script
-- log:       2ce69a7f40b3_to_c76b2f0e94d1.log
-- succeeds:  its last line is "sqlgen: done, 2ce69a7f40b3 -> c76b2f0e94d1, 3 revisions, script bf058124c44a"
-- stops:     between its 7 segments; each heading says where the database stands then
-- made by:   sqlgen 0.1.0 of commit 18b921234f913e5dbe8b298b684bc0bf59822843
-- made with: sqlgen bundle v1.1
-- script:    bf058124c44a
-- =================================================================================================

-- Everything comes back as it was.

WHENEVER SQLERROR EXIT FAILURE ROLLBACK
WHENEVER OSERROR EXIT FAILURE ROLLBACK
SET SQLBLANKLINES ON
SET BLOCKTERMINATOR OFF
SET AUTOCOMMIT OFF
SET EXITCOMMIT OFF
SET ECHO ON
SET FEEDBACK ON
SET TIMING ON
SET SERVEROUTPUT ON
SPOOL 2ce69a7f40b3_to_c76b2f0e94d1.log APPEND

ALTER SESSION SET ddl_lock_timeout = 5;

-- The guard. Nothing is changed before it has passed.

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT (SELECT MAX(version) FROM product_component_version WHERE product LIKE 'Oracle%') INTO found FROM dual;
    IF TO_NUMBER(REGEXP_SUBSTR(found, '^[0-9]+')) >= 19 THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped, nothing is changed: expected Oracle 19 or later, found ' || found || '.');
    END IF;
    SELECT COUNT(*) INTO found FROM all_tables
    WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'ALEMBIC_VERSION';
    IF found = '0' THEN
        found := 'no version table';
    ELSE
        EXECUTE IMMEDIATE
            'SELECT NVL(LISTAGG(version_num, '', '') WITHIN GROUP (ORDER BY NLSSORT(version_num, ''NLS_SORT=BINARY'')), ''no revision'') FROM alembic_version'
            INTO found;
    END IF;
    IF found IN ('2ce69a7f40b3') THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped, nothing is changed: expected the version table to hold 2ce69a7f40b3, found ' || found || '.');
    END IF;
    SELECT CASE WHEN EXISTS (SELECT 1 FROM all_objects WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND object_name = 'UNPAID_ORDERS')
        THEN '' ELSE '; view or sequence unpaid_orders is missing' END INTO found FROM dual;
    IF found IS NULL THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped, nothing is changed: what earlier segments did is not all there' || found || '.');
    END IF;
END;
/

-- With DEFINE rehearse = 1 the script does its first transaction alone, tells locks and times, and rolls back.

SET VERIFY OFF
SET DEFINE ON
VARIABLE rehearse VARCHAR2(100)
COLUMN rehearse NEW_VALUE rehearse NOPRINT
SELECT '' AS rehearse FROM dual WHERE 1 = 0;
BEGIN
    :rehearse := '&rehearse';
END;
/
SET DEFINE OFF

WHENEVER SQLERROR EXIT SUCCESS ROLLBACK

DECLARE
    locks SYS_REFCURSOR;
    told VARCHAR2(4000);
BEGIN
    IF :rehearse NOT IN ('0', 'off', 'no', 'false') THEN
        BEGIN
            OPEN locks FOR 'SELECT o.owner || ''.'' || o.object_name || '' is locked in mode '' || l.locked_mode
                FROM v$locked_object l JOIN all_objects o ON o.object_id = l.object_id
                WHERE l.session_id = SYS_CONTEXT(''USERENV'', ''SID'') ORDER BY 1';
            LOOP
                FETCH locks INTO told;
                EXIT WHEN locks%NOTFOUND;
                DBMS_OUTPUT.PUT_LINE(told);
            END LOOP;
            CLOSE locks;
        EXCEPTION
            WHEN OTHERS THEN
                DBMS_OUTPUT.PUT_LINE('Locks are not told: ' || SQLERRM);
        END;
        RAISE_APPLICATION_ERROR(-20002, 'sqlgen: rehearsed 0 of 7 segments, rolled back; segment 1 commits by itself');
    END IF;
END;
/

WHENEVER SQLERROR EXIT FAILURE ROLLBACK

-- =================================================================================================
-- 1 of 3: 81f5c3a2d690 -> 2ce69a7f40b3
-- unpaid orders view
-- migrations/versions/20260216_81f5c3a2d690_unpaid_orders_view.py, 2026-02-16 17:42:19.036755+00:00
-- =================================================================================================

-- Segment 1 of 7: commits by itself.
-- If it fails: the version table holds 2ce69a7f40b3.

PROMPT segment 1 of 7, revision 1 of 3: DROP VIEW unpaid_orders

DROP VIEW unpaid_orders;

-- =================================================================================================
-- 2 of 3: 2ce69a7f40b3 -> 4be80d5a17f6
-- comments
-- migrations/versions/20251208_2ce69a7f40b3_comments.py, 2025-12-08 14:27:33.615924+00:00
-- =================================================================================================

-- Segment 2 of 7: commits by itself.
-- If it fails: the version table holds 2ce69a7f40b3, segment 1 is done.

PROMPT segment 2 of 7, revision 2 of 3: COMMENT ON TABLE payments IS ''

COMMENT ON TABLE payments IS '';

-- The revision goes on: the row 2ce69a7f40b3#-1 says how far it is.

INSERT INTO alembic_version (version_num) VALUES ('2ce69a7f40b3#-1');

-- Segment 3 of 7: commits by itself.
-- If it fails: the version table holds 2ce69a7f40b3, 2ce69a7f40b3#-1, segments 1 to 2 are done.

PROMPT segment 3 of 7, revision 2 of 3: COMMENT ON COLUMN customers.email IS ''

COMMENT ON COLUMN customers.email IS '';

-- Segment 4 of 7: one transaction.
-- If it fails: the version table holds 2ce69a7f40b3, 2ce69a7f40b3#-1, segments 1 to 3 are done.

DELETE FROM alembic_version WHERE version_num = '2ce69a7f40b3#-1';

PROMPT segment 4 of 7, revision 2 of 3: 2ce69a7f40b3 comments

UPDATE alembic_version SET version_num = '4be80d5a17f6' WHERE version_num = '2ce69a7f40b3';

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT NVL(LISTAGG(version_num, ', ') WITHIN GROUP (ORDER BY NLSSORT(version_num, 'NLS_SORT=BINARY')), 'no revision')
    INTO found FROM alembic_version;
    IF found <> '4be80d5a17f6' THEN
        RAISE_APPLICATION_ERROR(-20001, 'Stopped: expected the version table to hold 4be80d5a17f6 now, found ' || found || '.');
    END IF;
END;
/

COMMIT;

-- =================================================================================================
-- 3 of 3: 4be80d5a17f6 -> c76b2f0e94d1
-- refunds
-- migrations/versions/20250901_4be80d5a17f6_refunds.py, 2025-09-01 08:05:51.764432+00:00
-- =================================================================================================

-- Segment 5 of 7: commits by itself.
-- If it fails: the version table holds 4be80d5a17f6, segments 1 to 4 are done.

PROMPT segment 5 of 7, revision 3 of 3: DROP INDEX ix_payments_open

-- locks payments: exclusive DDL + TM X, writes wait (documented, not measured)

DROP INDEX ix_payments_open;

-- Segment 6 of 7: commits by itself.
-- If it fails: the version table holds 4be80d5a17f6, segments 1 to 5 are done.

PROMPT segment 6 of 7, revision 3 of 3: ALTER TABLE payments RENAME COLUMN provider TO method

-- locks payments: exclusive short, writes wait for a moment (documented, not measured)

ALTER TABLE payments RENAME COLUMN provider TO method;

-- Segment 7 of 7: one transaction.
-- If it fails: the version table holds 4be80d5a17f6, segments 1 to 6 are done.

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT CASE WHEN EXISTS (SELECT 1 FROM all_tab_columns WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'PAYMENTS' AND column_name = 'PROVIDER')
        THEN '; column payments.provider is still there' ELSE '' END
    || CASE WHEN EXISTS (SELECT 1 FROM all_tab_columns WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'PAYMENTS' AND column_name = 'METHOD')
        THEN '' ELSE '; column payments.method is missing' END INTO found FROM dual;
    IF found IS NULL THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped: what the segments above did is not all there' || found || '.');
    END IF;
END;
/

PROMPT segment 7 of 7, revision 3 of 3: 4be80d5a17f6 refunds

UPDATE alembic_version SET version_num = 'c76b2f0e94d1' WHERE version_num = '4be80d5a17f6';

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT NVL(LISTAGG(version_num, ', ') WITHIN GROUP (ORDER BY NLSSORT(version_num, 'NLS_SORT=BINARY')), 'no revision')
    INTO found FROM alembic_version;
    IF found <> 'c76b2f0e94d1' THEN
        RAISE_APPLICATION_ERROR(-20001, 'Stopped: expected the version table to hold c76b2f0e94d1 now, found ' || found || '.');
    END IF;
END;
/

COMMIT;

PROMPT sqlgen: done, 2ce69a7f40b3 -> c76b2f0e94d1, 3 revisions, script bf058124c44a
SPOOL OFF
EXIT SUCCESS COMMIT
