# SPDX-License-Identifier: EUPL-1.2
"""Whoever refers may have the link of the referral mailed, and sees whether it left."""

from django.db import migrations

MESSAGE = "kernel_message"
OWN = """
occasion = 'REFERRAL' and channel = 'EMAIL'
and to_kind = 'referral' and about_kind = 'referral' and to_id = about_id
and (select cases_leads()) and exists (select from cases_referral r
  where r.id::text = about_id and r.owner_id = (select app_partner_id()){open})
"""
IN_OWN_NAME = "seat_id = (select app_seat_id()) and user_id = (select app_user_id())"
OPEN = " and (r.state = 'SENT' or r.state = 'ACCEPTED')"
MINE = OWN.format(open="").strip()
RULES = {
    "referral_sees": f"for select using ({MINE})",
    "referral_drops": f"for update using ({MINE})",
    "referral_mails": (
        f"for insert with check (state = 'WAITING' and attempts = 0 and {IN_OWN_NAME}"
        f" and {OWN.format(open=OPEN).strip()})"
    ),
}


class Migration(migrations.Migration):
    """Three rules of the outbox."""

    dependencies = [
        ("kernel", "0011_links_to_referrals_by_mail"),
        ("cases", "0017_periods_of_referrals"),
    ]

    operations = [
        migrations.RunSQL(
            f"create policy {name} on {MESSAGE} {rule}", f"drop policy {name} on {MESSAGE}"
        )
        for name, rule in RULES.items()
    ]
