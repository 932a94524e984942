-- -------------------------------------------------------------------------------------------------
-- dialect:   sqlite@3.40
-- from:      a93d17c0f5e2
-- to:        09d7a3c6be52
-- revisions: 4, upgrade
-- client:    any tool that sends statements one by one
-- run:       hand the statements of FILE to the tool, in one session, and let it stop at the first error
-- exit code: the tool's own
-- stops:     it is one transaction: it is done whole or not at all
-- made by:   sqlgen 0.1.0
-- made with: sqlgen render a93d17c0f5e2:09d7a3c6be52 --client generic --dialect sqlite
-- script:    b80246b9b548
-- -------------------------------------------------------------------------------------------------

PRAGMA foreign_keys = OFF;
PRAGMA busy_timeout = 5000;

CREATE TEMP TABLE sqlgen_found (found TEXT, holds INTEGER DEFAULT 1);
INSERT INTO temp.sqlgen_found (found) VALUES (NULL);
CREATE TEMP TRIGGER sqlgen_stops BEFORE UPDATE OF holds ON sqlgen_found WHEN NOT NEW.holds BEGIN SELECT RAISE(ABORT, 'stopped: the line above says why'); END;

-- The guard. Nothing is changed before it has passed.
-- A check that fails shows its sentence, and a trigger on a temporary table stops.

ATTACH DATABASE ':memory:' AS sqlgen_none;
CREATE TABLE sqlgen_none.alembic_version (version_num TEXT);
UPDATE temp.sqlgen_found SET found = sqlite_version();
SELECT 'Stopped, nothing is changed: expected SQLite 3.40 or later, found ' || coalesce(found, 'nothing') || '.'
FROM temp.sqlgen_found WHERE NOT coalesce(CAST(found AS INTEGER) * 1000 + CAST(substr(found, instr(found, '.') + 1) AS INTEGER) >= 3040, 0);
UPDATE temp.sqlgen_found SET holds = coalesce(CAST(found AS INTEGER) * 1000 + CAST(substr(found, instr(found, '.') + 1) AS INTEGER) >= 3040, 0);
UPDATE temp.sqlgen_found SET found = (
    SELECT coalesce(group_concat(version_num, ', '), 'no revision')
    FROM (SELECT version_num FROM alembic_version ORDER BY version_num));
SELECT 'Stopped, nothing is changed: expected the version table to hold a93d17c0f5e2, found ' || coalesce(found, 'nothing') || '. If that is 09d7a3c6be52, this script was run already.'
FROM temp.sqlgen_found WHERE NOT coalesce(found IN ('a93d17c0f5e2'), 0);
UPDATE temp.sqlgen_found SET holds = coalesce(found IN ('a93d17c0f5e2'), 0);
DETACH DATABASE sqlgen_none;

-- =================================================================================================
-- Segment 1 of 1: one transaction.
-- If it fails: the version table holds a93d17c0f5e2.
-- =================================================================================================

BEGIN IMMEDIATE;

-- -------------------------------------------------------------------------------------------------
-- 1 of 4: a93d17c0f5e2 -> d40b6e29a7c8
-- index orders by date
-- migrations/versions/20240422_d40b6e29a7c8_index_orders_by_date.py, 2024-04-22 08:30:15.266740+00:00
-- -------------------------------------------------------------------------------------------------

CREATE INDEX ix_orders_status_placed ON orders (status, placed_at);

UPDATE alembic_version
SET version_num = 'd40b6e29a7c8'
WHERE alembic_version.version_num = 'a93d17c0f5e2';

UPDATE temp.sqlgen_found SET found = (
    SELECT coalesce(group_concat(version_num, ', '), 'no revision')
    FROM (SELECT version_num FROM alembic_version ORDER BY version_num));
SELECT 'Stopped: expected the version table to hold d40b6e29a7c8 now, found ' || found || '.' FROM temp.sqlgen_found WHERE found <> 'd40b6e29a7c8';
UPDATE temp.sqlgen_found SET holds = (found = 'd40b6e29a7c8');

