"""Results of the survey are published in steps; a no-show is told by mail."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count, Sum


def publish_what_was_shown(apps, schema_editor):
    """Until now the mean of all answers was shown from five up: it stays as it was, until more come."""
    answers = apps.get_model("tours", "SurveyAnswer").objects.order_by().values("tour_programme")
    sums = {name: Sum(name) for name in ("overall", "guidance", "learned")}
    result = apps.get_model("tours", "SurveyResult")
    for row in answers.annotate(answers=Count("pk"), **sums).filter(answers__gte=5):
        result.objects.create(tour_programme_id=row.pop("tour_programme"), **row)


class Migration(migrations.Migration):
    dependencies = [("tours", "0015_hosts_terms_and_numbers")]

    operations = [
        migrations.CreateModel(
            name="SurveyResult",
            fields=[
                (
                    "tour_programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="survey_result",
                        serialize=False,
                        to="tours.tourprogramme",
                        verbose_name="tour programme",
                    ),
                ),
                ("answers", models.PositiveIntegerField(verbose_name="answers")),
                ("overall", models.PositiveIntegerField(verbose_name="sum: the visit as a whole")),
                ("guidance", models.PositiveIntegerField(verbose_name="sum: the guidance")),
                ("learned", models.PositiveIntegerField(verbose_name="sum: what was learned")),
            ],
            options={
                "verbose_name": "result of the survey",
                "verbose_name_plural": "results of the survey",
            },
        ),
        migrations.AlterField(
            model_name="reminder",
            name="kind",
            field=models.CharField(
                choices=[
                    ("visit", "Day before the visit"),
                    ("number", "Final number due soon"),
                    ("thanks", "Thanks and survey"),
                    ("missed", "Noted as not come"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.RunPython(publish_what_was_shown, migrations.RunPython.noop),
    ]
