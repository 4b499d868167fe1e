"""The metrics of messaging, one sentence each; labels are names of ours, never contents."""

from prometheus_client import Counter, Gauge

HANDLED = Counter("desk_deliveries_handled", "Deliveries settled as handled, duplicates included.", ["reader"])
ISSUES = Counter("desk_delivery_issues", "Deliveries that failed, by what became of them.", ["reader", "state"])
HOLDING = Gauge("desk_reader_holding", "1 while a reader waits for its database.", ["reader"])
CONSUMING = Gauge("desk_reader_consuming", "1 while the broker is asked to deliver to a reader.", ["reader"])
PAUSED = Gauge("desk_reader_paused", "1 while an operator has paused a reader.", ["reader"])
RESTARTS = Counter(
    "desk_reader_restarts", "Readers started anew because nothing came although messages waited.", ["reader"]
)
RELAYED = Counter("desk_facts_relayed", "Facts the broker confirmed.", ["service"])
RELAY_FAILURES = Counter("desk_relay_failures", "Publishes without a confirm, by error class.", ["service", "error"])
OUTBOX_WAITING = Gauge("desk_outbox_waiting", "Facts not yet confirmed, counted up to 10 000.", ["service"])
OUTBOX_OLDEST = Gauge("desk_outbox_oldest_seconds", "Age of the first fact in line.", ["service"])
