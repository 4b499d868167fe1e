"""The metrics of operations, one sentence each; labels are names of ours, never contents."""

from typing import Final

from prometheus_client import Counter, Gauge

QUEUE_DEPTH: Final = Gauge("desk_queue_depth", "Messages that wait in a queue.", ["queue"])
QUEUE_UNACKED: Final = Gauge("desk_queue_unacked", "Messages in the hands of a reader.", ["queue"])
QUEUE_CONSUMERS: Final = Gauge("desk_queue_consumers", "Consumers of a queue.", ["queue"])
DELIVERIES: Final = Gauge("desk_deliveries_failed", "Failed deliveries, by where they stand now.", ["reader", "state"])
INCIDENTS: Final = Gauge("desk_incidents_open", "Open incidents.", ["cause"])
MANAGEMENT_UP: Final = Gauge("desk_management_up", "1 while the broker's management interface answers.")
ALARM: Final = Gauge("desk_broker_alarm", "1 while the broker takes no messages for want of it.", ["alarm"])
BLOCKED: Final = Gauge("desk_broker_connections_blocked", "Connections an alarm keeps from publishing.")
LAST_LOOK: Final = Gauge("desk_watch_last_look_seconds", "When operations last looked at everything, as Unix time.")
MISSING: Final = Gauge("desk_facts_missing", "Facts a reader should have had and misses for now.", ["reader"])
RESENT: Final = Counter("desk_facts_resent", "Facts sent again to one reader because they never arrived.", ["reader"])
DEAD_LETTERS: Final = Counter("desk_dead_letters", "Messages the broker gave up delivering, by what became.", ["fate"])
