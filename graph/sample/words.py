"""The names that the sample data is made of."""

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES: Final = _words(
    "Ada Alessandro Amina Anna Beatrice Bruno Carla Chen Chiara Daniel Davide Elena Emma Enrico Farah "
    "Federica Fatima George Giulia Hana Hugo Irene Ivan Jana Kofi Laura Leo Lucia Luca Marco Maria "
    "Mei Nadia Nina Omar Paolo Petra Priya Rosa Sara Sofia Stefano Tomas Valeria Viktor Yuki Zoe"
)
LAST_NAMES: Final = _words(
    "Abbate Adeyemi Amato Barone Becker Bianchi Bruno Cattaneo Colombo Conti Costa Diallo Esposito "
    "Fabbri Ferrari Fischer Fontana Gallo Garcia Greco Haddad Hoffmann Ivanova Jansen Kowalski Leone "
    "Lombardi Marino Martin Mensah Moretti Nakamura Novak Okafor Olsen Pellegrini Ricci Rinaldi "
    "Romano Rossi Santos Schmidt Silva Suzuki Tanaka Varga Villa Weber Wang Zanetti"
)

INSTITUTIONS: Final = (
    ("University of Bologna", "Italy", "University"),
    ("Max Planck Institute for Biology", "Germany", "Institute"),
    ("Institut Pasteur", "France", "Institute"),
    ("Karolinska Hospital", "Sweden", "Hospital"),
    ("University of Oxford", "United Kingdom", "University"),
    ("Marine Genomics Centre", "Portugal", "Institute"),
    ("Helix Therapeutics", "Switzerland", "Company"),
    ("University of Padua", "Italy", "University"),
    ("Kyoto Institute of Botany", "Japan", "Institute"),
    ("National Museum of Natural History", "France", "Museum"),
    ("Nairobi Centre for Crop Science", "Kenya", "Institute"),
    ("University of Helsinki", "Finland", "University"),
    ("Green Valley Biotech", "Netherlands", "Company"),
    ("Charite Hospital", "Germany", "Hospital"),
    ("University of Sao Paulo", "Brazil", "University"),
    ("Alpine Research Station", "Austria", "Institute"),
    ("Botanical Garden of Madrid", "Spain", "Museum"),
    ("University of Toronto", "Canada", "University"),
    ("Delta Seeds", "Netherlands", "Company"),
    ("Polar Biology Laboratory", "Norway", "Institute"),
)
ROLES: Final = ("researcher", "technician", "student", "professor", "bioinformatician")
DEPARTMENTS: Final = ("Genomics", "Ecology", "Botany", "Microbiology", "Oncology", "Informatics")

STATUSES: Final = ("Finished", "Failed", "Running", "Queued", "Cancelled")
STATUS_WEIGHTS: Final = (66, 16, 8, 6, 4)
TAGS: Final = ("pilot", "rerun", "plants", "bacteria", "course", "urgent", "barcoding", "fungi")
BUCKETS: Final = ("raw-data", "results", "references")
DATABASES: Final = (
    "swissprot",
    "nt_bacteria",
    "refseq_plants",
    "its_fungi",
    "silva_16s",
    "coi_arthropods",
    "uniref50",
    "pdb_chains",
    "rbcl_plants",
    "mito_fishes",
    "env_soil",
    "viral_genomes",
)

ORGANISMS: Final = (
    "Homo sapiens",
    "Mus musculus",
    "Arabidopsis thaliana",
    "Olea europaea",
    "Vitis vinifera",
    "Danio rerio",
    "Escherichia coli",
    "Saccharomyces cerevisiae",
)
TISSUES: Final = ("leaf", "root", "blood", "liver", "muscle", "seed")
PROTOCOLS: Final = ("amplicon sequencing", "shotgun sequencing", "RNA-seq", "DNA barcoding")
JOURNALS: Final = ("Nature Methods", "Genome Biology", "Bioinformatics", "Molecular Ecology")
TOPICS: Final = ("Olive genome", "Soil microbiome", "Grapevine resistance", "Fish barcoding", "Fungal spores")
GENES: Final = (
    "BRCA1",
    "TP53",
    "RBCL",
    "MATK",
    "COX1",
    "CYTB",
    "EGFR",
    "MYC",
    "FLC",
    "ACTB",
    "GAPDH",
    "HSP70",
)
CHROMOSOMES: Final = ("1", "2", "3", "7", "13", "17", "X", "MT")
FUNCTIONS: Final = ("carbon fixation", "DNA repair", "electron transport", "transcription factor")
PATHWAYS: Final = ("Glycolysis", "Calvin cycle", "Apoptosis", "DNA repair", "Flowering", "Heat response")
TOOLS: Final = (
    ("blastn", "aligner"),
    ("blastp", "aligner"),
    ("makeblastdb", "indexer"),
    ("MAFFT", "aligner"),
    ("RAxML", "phylogeny"),
    ("FastQC", "quality control"),
)
WORKFLOWS: Final = ("Barcode identification", "Database build", "Tree inference", "Read cleaning")
RESULT_TYPES: Final = ("alignment", "identification", "tree", "report")
AMINO_ACIDS: Final = "ACDEFGHIKLMNPQRSTVWY"
