SET DEFINE OFF

-- =================================================================================================
-- dialect:   oracle@19
-- from:      a93d17c0f5e2
-- to:        09d7a3c6be52
-- revisions: 4, upgrade
-- client:    SQL*Plus
-- run:       NLS_LANG=.AL32UTF8 sqlplus -L USER@SERVICE @FILE
-- rehearse:  SQL> DEFINE rehearse = 1, then SQL> @FILE
-- exit code: 0 done; 1 an error stopped the script
-- log:       a93d17c0f5e2_to_09d7a3c6be52.log
-- succeeds:  its last line is "sqlgen: done, a93d17c0f5e2 -> 09d7a3c6be52, 4 revisions, script 354e07f8b153"
-- stops:     between its 8 segments; each heading says where the database stands then
-- made by:   sqlgen 0.1.0
-- made with: sqlgen render a93d17c0f5e2:09d7a3c6be52 --client sqlplus --dialect oracle
-- script:    354e07f8b153
-- =================================================================================================

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
SPOOL a93d17c0f5e2_to_09d7a3c6be52.log APPEND

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
    IF found IN ('a93d17c0f5e2') THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped, nothing is changed: expected the version table to hold a93d17c0f5e2, found ' || found || '. If that is 09d7a3c6be52, this script was run already.');
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
        RAISE_APPLICATION_ERROR(-20002, 'sqlgen: rehearsed 0 of 8 segments, rolled back; segment 1 commits by itself');
    END IF;
END;
/

WHENEVER SQLERROR EXIT FAILURE ROLLBACK

-- =================================================================================================
-- 1 of 4: a93d17c0f5e2 -> d40b6e29a7c8
-- index orders by date
-- migrations/versions/20240422_d40b6e29a7c8_index_orders_by_date.py, 2024-04-22 08:30:15.266740+00:00
-- =================================================================================================

-- Segment 1 of 8: commits by itself.
-- If it fails: the version table holds a93d17c0f5e2.

