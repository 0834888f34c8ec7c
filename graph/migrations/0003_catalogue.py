"""Patterns in several languages, with description, category, source and version; synonyms of tenants."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import tenants.ids
from tenants.rls import EnableRowLevelSecurity

# What was written in one language becomes the English of each pattern.
_SPEAK_ENGLISH = """
    UPDATE graph_catalogue_patterns SET
        questions = jsonb_build_object('en', questions),
        subject = CASE WHEN subject_one = '' THEN '{}'::jsonb
            ELSE jsonb_build_object('en', jsonb_build_array(subject_one, subject_plural)) END,
        source = CASE WHEN tenant_id IS NULL THEN 'shipped' ELSE 'operator' END
    WHERE jsonb_typeof(questions) = 'array'
"""


class Migration(migrations.Migration):
    dependencies = [("graph", "0002_shipped_patterns"), ("tenants", "0001_initial")]

    operations = [
        migrations.RenameField("cataloguepattern", "subject", "subject_one"),
        migrations.AddField(
            "cataloguepattern",
            "subject",
            models.JSONField(
                default=dict,
                blank=True,
                help_text='What is asked for, one and many, by language: {"en": ["task", "tasks"]}.',
            ),
        ),
        migrations.AddField(
            "cataloguepattern",
            "hints",
            models.JSONField(
                default=dict,
                blank=True,
                help_text='Further facts for the summary, by language: {"en": {"measure": ["task", "tasks"]}}.',
            ),
        ),
        migrations.AddField(
            "cataloguepattern",
            "description",
            models.TextField(blank=True, default="", max_length=1_000),
        ),
        migrations.AddField(
            "cataloguepattern",
            "category",
            models.SlugField(max_length=40, default="general", help_text="A word to find it by."),
        ),
        migrations.AddField(
            "cataloguepattern",
            "source",
            models.CharField(
                max_length=16,
                choices=[("shipped", "Shipped"), ("operator", "Operator"), ("answer", "Answer")],
                default="operator",
            ),
        ),
        migrations.AddField(
            "cataloguepattern", "version", models.PositiveIntegerField(default=1, editable=False)
        ),
        migrations.AddField(
            "cataloguepattern",
            "created_by",
            models.CharField(max_length=255, blank=True, default="", help_text="Whose idea it was."),
        ),
        migrations.AddField(
            "cataloguepattern",
            "created_at",
            models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AlterField(
            "cataloguepattern",
            "name",
            models.SlugField(
                max_length=80, help_text="What it is called; a tenant's own hides the one of all."
            ),
        ),
        migrations.AlterField(
            "cataloguepattern",
            "questions",
            models.JSONField(
                default=dict,
                help_text='Templates by language: {"en": ["which files come from {file:text}"]}.',
            ),
        ),
        migrations.AlterField(
            "cataloguepattern",
            "kind",
            models.CharField(max_length=16, default="table", help_text="What its rows are, for the summary."),
        ),
        migrations.RunSQL(_SPEAK_ENGLISH, migrations.RunSQL.noop),
        migrations.RemoveField("cataloguepattern", "subject_one"),
        migrations.RemoveField("cataloguepattern", "subject_plural"),
        migrations.AddConstraint(
            "cataloguepattern",
            models.CheckConstraint(
                name="catalogue_source_is_known",
                condition=models.Q(source__in=["shipped", "operator", "answer"]),
            ),
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_by",
                    models.CharField(max_length=255, blank=True, default="", help_text="Whose idea it was."),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "phrase",
                    models.CharField(
                        max_length=80, help_text="The word or words, in small letters, singular."
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        max_length=16,
                        choices=[
                            ("label", "Label"),
                            ("relationship", "Relationship"),
                            ("property", "Property"),
                            ("value", "Value"),
                        ],
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=200, help_text="What it stands for, spelt as in the graph."),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        null=True,
                        blank=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "graph_synonyms",
                "ordering": ("kind", "phrase"),
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "kind", "phrase"),
                        name="synonym_once_per_tenant",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        name="synonym_kind_is_known",
                        condition=models.Q(kind__in=["label", "relationship", "property", "value"]),
                    ),
                ],
            },
            managers=[("unscoped", models.Manager())],
        ),
        EnableRowLevelSecurity("graph_synonyms", shared_rows=True),
    ]
