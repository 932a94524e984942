-- -------------------------------------------------------------------------------------------------
-- file:      0001_2_d40b6e29a7c8_create_index_concurrently_i.sql
-- dialect:   postgresql@15
-- part of:   a93d17c0f5e2 -> 27e9f1b85c30, script 7ceba40076e1
-- client:    pgAdmin's query tool
-- run:       open FILE in the query tool of the database, with auto commit on, and execute all of it
-- before:    the version table holds a93d17c0f5e2
-- behind:    the version table holds a93d17c0f5e2, index ix_orders_status_placed is there
-- stops:     RESUME.md says where the database stands then, and which file is next
-- made by:   sqlgen 0.1.0
-- made with: sqlgen render a93d17c0f5e2:27e9f1b85c30 --split segment --client pgadmin --dialect postgresql
-- -------------------------------------------------------------------------------------------------

CREATE INDEX CONCURRENTLY ix_orders_status_placed ON orders (status, placed_at);