-- -------------------------------------------------------------------------------------------------
-- 2 of 4: d40b6e29a7c8 -> 27e9f1b85c30
-- prices are not negative
-- migrations/versions/20240610_27e9f1b85c30_prices_not_negative.py, 2024-06-10 16:20:48.913277+00:00
-- -------------------------------------------------------------------------------------------------

CREATE TABLE _alembic_tmp_products (
    id           INTEGER        NOT NULL,
    sku          VARCHAR(40)    NOT NULL,
    name         VARCHAR(200)   NOT NULL,
    description  TEXT,
    price        NUMERIC(10, 2) NOT NULL,
    weight_grams VARCHAR(20),
    active       BOOLEAN        DEFAULT 1 NOT NULL,
    CONSTRAINT pk_products PRIMARY KEY (id),
    CONSTRAINT uq_products_sku UNIQUE (sku),
    CONSTRAINT ck_products_price CHECK (price >= 0)
);

INSERT INTO _alembic_tmp_products (id, sku, name, description, price, weight_grams, active)
SELECT
    products.id, products.sku, products.name, products.description, products.price,
    products.weight_grams, products.active
FROM products;

DROP TABLE products;

ALTER TABLE _alembic_tmp_products RENAME TO products;

UPDATE alembic_version
SET version_num = '27e9f1b85c30'
WHERE alembic_version.version_num = 'd40b6e29a7c8';

UPDATE temp.sqlgen_found SET found = (
    SELECT coalesce(group_concat(version_num, ', '), 'no revision')
    FROM (SELECT version_num FROM alembic_version ORDER BY version_num));
SELECT 'Stopped: expected the version table to hold 27e9f1b85c30 now, found ' || found || '.' FROM temp.sqlgen_found WHERE found <> '27e9f1b85c30';
UPDATE temp.sqlgen_found SET holds = (found = '27e9f1b85c30');

-- -------------------------------------------------------------------------------------------------
-- 3 of 4: 27e9f1b85c30 -> e51c92f7064d
-- loyalty points
-- migrations/versions/20240909_e51c92f7064d_loyalty_points.py, 2024-09-09 09:51:10.675829+00:00
-- -------------------------------------------------------------------------------------------------

ALTER TABLE customers ADD COLUMN loyalty_points INTEGER DEFAULT '0' NOT NULL;

UPDATE alembic_version
SET version_num = 'e51c92f7064d'
WHERE alembic_version.version_num = '27e9f1b85c30';

UPDATE temp.sqlgen_found SET found = (
    SELECT coalesce(group_concat(version_num, ', '), 'no revision')
    FROM (SELECT version_num FROM alembic_version ORDER BY version_num));
SELECT 'Stopped: expected the version table to hold e51c92f7064d now, found ' || found || '.' FROM temp.sqlgen_found WHERE found <> 'e51c92f7064d';
UPDATE temp.sqlgen_found SET holds = (found = 'e51c92f7064d');

-- -------------------------------------------------------------------------------------------------
-- 4 of 4: e51c92f7064d -> 09d7a3c6be52
-- loyalty tiers
-- migrations/versions/20241014_09d7a3c6be52_loyalty_tiers.py, 2024-10-14 15:37:56.128094+00:00
-- -------------------------------------------------------------------------------------------------

ALTER TABLE customers ADD COLUMN tier VARCHAR(10) DEFAULT 'bronze' NOT NULL;

UPDATE customers SET tier = 'gold' WHERE customers.loyalty_points >= 1000;

UPDATE customers SET tier = 'silver' WHERE loyalty_points >= 250 AND loyalty_points < 1000;

UPDATE alembic_version
SET version_num = '09d7a3c6be52'
WHERE alembic_version.version_num = 'e51c92f7064d';

UPDATE temp.sqlgen_found SET found = (
    SELECT coalesce(group_concat(version_num, ', '), 'no revision')
    FROM (SELECT version_num FROM alembic_version ORDER BY version_num));
SELECT 'Stopped: expected the version table to hold 09d7a3c6be52 now, found ' || found || '.' FROM temp.sqlgen_found WHERE found <> '09d7a3c6be52';
UPDATE temp.sqlgen_found SET holds = (found = '09d7a3c6be52');

COMMIT;
