SET DEFINE OFF

-- =================================================================================================
-- preflight of c76b2f0e94d1 -> 81f5c3a2d690 on oracle@19
-- 0 checks; they read, and change nothing. Every verdict has to be GO or TOLD.
-- sqlgen preflight … --result FILE judges what they found.
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
SPOOL preflight.log APPEND
