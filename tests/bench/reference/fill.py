"""Make the reference's tables, sessions and signed-in people: fill.py PEOPLE SESSIONS prints them."""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.reference.settings"
import django

django.setup()

from datetime import timedelta  # noqa: E402

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session as Cookie  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.bench.reference.models import Factory, Session  # noqa: E402


def main(people: int, sessions: int) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    users = User.objects.bulk_create(
        User(username=f"visitor{n}", email=f"visitor{n}@example.test", password="!") for n in range(people)
    )
    store, until = SessionStore(), timezone.now() + timedelta(days=1)
    cookies = [
        Cookie(
            session_key=f"reference{n:023d}",
            session_data=store.encode(
                {
                    SESSION_KEY: str(user.pk),
                    BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                    HASH_SESSION_KEY: user.get_session_auth_hash(),
                }
            ),
            expire_date=until,
        )
        for n, user in enumerate(users)
    ]
    Cookie.objects.bulk_create(cookies)
    begin = timezone.now() + timedelta(days=30)
    made = Session.objects.bulk_create(
        Session(
            factory=Factory.objects.create(name=f"주식회사 {n}", region="대구광역시"),
            summary="생산 라인을 둘러봅니다.",
            starts_at=begin,
            ends_at=begin + timedelta(minutes=90),
            meeting_point="정문 안내소",
            language="ko",
            capacity=1_000_000,
        )
        for n in range(sessions)
    )
    json.dump(
        {
            "people": [[user.pk, cookie.session_key] for user, cookie in zip(users, cookies, strict=True)],
            "sessions": [one.pk for one in made],
        },
        sys.stdout,
    )


main(int(sys.argv[1]), int(sys.argv[2]))
