"""The public register with many publications: every page and feed, drawn by the application as the web role."""

import asyncio
from collections.abc import Sequence
from time import perf_counter
from typing import Final

import httpx2 as httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.publication.wiring import build_site
from tests.benchmarks.scale.measure import Timed

_EMPTIED: Final = "TRUNCATE publication.public_entry, publication.public_picture, publication.register_state CASCADE"
# Six fields, three forms, thirty years, two thousand partners; the newest year at the top, as an office has it.
_FILL: Final = """
WITH made AS (
    SELECT n, gen_random_uuid() AS id, now() - make_interval(secs => 9000) * (CAST(:count AS integer) - n) AS at,
        (ARRAY['project', 'project', 'project', 'agreement', 'call', 'forum'])[1 + n % 6] AS kind,
        (ARRAY['health', 'tourism', 'safety', 'environment', 'education', 'digital'])[1 + (n * 7) % 6] AS field,
        (ARRAY['comprehensive', 'project', 'none'])[1 + (n * 5) % 3] AS form,
        'みお' || (ARRAY['海運', '観光', '食品', '電機', '建設'])[1 + n % 5] || (n * 13) % 2000 || '株式会社'
            AS partner,
        (ARRAY['港の清掃', '空き家の活用', '子どもの見守り', '観光案内', '防災訓練', '森の手入れ', '朝市の再生']
            )[1 + (n * 11) % 7] || (ARRAY['をドローンで', 'を企業と', 'を学生と', 'をデータで'])[1 + (n * 3) % 4]
            || '進める取組 ' || n AS title
    FROM generate_series(1, CAST(:count AS integer)) AS n
), written AS (
    SELECT *, title || '。県と企業が役割を分けて、地域の困りごとに取り組みます。' || partner || 'が協力します。'
        AS summary FROM made
)
INSERT INTO publication.public_entry (entry_id, version, desk_id, number, kind, state, released_at, replaced_at,
    first_at, fiscal_year, opens_on, closes_on, title, summary, card, content, marks, event_id, correlation_id,
    rule_version, announced)
SELECT id, 1, 'miono', 'PR8-' || lpad(n::text, 6, '0'), kind, 'shown', at, '9999-12-31 00:00:00+00', at,
    extract(year FROM at - interval '3 months')::integer,
    (at - interval '20 days')::date, (at + interval '20 days')::date,
    title, summary,
    jsonb_build_object('fields', jsonb_build_array(jsonb_build_object('code', field, 'words', '分野の名前')),
        'form', jsonb_build_object('code', form, 'words', '協定の区分'), 'partners', jsonb_build_array(partner),
        'departments', jsonb_build_array('地域政策課'), 'municipalities', jsonb_build_array('みなと町'), 'pictures', 0),
    jsonb_build_object('title', title, 'summary', summary, 'partners', jsonb_build_array(partner),
        'sections', jsonb_build_array(jsonb_build_object('heading', '経緯', 'text', repeat(summary, 4)))),
    ARRAY['f:' || field, 'c:' || form]
        || ARRAY(SELECT DISTINCT 'p:' || substr(partner, i, 2) FROM generate_series(1, length(partner) - 1) AS i)
        || ARRAY(SELECT DISTINCT 'w:' || substr(summary, i, 2) FROM generate_series(1, length(summary) - 1) AS i),
    gen_random_uuid(), gen_random_uuid(), 'miono.1', true
FROM written
"""
_STATE: Final = "INSERT INTO publication.register_state SELECT 'miono', 'entries', :count, now()"
_YEAR: Final = "SELECT DISTINCT fiscal_year FROM publication.public_entry ORDER BY fiscal_year"
# What is looked for; `{year}` is one far back, `{number}` an entry that stands there.
ADDRESSES: Final = (
    "/register",
    "/register?kind=agreement",
    "/register?field=health",
    "/register?field=safety&form=none",
    "/register?year={year}",
    "/register?year={year}&field=digital&kind=project",
    "/register?partner=みお観光1313",
    "/register?q=朝市の再生",
    "/register?q=森の手入れ データ&year={year}",
    "/register?q=取組 1234",
    "/register?q=どこにもない言葉",
    "/register?after={after}",
    "/register?field=tourism&after={after}",
    "/register/calls",
    "/register/agreements",
    "/register/forums",
    "/register/PR8-{number}",
    "/register/embed?field=health",
    "/register/feed.atom",
    "/register/feed.atom?field=health",
    "/register/feed.atom?year={year}&field=digital",
    "/register/register.json",
    "/register/register.json?q=防災訓練",
    "/register/register.csv",
)


async def register(admin: AsyncEngine, publications: int, rounds: int) -> tuple[Timed, float]:
    """Fill the register, open everything *rounds* times, and return the times and how many pages a second are drawn."""
    async with admin.begin() as connection:
        await connection.execute(text(_EMPTIED))
        await connection.execute(text(_FILL), {"count": publications})
        await connection.execute(text(_STATE), {"count": publications})
        years = list(await connection.scalars(text(_YEAR)))
        place = (
            await connection.execute(
                text(
                    "SELECT ((extract(epoch FROM first_at) * 1000000)::bigint)::text || '-'"
                    " || replace(entry_id::text, '-', '') FROM publication.public_entry ORDER BY first_at"
                    " LIMIT 1 OFFSET :half"
                ),
                {"half": publications // 2},
            )
        ).scalar_one()
    async with admin.connect() as connection:
        analysed = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await analysed.execute(text("VACUUM ANALYZE publication.public_entry"))
    said = {"year": years[len(years) // 5], "after": place, "number": "031314"}
    addresses = [address.format(**said) for address in ADDRESSES]
    site = build_site()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site.app), base_url="http://bench.example") as browser:
        taken = await _opened(browser, addresses, rounds)
        a_second = await _drawn_a_second(browser, addresses)
    await site.engine.dispose()
    return taken, a_second


async def _opened(browser: httpx.AsyncClient, addresses: Sequence[str], rounds: int) -> Timed:
    taken: Timed = {}
    for address in addresses:
        first = await browser.get(address)
        first.raise_for_status()
        for _ in range(rounds):
            started = perf_counter()
            (await browser.get(address)).raise_for_status()
            taken.setdefault(f"register {address}", []).append(1000 * (perf_counter() - started))
        for _ in range(rounds):
            started = perf_counter()
            same = await browser.get(address, headers={"If-None-Match": first.headers["etag"]})
            taken.setdefault("unchanged", []).append(1000 * (perf_counter() - started))
            if same.status_code != httpx.codes.NOT_MODIFIED:
                raise RuntimeError(f"{address} was drawn again")
    return taken


async def _drawn_a_second(browser: httpx.AsyncClient, addresses: Sequence[str], seconds: float = 5.0) -> float:
    """Return how many different pages one process draws a second without any proxy, four asked for at a time."""
    until = perf_counter() + seconds
    drawn = 0

    async def visitor(begin: int) -> None:
        nonlocal drawn
        number = begin
        while perf_counter() < until:
            (await browser.get(addresses[number % len(addresses)])).raise_for_status()
            drawn += 1
            number += 1

    started = perf_counter()
    await asyncio.gather(*(visitor(place * 6) for place in range(4)))
    return drawn / (perf_counter() - started)
