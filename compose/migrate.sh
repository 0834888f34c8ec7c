#!/bin/sh
# Brings the database up to this version, once per deployment and before anything else runs. Safe to repeat.
set -eu
python manage.py database_roles
python manage.py migrate --database owner --noinput
python manage.py bootstrap
