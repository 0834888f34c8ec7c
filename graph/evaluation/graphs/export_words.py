"""The names that the export is made of."""

from typing import Final

INSTITUTIONS: Final = (
    ("CINECA", "CINECA", "Casalecchio di Reno", "Italy"),
    ("University of Bologna", "UNIBO", "Bologna", "Italy"),
    ("Natural History Museum", "NHM", "London", "United Kingdom"),
    ("Botanic Garden Meise", None, "Meise", "Belgium"),
    ("Institut de Biologie", "IBENS", "Paris", "France"),
    ("Stazione Zoologica", None, "Naples", None),
    ("Herbarium of Florence", "FI", "Florence", "Italy"),
)
"""Name, acronym, city and country."""

PEOPLE: Final = (
    ("mRossi", "Marta", "Rossi"),
    ("gverdi", "Giorgio", "Verdi"),
    ("lbianchi", "Luca", "Bianchi"),
    ("afischer", "Anke", "Fischer"),
    ("jdupont", "Jeanne", "Dupont"),
    ("swhite", "Simon", "White"),
    ("cneri", "Carla", "Neri"),
    ("tjanssens", "Tom", "Janssens"),
    ("pgreco", "Paola", "Greco"),
    ("ekhan", "Elias", "Khan"),
    ("nlopez", "Nuria", "Lopez"),
    ("dmoreau", "Didier", "Moreau"),
    ("fgallo", "Franco", "Gallo"),
    ("hsmith", "Helen", "Smith"),
    ("rcosta", "Rita", "Costa"),
    ("vserra", "Valeria", "Serra"),
    ("kberg", "Karl", "Berg"),
    ("ymartin", "Yves", "Martin"),
    ("oricci", "Oscar", "Ricci"),
    ("bwood", "Beth", "Wood"),
    ("imarini", "Ivo", "Marini"),
    ("zpeeters", "Zoe", "Peeters"),
    ("archive1", None, "Archive"),
    ("archive2", None, None),
)
"""Login, first and last name."""

PROJECTS: Final = (
    ("ALPFLORA", "Flora of the Alps", "Fondazione Alpina", 240_000.0),
    ("FUNGIBAR", "Barcoding of macrofungi", None, 85_500.5),
    ("SEAGRASS", "Seagrass meadows", "Blue Fund", 130_000.0),
    ("OLIVEGEN", "Olive diversity", None, None),
    ("HERBDIG", "Digital herbarium", "Heritage Trust", 410_000.0),
    ("MOSSNET", "Moss networks", None, 12_000.0),
    ("ORCHID", "Orchid mycorrhiza", "Blue Fund", 64_000.0),
    ("SOILSEQ", "Soil sequences", None, None),
)
"""Code, title, funder and budget."""

PROJECT_ROLES: Final = ("coordinator", "member", "student")

TAXA: Final = (
    ("Rosaceae", "family", None),
    ("Orchidaceae", "family", None),
    ("Boletaceae", "family", None),
    ("Oleaceae", "family", None),
    ("Rosa", "genus", "Rosaceae"),
    ("Prunus", "genus", "Rosaceae"),
    ("Orchis", "genus", "Orchidaceae"),
    ("Ophrys", "genus", "Orchidaceae"),
    ("Boletus", "genus", "Boletaceae"),
    ("Olea", "genus", "Oleaceae"),
    ("Rosa canina", "species", "Rosa"),
    ("Rosa alpina", "species", "Rosa"),
    ("Prunus avium", "species", "Prunus"),
    ("Orchis mascula", "species", "Orchis"),
    ("Ophrys apifera", "species", "Ophrys"),
    ("Boletus edulis", "species", "Boletus"),
    ("Olea europaea", "species", "Olea"),
    ("Prunus spinosa", "species", "Prunus"),
)
"""Name, rank and the taxon above."""

COUNTRIES: Final = ("Italy", "France", "Italy", "Austria", "Slovenia", "Belgium")
HABITATS: Final = ("meadow", "beech forest", "rocky slope", "wetland")
MARKERS: Final = ("ITS", "rbcL", "matK", "COI")
STATUSES: Final = ("finished", "failed", "running")
STATUS_WEIGHTS: Final = (70, 22, 8)
ERRORS: Final = ("out of memory", "database not found", "time limit reached")
PROGRAMS: Final = ("blastn", "blastn", "blastp", "blastx")
DATABASES: Final = (
    ("unite_its", ("nhr", "nin", "nsq")),
    ("swissprot", ("phr", "pin", "psq")),
    ("rbcl_world", ("nhr", "nin", "nsq", "nal")),
)
"""Each database with the ends of the names of its files."""
