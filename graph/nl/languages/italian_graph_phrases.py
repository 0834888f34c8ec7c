"""Italian: the phrases for how things hang together, for the schema, and for the quality of the data.

They are written as ``italian_forms`` says.
"""

from typing import Final

from graph.nl.languages.italian_forms import phrases
from graph.nl.operators import Operator

CONNECTIONS_AND_DATA: Final[dict[Operator, tuple[str, ...]]] = {
    Operator.SAME: phrases(
        """stess{o}, lo stesso, la stessa, gli stessi, le stesse, condivide, condividono, che condividono,
        in comune, hanno in comune, identico, identica, identici, identiche, medesim{o}"""
    ),
    Operator.COLLEAGUES: phrases(
        "colleghi, colleghe, colleghi {di}, i colleghi {di}, colleghe {di}, le colleghe {di}"
    ),
    Operator.PAIRS: phrases("coppia, coppie, coppia {di}, coppie {di}, le coppie {di}, una coppia {di}"),
    Operator.PATH: phrases(
        """passi, passo, salti, salto, hop, distanza, distanza minima, dista, distano, quanto dista, quanto
        distano, distante, distanti, lunghezza del percorso, lunghezza del cammino, gradi di
        separazione, percorso, percorsi, cammino, catena, cammino minimo, percorso minimo, il percorso
        minimo, il cammino minimo, percorso più breve, il percorso più breve, percorso più corto, il
        percorso più corto, cammino più breve, il cammino più breve, percorso tra, percorso fra,
        percorso più breve tra, percorso più breve fra, il percorso più breve tra, il percorso più breve
        fra"""
    ),
    Operator.HOW_CONNECTED: phrases(
        """come {è}, com è, in che modo {è}, relazione tra, relazione fra, relazioni tra, relazioni fra,
        connessione tra, connessioni tra, connessioni fra, legame tra, legami tra, legami fra, collega,
        che cosa collega, cosa collega"""
    ),
    Operator.CONNECTED: phrases(
        """collegat{o}, conness{o}, legat{o}, correlat{o}, associat{o}, collegat{o} {a}, conness{o} {a},
        legat{o} {a}, correlat{o} {a}, associat{o} {a}, conness{o} con, collegat{o} con, separa,
        separano, si passa, si arriva, raggiungibile, raggiungibili, vicino, vicini, vicini {di}, i
        vicini {di}, adiacente {a}, adiacenti {a}, collegano, connette, connettono"""
    ),
    Operator.DEGREE: phrases(
        """relazioni, connessioni, collegamenti, archi, legami, grado, relazione, connessione,
        collegamento, legame, connettività, numero di connessioni, numero di relazioni"""
    ),
    Operator.IN_DEGREE: phrases(
        """relazioni in ingresso, relazioni in entrata, relazioni entranti, archi entranti,
        archi in ingresso, collegamenti in ingresso, connessioni in ingresso, grado in ingresso, entranti,
        in ingresso, in entrata, entrante, grado entrante"""
    ),
    Operator.OUT_DEGREE: phrases(
        """relazioni in uscita, relazioni uscenti, archi uscenti, archi in uscita, collegamenti in uscita,
        connessioni in uscita, grado in uscita, uscenti, in uscita, uscente, grado uscente"""
    ),
    Operator.BELONGS: phrases(
        """appartiene, appartengono, appartenente, appartenenti, partecipa, partecipano, fa parte, fanno
        parte, facente parte, facenti parte, coinvolt{o}, parte, sotto"""
    ),
    Operator.HOLDING: phrases("ricopre, ricoprono, svolge, svolgono, riveste, rivestono, occupa, occupano"),
    Operator.ORIGIN: phrases(
        "generat{o}, prodott{o}, creat{o}, estratt{o}, derivat{o}, ottenut{o}, ricavat{o}"
    ),
    Operator.FROM: phrases(
        """{da}, partendo {da}, a partire {da}, che parte {da}, che partono {da}, che escono {da},
        partono {da}, parte {da}, escono {da}, esce {da}, uscenti {da}, in partenza {da}"""
    ),
    Operator.TO: phrases(
        """{a}, e, verso, fino {a}, punta {a}, puntano {a}, porta {a}, portano {a}, arrivano {a}, che punta
        {a}, che puntano {a}, che porta {a}, che portano {a}, che arrivano {a}, arriva {a}, entrano in"""
    ),
    Operator.LABELS: phrases(
        """etichetta, etichette, etichette {di}, label, labels, classi, tipo di nodo, tipi di nodo,
        tipi di nodi, tipi di entità, tipi di dati, etichette dei nodi"""
    ),
    Operator.PROPERTIES: phrases("proprietà, attributo, attributi, campi, colonne, chiavi"),
    Operator.RELATIONSHIP_TYPES: phrases(
        """tipo di relazione, tipi di relazione, tipi di relazioni, tipi di arco, tipi di archi,
        tipi di collegamento, tipi di legame, tipi di connessione, tipi di collegamenti, tipi di legami,
        tipi di connessioni"""
    ),
    Operator.SCHEMA: phrases(
        """schema, schema del grafo, modello dei dati, modello dati, struttura del grafo, struttura dei dati,
        che cosa contiene il grafo, cosa contiene il grafo, cosa c è nel grafo, che cosa c è nel grafo,
        cosa posso chiedere, che cosa posso chiedere"""
    ),
    Operator.NODE: phrases("nodo, nodi, entità, elemento, elementi, oggetto, oggetti, record"),
    Operator.DUPLICATE: phrases(
        """duplicat{o}, ripetut{o}, doppio, doppia, doppi, doppie, doppioni, duplicati {di},
        valori duplicati {di}, valori ripetuti {di}, non univoci, non univoche,
        compaiono più di una volta, compare più di una volta"""
    ),
    Operator.ORPHAN: phrases(
        """orfan{o}, isolat{o}, scollegat{o}, disconness{o}, senza relazioni, senza collegamenti, senza
        connessioni, senza archi, senza legami, senza alcuna relazione, senza alcun collegamento, senza
        nessuna relazione, non hanno nessuna relazione, non ha nessuna relazione, non hanno alcuna
        relazione, non ha alcuna relazione, non hanno relazioni, non ha relazioni, non hanno collegamenti,
        non collegat{o} a nulla, non {è} collegat{o} a nulla, non collegat{o} a niente, non {è} collegat{o}
        a niente"""
    ),
    Operator.ODD: phrases(
        """stran{o}, anomal{o}, sospett{o}, insolit{o}, anomalie, outlier, inatteso, inattesi,
        valori anomali, valori strani, valori insoliti, valori rari, valori anomali {di},
        valori strani {di}, valori insoliti {di}, valori rari {di}, anomalie {di}"""
    ),
}
