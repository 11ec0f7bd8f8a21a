#!/bin/sh
# Run once by the PostgreSQL container, when its data folder is new: a role and a database for each address in the secrets.
set -eu
for name in store airflow_database; do
    address=$(cat "/run/secrets/$name") # postgresql+driver://role:password@host:port/database
    account=${address#*://}
    role=${account%%:*}
    password=${account#*:}
    password=${password%%@*}
    database=${account##*/}
    psql -v ON_ERROR_STOP=1 -v role="$role" -v password="$password" -v database="$database" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"role" TEMPLATE template0 ENCODING UTF8 LOCALE 'C.UTF-8';
SQL
done
