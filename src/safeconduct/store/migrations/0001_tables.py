"""The tables of the store."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveIntegerField()),
                ("leaf", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("title", models.CharField(max_length=200)),
                ("mode", models.CharField(max_length=20)),
                ("pseudonym", models.CharField(max_length=32, unique=True)),
                ("vkey", models.CharField(max_length=200)),
                ("commitments", models.JSONField(default=dict)),
                ("opened_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CommitmentKey",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="commitment_key",
                        serialize=False,
                        to="store.logentry",
                    ),
                ),
                ("key", models.BinaryField()),
                ("document", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="LogHead",
            fields=[
                (
                    "operation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="log_head",
                        serialize=False,
                        to="store.operation",
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("edge", models.BinaryField()),
                ("checkpoint", models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name="logentry",
            name="operation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="log_entries", to="store.operation"
            ),
        ),
        migrations.CreateModel(
            name="HeadCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("count_id", models.CharField(max_length=200)),
                ("place", models.CharField(max_length=200)),
                ("counted_at", models.DateTimeField()),
                ("number", models.PositiveIntegerField()),
                ("expected", models.PositiveIntegerField()),
                ("by", models.CharField(blank=True, max_length=200)),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="head_counts", to="store.operation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision_id", models.CharField(max_length=200)),
                ("withdraws", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("content", models.BinaryField()),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="store.operation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustodyEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.CharField(max_length=200)),
                ("person_id", models.CharField(db_index=True, max_length=200)),
                ("state", models.CharField(max_length=20)),
                ("booked_at", models.DateTimeField()),
                ("content", models.BinaryField()),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="custody_events", to="store.operation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("input_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("document", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("draft", models.BooleanField(default=False)),
                ("bulletin_id", models.CharField(max_length=200)),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.operation"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("input_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("document", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("agreement_id", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=100)),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.operation"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Matching",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("input_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("document", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("key_version", models.CharField(max_length=100)),
                ("model_version", models.CharField(max_length=100)),
                ("proposed", models.PositiveIntegerField()),
                ("review", models.PositiveIntegerField()),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.operation"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300)),
                ("file_name", models.CharField(max_length=255)),
                ("input_sha256", models.CharField(blank=True, max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("printed_at", models.DateTimeField()),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="store.operation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party_id", models.CharField(max_length=100)),
                ("intermediary", models.BooleanField()),
                ("names", models.JSONField()),
                ("languages", models.JSONField()),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="store.operation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("input_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("document", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("runs", models.PositiveIntegerField()),
                ("uncarried", models.PositiveIntegerField()),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.operation"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReceivedList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=20)),
                ("file_name", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("entries_count", models.PositiveIntegerField()),
                ("received_at", models.DateTimeField()),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lists", to="store.operation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry_id", models.CharField(max_length=200)),
                ("row", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "received_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="store.receivedlist"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Roster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("input_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("persons_count", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rosters", to="store.operation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.CharField(max_length=200)),
                ("first_state", models.CharField(max_length=20)),
                ("remains", models.BooleanField()),
                ("content", models.BinaryField()),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="persons", to="store.roster"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Selection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("input_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("document", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("certificate", models.TextField()),
                ("certificate_sha256", models.CharField(max_length=64)),
                ("selected", models.PositiveIntegerField()),
                ("tranches", models.PositiveIntegerField()),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.operation"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.UniqueConstraint(fields=("operation", "sequence"), name="one_leaf_per_place"),
        ),
        migrations.AddConstraint(
            model_name="headcount",
            constraint=models.UniqueConstraint(fields=("operation", "count_id"), name="one_row_per_count"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("operation", "decision_id"), name="one_row_per_decision"),
        ),
        migrations.AddConstraint(
            model_name="custodyevent",
            constraint=models.UniqueConstraint(fields=("operation", "event_id"), name="one_row_per_event"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("operation", "party_id"), name="one_row_per_party"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("received_list", "entry_id"), name="one_row_per_entry"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(fields=("roster", "person_id"), name="one_row_per_person"),
        ),
    ]