PROMPT segment 1 of 8, revision 1 of 4: CREATE INDEX ix_orders_status_placed ON orders (status, ...

CREATE INDEX ix_orders_status_placed ON orders (status, placed_at);

-- Segment 2 of 8: one transaction.
-- If it fails: the version table holds a93d17c0f5e2, segment 1 is done.

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT CASE WHEN EXISTS (SELECT 1 FROM all_indexes WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND index_name = 'IX_ORDERS_STATUS_PLACED')
        THEN '' ELSE '; index ix_orders_status_placed is missing' END INTO found FROM dual;
    IF found IS NULL THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped: what the segments above did is not all there' || found || '.');
    END IF;
END;
/

PROMPT segment 2 of 8, revision 1 of 4: d40b6e29a7c8 index orders by date

UPDATE alembic_version
SET version_num = 'd40b6e29a7c8'
WHERE alembic_version.version_num = 'a93d17c0f5e2';

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT NVL(LISTAGG(version_num, ', ') WITHIN GROUP (ORDER BY NLSSORT(version_num, 'NLS_SORT=BINARY')), 'no revision')
    INTO found FROM alembic_version;
    IF found <> 'd40b6e29a7c8' THEN
        RAISE_APPLICATION_ERROR(-20001, 'Stopped: expected the version table to hold d40b6e29a7c8 now, found ' || found || '.');
    END IF;
END;
/

COMMIT;

-- =================================================================================================
-- 2 of 4: d40b6e29a7c8 -> 27e9f1b85c30
-- prices are not negative
-- migrations/versions/20240610_27e9f1b85c30_prices_not_negative.py, 2024-06-10 16:20:48.913277+00:00
-- =================================================================================================

-- Segment 3 of 8: commits by itself.
-- If it fails: the version table holds d40b6e29a7c8, segments 1 to 2 are done.

PROMPT segment 3 of 8, revision 2 of 4: ALTER TABLE products ADD CONSTRAINT ck_products_price CH ...

ALTER TABLE products ADD CONSTRAINT ck_products_price CHECK (price >= 0);

-- Segment 4 of 8: one transaction.
-- If it fails: the version table holds d40b6e29a7c8, segments 1 to 3 are done.

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT CASE WHEN EXISTS (SELECT 1 FROM all_constraints WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'PRODUCTS' AND constraint_name = 'CK_PRODUCTS_PRICE')
        THEN '' ELSE '; constraint ck_products_price of table products is missing' END INTO found FROM dual;
    IF found IS NULL THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped: what the segments above did is not all there' || found || '.');
    END IF;
END;
/

PROMPT segment 4 of 8, revision 2 of 4: 27e9f1b85c30 prices are not negative

UPDATE alembic_version
SET version_num = '27e9f1b85c30'
WHERE alembic_version.version_num = 'd40b6e29a7c8';

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT NVL(LISTAGG(version_num, ', ') WITHIN GROUP (ORDER BY NLSSORT(version_num, 'NLS_SORT=BINARY')), 'no revision')
    INTO found FROM alembic_version;
    IF found <> '27e9f1b85c30' THEN
        RAISE_APPLICATION_ERROR(-20001, 'Stopped: expected the version table to hold 27e9f1b85c30 now, found ' || found || '.');
    END IF;
END;
/

COMMIT;

-- =================================================================================================
-- 3 of 4: 27e9f1b85c30 -> e51c92f7064d
-- loyalty points
-- migrations/versions/20240909_e51c92f7064d_loyalty_points.py, 2024-09-09 09:51:10.675829+00:00
-- =================================================================================================

-- Segment 5 of 8: commits by itself.
-- If it fails: the version table holds 27e9f1b85c30, segments 1 to 4 are done.

PROMPT segment 5 of 8, revision 3 of 4: ALTER TABLE customers ADD loyalty_points INTEGER DEFAULT ...

ALTER TABLE customers ADD loyalty_points INTEGER DEFAULT '0' NOT NULL;

-- Segment 6 of 8: one transaction.
-- If it fails: the version table holds 27e9f1b85c30, segments 1 to 5 are done.

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT CASE WHEN EXISTS (SELECT 1 FROM all_tab_columns WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'CUSTOMERS' AND column_name = 'LOYALTY_POINTS')
        THEN '' ELSE '; column customers.loyalty_points is missing' END INTO found FROM dual;
    IF found IS NULL THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped: what the segments above did is not all there' || found || '.');
    END IF;
END;
/

PROMPT segment 6 of 8, revision 3 of 4: e51c92f7064d loyalty points

UPDATE alembic_version
SET version_num = 'e51c92f7064d'
WHERE alembic_version.version_num = '27e9f1b85c30';

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT NVL(LISTAGG(version_num, ', ') WITHIN GROUP (ORDER BY NLSSORT(version_num, 'NLS_SORT=BINARY')), 'no revision')
    INTO found FROM alembic_version;
    IF found <> 'e51c92f7064d' THEN
        RAISE_APPLICATION_ERROR(-20001, 'Stopped: expected the version table to hold e51c92f7064d now, found ' || found || '.');
    END IF;
END;
/

COMMIT;

-- =================================================================================================
-- 4 of 4: e51c92f7064d -> 09d7a3c6be52
-- loyalty tiers
-- migrations/versions/20241014_09d7a3c6be52_loyalty_tiers.py, 2024-10-14 15:37:56.128094+00:00
-- =================================================================================================

-- Segment 7 of 8: commits by itself.
-- If it fails: the version table holds e51c92f7064d, segments 1 to 6 are done.

PROMPT segment 7 of 8, revision 4 of 4: ALTER TABLE customers ADD tier VARCHAR2(10 CHAR) DEFAULT ...

ALTER TABLE customers ADD tier VARCHAR2(10 CHAR) DEFAULT 'bronze' NOT NULL;

-- Segment 8 of 8: one transaction.
-- If it fails: the version table holds e51c92f7064d, segments 1 to 7 are done.

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT CASE WHEN EXISTS (SELECT 1 FROM all_tab_columns WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'CUSTOMERS' AND column_name = 'TIER')
        THEN '' ELSE '; column customers.tier is missing' END INTO found FROM dual;
    IF found IS NULL THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped: what the segments above did is not all there' || found || '.');
    END IF;
END;
/

PROMPT segment 8 of 8, revision 4 of 4: 09d7a3c6be52 loyalty tiers

UPDATE customers SET tier = 'gold' WHERE customers.loyalty_points >= 1000;

UPDATE customers SET tier = 'silver' WHERE loyalty_points >= 250 AND loyalty_points < 1000;

UPDATE alembic_version
SET version_num = '09d7a3c6be52'
WHERE alembic_version.version_num = 'e51c92f7064d';

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT NVL(LISTAGG(version_num, ', ') WITHIN GROUP (ORDER BY NLSSORT(version_num, 'NLS_SORT=BINARY')), 'no revision')
    INTO found FROM alembic_version;
    IF found <> '09d7a3c6be52' THEN
        RAISE_APPLICATION_ERROR(-20001, 'Stopped: expected the version table to hold 09d7a3c6be52 now, found ' || found || '.');
    END IF;
END;
/

COMMIT;

PROMPT sqlgen: done, a93d17c0f5e2 -> 09d7a3c6be52, 4 revisions, script 354e07f8b153
SPOOL OFF
EXIT SUCCESS COMMIT
