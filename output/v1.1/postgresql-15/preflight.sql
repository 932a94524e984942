-- -------------------------------------------------------------------------------------------------
-- preflight of c76b2f0e94d1 -> 81f5c3a2d690 on postgresql@15
-- 0 checks; they read, and change nothing. Every verdict has to be GO or TOLD.
-- sqlgen preflight … --result FILE judges what they found.
-- -------------------------------------------------------------------------------------------------

\set ON_ERROR_STOP on
\set VERBOSITY verbose
\encoding UTF8
\timing on
\conninfo
