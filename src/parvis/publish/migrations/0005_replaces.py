"""A publication may replace what was refused."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0010_undelivered"),
        ("publish", "0004_captions"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="replacement",
                to="outbox.delivery",
            ),
        ),
    ]
