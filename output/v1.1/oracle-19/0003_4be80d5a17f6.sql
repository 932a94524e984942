SET DEFINE OFF

-- =================================================================================================
-- file:      0003_4be80d5a17f6.sql
-- dialect:   oracle@19
-- part of:   c76b2f0e94d1 -> 81f5c3a2d690, script f6c6120fc1ba
-- client:    SQL*Plus
-- run:       NLS_LANG=.AL32UTF8 sqlplus -L USER@SERVICE @FILE
-- rehearse:  SQL> DEFINE rehearse = 1, then SQL> @FILE
-- before:    the version table holds c76b2f0e94d1, column payments.method is gone, column payments.provider is there, index ix_payments_open is there
-- behind:    the version table holds 4be80d5a17f6
-- stops:     RESUME.md says where the database stands then, and which file is next
-- made by:   sqlgen 0.1.0 of commit 18b921234f913e5dbe8b298b684bc0bf59822843
-- made with: sqlgen bundle v1.1
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
SPOOL 0003_4be80d5a17f6.log APPEND

SET LINESIZE 500
SET TRIMSPOOL ON

ALTER SESSION SET ddl_lock_timeout = 5;

BEGIN
    DBMS_OUTPUT.PUT_LINE('sqlgen: begin 0003_4be80d5a17f6.sql of script f6c6120fc1ba at ' || TO_CHAR(SYS_EXTRACT_UTC(SYSTIMESTAMP), 'YYYY-MM-DD"T"HH24:MI:SS.FF3"Z"')
        || ' by ' || USER || ' on ' || SYS_CONTEXT('USERENV', 'DB_NAME'));
END;
/

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
    IF found NOT IN ('4be80d5a17f6') THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped, nothing is changed: 0003_4be80d5a17f6.sql is done already, for the version table holds ' || found || '. Go on with 0004_2ce69a7f40b3_comment_on_column_customers.sql.');
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
    IF found IN ('c76b2f0e94d1') THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped, nothing is changed: expected the version table to hold c76b2f0e94d1, found ' || found || '. RESUME.md says which file fits.');
    END IF;
    SELECT CASE WHEN EXISTS (SELECT 1 FROM all_tab_columns WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'PAYMENTS' AND column_name = 'METHOD')
        THEN '; column payments.method is still there' ELSE '' END
    || CASE WHEN EXISTS (SELECT 1 FROM all_tab_columns WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'PAYMENTS' AND column_name = 'PROVIDER')
        THEN '' ELSE '; column payments.provider is missing' END
    || CASE WHEN EXISTS (SELECT 1 FROM all_indexes WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND index_name = 'IX_PAYMENTS_OPEN')
        THEN '' ELSE '; index ix_payments_open is missing' END INTO found FROM dual;
    IF found IS NULL THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped, nothing is changed: what earlier segments did is not all there' || found || '. RESUME.md says which file fits.');
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

-- Segment 3 of 8: one transaction.
-- If it fails: the version table holds c76b2f0e94d1, segments 1 to 2 are done.

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT CASE WHEN EXISTS (SELECT 1 FROM all_tab_columns WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'PAYMENTS' AND column_name = 'METHOD')
        THEN '; column payments.method is still there' ELSE '' END
    || CASE WHEN EXISTS (SELECT 1 FROM all_tab_columns WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'PAYMENTS' AND column_name = 'PROVIDER')
        THEN '' ELSE '; column payments.provider is missing' END
    || CASE WHEN EXISTS (SELECT 1 FROM all_indexes WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND index_name = 'IX_PAYMENTS_OPEN')
        THEN '' ELSE '; index ix_payments_open is missing' END INTO found FROM dual;
    IF found IS NULL THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped: what the segments above did is not all there' || found || '.');
    END IF;
END;
/

PROMPT segment 3 of 8, revision 1 of 3: 4be80d5a17f6 refunds

UPDATE alembic_version
SET version_num = '4be80d5a17f6'
WHERE alembic_version.version_num = 'c76b2f0e94d1';

PROMPT sqlgen: step 3 ba4348a01ec9

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
        RAISE_APPLICATION_ERROR(-20002, 'sqlgen: rehearsed 1 of 1 segments, rolled back');
    END IF;
END;
/

WHENEVER SQLERROR EXIT FAILURE ROLLBACK

COMMIT;

DECLARE
    found VARCHAR2(4000);
BEGIN
    SELECT COUNT(*) INTO found FROM all_tables
    WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND table_name = 'ALEMBIC_VERSION';
    IF found = '0' THEN
        found := 'no version table';
    ELSE
        EXECUTE IMMEDIATE
            'SELECT NVL(LISTAGG(version_num, '', '') WITHIN GROUP (ORDER BY NLSSORT(version_num, ''NLS_SORT=BINARY'')), ''no revision'') FROM alembic_version'
            INTO found;
    END IF;
    IF found IN ('4be80d5a17f6') THEN
        NULL;
    ELSE
        RAISE_APPLICATION_ERROR(-20001,
            'Stopped: expected the version table to hold 4be80d5a17f6, found ' || found || '.');
    END IF;
END;
/

BEGIN
    DBMS_OUTPUT.PUT_LINE('sqlgen: end 0003_4be80d5a17f6.sql of script f6c6120fc1ba at ' || TO_CHAR(SYS_EXTRACT_UTC(SYSTIMESTAMP), 'YYYY-MM-DD"T"HH24:MI:SS.FF3"Z"'));
END;
/

PROMPT sqlgen: done, go on with 0004_2ce69a7f40b3_comment_on_column_customers.sql
SPOOL OFF
EXIT SUCCESS COMMIT
