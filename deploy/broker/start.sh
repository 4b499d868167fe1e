#!/bin/sh
# Start RabbitMQ with the desk's topology and its administrator already there. A node that loads definitions creates
# no default user, and a password belongs in no committed file: so the administrator's is written at every start.
set -eu
folder="${DEFINITIONS_FOLDER:-/run/definitions}"
topology="${TOPOLOGY_FILE:-/etc/renkei-desk/definitions.json}"
password="${DESK_BROKER_PASSWORD:?set DESK_BROKER_PASSWORD}"
case "$password" in
*[!A-Za-z0-9_-]*)
    echo "DESK_BROKER_PASSWORD: use letters, digits, - and _ only; it stands in a URL and in JSON." >&2
    exit 1
    ;;
esac
umask 077
cp "$topology" "$folder/10-topology.json"
cat > "$folder/20-administrator.json" <<JSON
{
  "users": [{"name": "admin", "password": "$password", "tags": "administrator"}],
  "permissions": [{"user": "admin", "vhost": "desk", "configure": ".*", "write": ".*", "read": ".*"}]
}
JSON
unset DESK_BROKER_PASSWORD password
exec "$@"
