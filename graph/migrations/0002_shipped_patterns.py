"""Once loaded the patterns that ship; they are now loaded after each migration (``graph.nl.catalogue.shipped``)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("graph", "0001_initial")]

    operations = []
