"""`desk doctor`: examine everything the desk stands on; every part is examined even when another has failed."""

import os
from collections.abc import Sequence
from pathlib import Path

from services.operations.domain.examination import Examined, fail, ok
from services.operations.handlers.doctor.broker import examine_broker, examine_rights
from services.operations.handlers.doctor.database import examine_database, examine_schemas
from services.operations.handlers.doctor.machine import (
    examine_assets,
    examine_disk,
    examine_scanner,
)
from services.operations.handlers.doctor.mail_relay import examine_mail_relay
from services.operations.handlers.doctor.schemes import examine_schemes
from services.operations.handlers.house import house_of
from services.operations.settings import OperationsSettings, read_operations_settings
from services.operations.storage.management import Management
from services.operations.storage.work import Work, work_on
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.errors import DeskError
from shared.scheme.load import load_schemes
from shared.service import Service
from shared.settings import PROJECT, ServiceSettings, SettingMissing


async def examine(found: Sequence[Service]) -> list[Examined]:
    """Return what was found, in the order in which one part stands on another."""
    settings, said = _settings(found)
    home = Path(os.environ.get("DESK_HOME", str(PROJECT)))
    around = [examine_disk(home), examine_assets()]
    if settings is None:
        return [*said, *around]
    house = house_of(found)
    engine = make_engine(settings.service.web_url, name="desk-doctor", size=1)
    try:
        said += await examine_database(Transactions(engine, work_on(house)))
        said.append(await examine_schemas(settings.service.installation.database_url, found))
        said += await _schemes(settings, Transactions(engine, work_on(house)))
        async with Management(settings.management) as broker:
            said += await examine_broker(broker, house)
        said += await examine_rights({one.name: ServiceSettings(one.name).amqp_url for one in found})
    finally:
        await engine.dispose()
    relay = await examine_mail_relay(settings.relay)
    return [*said, *around, relay, await examine_scanner(settings.clamd)]


async def _schemes(settings: OperationsSettings, transactions: Transactions[Work]) -> list[Examined]:
    try:
        files = load_schemes(settings.service.installation.desks_folder)
    except (DeskError, OSError):
        return []  # Said among the settings already.
    return [await examine_schemes(transactions, files)]


def _settings(found: Sequence[Service]) -> tuple[OperationsSettings | None, list[Examined]]:
    todo = "表示された変数を設定してください。名前は DESK_ で始まります。"
    try:
        settings = read_operations_settings()
    except SettingMissing as error:
        return None, [fail("settings", f"設定が足りません：{error}", todo)]
    for service in found:
        try:
            ServiceSettings(service.name)
        except SettingMissing as error:
            return settings, [fail("settings", f"設定が足りません：{error}", todo)]
    try:
        schemes = load_schemes(settings.service.installation.desks_folder)
    except (DeskError, OSError) as error:
        return settings, [
            fail(
                "settings", f"デスクの設定を読めません（{type(error).__name__}）。", "deploy/desks を確認してください。"
            )
        ]
    return settings, [ok("settings", f"設定がそろっています（デスク {len(schemes)}件）。")]
