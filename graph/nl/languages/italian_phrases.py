"""Italian: the phrases for the kind of answer, its order, its groups and figures, and its conditions.

They are written as ``italian_forms`` says.
"""

from typing import Final

from graph.nl.languages.italian_forms import phrases
from graph.nl.operators import Operator

ANSWERS_AND_CONDITIONS: Final[dict[Operator, tuple[str, ...]]] = {
    # -- The kind of answer
    Operator.COUNT: phrases(
        """quanti, quante, quanto, quanta, quanti sono, quante sono, conta, contare, contami, il numero,
        conteggio, a quanto ammonta, numero {di}, il numero {di}, numero totale {di},
        il numero totale {di}, quantità {di}, conteggio {di}, il totale {di}"""
    ),
    Operator.LIST: phrases(
        """elenca tutti, elenca tutte, elencami tutti, elencami tutte, mostra tutti, mostra tutte, mostrami
        tutti, mostrami tutte, elenca, elencami, elenco, elencare, lista, listami, mostra, mostrami,
        mostrare, trova, trovami, trovare, cerca, visualizza, dammi, dimmi, fammi vedere, restituisci,
        stampa, recupera, elenco {di}, l elenco {di}, lista {di}, la lista {di}, nomi {di}, i nomi {di}"""
    ),
    Operator.WHICH: phrases(
        "quale, quali, qual è, quale è, quali sono, che, che cosa, cosa, cos è, che cos è, quali {è}"
    ),
    Operator.REDUNDANT: phrases("ricerche, voci, record, rapporti, indirizzo, indirizzi"),
    Operator.BEYOND: phrases(
        """due volte, di nuovo, ancora, quasi, circa, metà, sempre, di solito, spesso, raramente, prima,
        prima {di}, dopo, mentre, finché, perché, se, a meno che, invece, secondo, terzo, resto, il resto,
        altro, altra, altri, altre, quest{o}, quest, prossim{o}, precedente, precedenti"""
    ),
    Operator.DETAILS: phrases(
        """dettagli, dettagli {di}, i dettagli {di}, descrivi, descrivimi, parlami {di}, tutto su, tutto sul,
        tutto sulla, informazioni su, informazioni sul, informazioni sulla, informazioni sull,
        dettagli su, dettagli sul, dettagli sulla, che cosa sappiamo {di}, cosa sappiamo {di}"""
    ),
    Operator.WHO: phrases("chi, a chi, di chi"),
    Operator.WHEN: phrases("quando, in che data, in quale data, in che giorno, a che ora"),
    Operator.WHERE: phrases("dove, in che luogo, in quale luogo"),
    Operator.YES_NO: phrases(
        """c è, ci sono, esiste, esistono, c era, c erano, è vero che, abbiamo, ha, hanno, è, sono,
        c è qualche, ci sono dei, ci sono delle, ci sono degli, esiste un, esiste una"""
    ),
    Operator.SAMPLE: phrases(
        """a caso, casuale, casuali, alcuni, alcune, qualche, campione, esempi, un esempio, campione {di},
        un campione {di}, esempio {di}, un esempio {di}, esempi {di}, un paio {di}, qualsiasi sia,
        non importa quale, non importa quali, a piacere, casualmente"""
    ),
    Operator.DISTINCT: phrases(
        """distint{o}, divers{o}, unic{o}, uniche, differenti, univoci, univoche, possibili, valori per,
        valori {di}, i valori {di}, valori distinti {di}, valori diversi {di}, valori possibili {di},
        i possibili valori {di}"""
    ),
    Operator.SHARE: phrases(
        """percentuale, che percentuale, quale percentuale, in percentuale, percentuale {di},
        la percentuale {di}, che percentuale {di}, quale percentuale {di}, quota {di}, la quota {di},
        che quota {di}, quale quota {di}, frazione {di}, la frazione {di}, quale frazione {di},
        proporzione {di}, la proporzione {di}, tasso {di}, % {di}"""
    ),
    Operator.AMONG: phrases(
        "tra tutti, tra tutte, fra tutti, fra tutte, tra i, tra le, tra gli, fra i, fra le, fra gli, "
        "sul totale, sul totale {di}, rispetto {a}"
    ),
    Operator.RATIO: phrases("rapporto, rapporto tra, rapporto fra, il rapporto tra, il rapporto fra"),
    Operator.COMPLETENESS: phrases(
        """completezza, completezza {di}, la completezza {di}, copertura {di}, la copertura {di},
        quanto è complet{o}, quanto sono complet{o}"""
    ),
    Operator.EXPLAIN: phrases(
        """cypher, solo il cypher, il cypher, spiega, spiegami, spiegare, senza eseguire, senza eseguirla,
        senza eseguirlo, non eseguire,
        piano per, piano di esecuzione per, piano della query per, mostra il piano per, la query per,
        mostra la query per, mostrami la query per, spiega la query per, spiega come, spiegami come,
        quale query, come troveresti, come conteresti"""
    ),
    Operator.PROFILE: phrases("profila, profila la query, profila la query per"),
    Operator.POLITE: phrases(
        """per favore, per cortesia, per piacere, grazie, puoi, potresti, può, potrebbe, puoi dirmi, potresti
        dirmi, sai dirmi, vorrei sapere, voglio sapere, vorrei vedere, voglio vedere, vorrei, voglio, mi
        serve, mi servono, ho bisogno di, ciao, in totale, in tutto, complessivamente, nel grafo, in questo
        grafo, questo grafo, il nostro grafo, nel nostro grafo, nel database, nei dati, nei nostri dati,
        attualmente, adesso, ora, al momento, ha sede, hanno sede, finora, fino a ora, cortesemente,
        gentilmente, mi dici, mi sai dire, sai"""
    ),
    # -- Order
    Operator.TOP: phrases(
        """top, più impegnat{o}, più occupat{o}, più indaffarat{o}, più attiv{o},
        più produttiv{o}, i primi, le prime, primi, prime,
        più, i più, classifica, classifica {di}, la classifica {di},
        il maggior numero, il maggior numero {di}, maggior numero {di}, il numero più alto {di},
        numero più alto {di}, il più alto numero {di}, più alto numero {di}, il numero maggiore {di},
        numero maggiore {di}"""
    ),
    Operator.BOTTOM: phrases(
        """meno, meno attiv{o}, il minor numero, il minor numero {di}, minor numero {di}, il numero più
        basso {di}, numero più basso {di}, il più basso numero {di}, il numero minore {di}, numero
        minore {di}"""
    ),
    Operator.COMMON: phrases(
        """più comune, più comuni, più frequente, più frequenti, più diffus{o}, più popolare, più popolari,
        prevalente, prevalenti"""
    ),
    Operator.RAREST: phrases("meno comune, meno comuni, meno frequente, meno frequenti, più rar{o}"),
    Operator.HIGHEST: phrases("più alt{o}, il più alto, la più alta, maggiore, maggiori, massimi"),
    Operator.LOWEST: phrases("più bass{o}, più basse, il più basso, la più bassa, minore, minori, minimi"),
    Operator.LATEST: phrases("ultim{o}, più recente, più recenti, recente, recenti, più nuov{o}"),
    Operator.EARLIEST: phrases(
        """più vecchio, più vecchia, più vecchi, più vecchie, meno recente, meno recenti, primo, prima"""
    ),
    Operator.SORTED: phrases(
        """ordinat{o}, ordinat{o} per, ordina, ordina per, ordinali per, ordinale per, in ordine di,
        per ordine di"""
    ),
    Operator.ASCENDING: phrases(
        """crescente, ascendente, in ordine crescente, in ordine alfabetico, alfabeticamente"""
    ),
    Operator.DESCENDING: phrases("decrescente, discendente, in ordine decrescente"),
    # -- Groups and figures
    Operator.ALL: phrases("tutti, tutte, tutti i, tutti gli, tutte le, tutta, tutto"),
    Operator.EACH: phrases(
        """per, ogni, ciascun, ciascuno, ciascuna, per ogni, per ciascun, per ciascuno, per ciascuna,
        in ogni, di ogni, di ciascun, di ciascuna, raggruppa per, raggruppat{o} per, suddivis{o} per,
        divis{o} per, ripartit{o} per, distribuit{o} per, distribuit{o} tra, distribuit{o} fra,
        ripartit{o} tra, ripartit{o} fra, suddivis{o} tra, suddivis{o} fra"""
    ),
    Operator.BY: phrases("{da}, in base {a}, in termini {di}"),
    Operator.DISTRIBUTED: phrases(
        """ripartizione, ripartizione {di}, la ripartizione {di}, distribuzione, distribuzione {di},
        la distribuzione {di}, distribuit{o}, suddivisione {di}, la suddivisione {di}, raggruppa, suddividi,
        dividi, ripartisci"""
    ),
    Operator.FREQUENCY: phrases(
        "quante volte, quanto spesso, con quale frequenza, con che frequenza, frequenza {di}"
    ),
    Operator.AVERAGE: phrases(
        """media, medio, medi, medie, in media, mediamente, media {di}, la media {di}, valore medio,
        valore medio {di}"""
    ),
    Operator.MEDIAN: phrases("mediana, mediano, mediana {di}, la mediana {di}"),
    Operator.SUM: phrases(
        """somma, somma {di}, la somma {di}, totale, totali, complessiv{o}, sommati, sommate, cumulativo"""
    ),
    Operator.MINIMUM: phrases(
        "minimo, minima, min, valore minimo, minimo {di}, il minimo {di}, valore minimo {di}"
    ),
    Operator.MAXIMUM: phrases(
        "massimo, massima, max, valore massimo, massimo {di}, il massimo {di}, valore massimo {di}"
    ),
    # -- Conditions
    Operator.NOT: phrases("non, non ancora, no, mai, né, nessuno, nulla, niente, fuori da, mai stat{o}"),
    Operator.WITHOUT: phrases(
        """nessun, nessuna, senza, senza alcun, senza alcuna, senza nessun, senza nessuna, priv{o} {di},
        manca {di},
        mancano {di}, non ha, non hanno, non aveva, non avevano, che non ha, che non hanno, non ha alcun,
        non ha alcuna, non hanno alcun, non hanno alcuna, non ha nessun, non ha nessuna, non hanno nessun,
        non hanno nessuna"""
    ),
    Operator.EXCEPT: phrases(
        """tranne, eccetto, esclus{o}, escludendo, a parte, salvo, tranne {a}, al di fuori {di},
        all infuori {di}, divers{o} {da}"""
    ),
    Operator.WITH: phrases(
        """con, con sede {a}, con sede in, che crescono in, che crescono su, che cresce in, avente, aventi,
        seguono, segue, seguendo, riportano, presentano, ha, hanno, aveva, avevano, cui, il cui, la cui, i
        cui, le cui"""
    ),
    Operator.AND: phrases("e poi, e, ed, nonché, e anche, come pure, &, e poi"),
    Operator.ALONG: phrases("insieme {a}, assieme {a}, insieme con"),
    Operator.OR: phrases("o, od, oppure, ovvero"),
    Operator.BUT: phrases("ma, però, bensì"),
    Operator.BOTH: phrases("entrambi, entrambe, sia, tutti e due, tutte e due, ambedue"),
    Operator.DEFINITE: phrases("il, lo, la, i, gli, le, l"),
    Operator.INDEFINITE: phrases("un, uno, una, qualsiasi, qualunque, alcun, alcuna, alcuno"),
    Operator.POSSESSIVE: phrases(
        """loro, il loro, la loro, i loro, le loro, il suo, la sua, i suoi, le sue, il proprio, la propria,
        tra i suoi, tra i loro, tra le sue, tra le loro, fra i suoi, fra i loro"""
    ),
    Operator.NEITHER: phrases("nessuno dei due, nessuna delle due, né l uno né l altro"),
    Operator.ONLY: phrases("solo, soltanto, solamente, unicamente, esclusivamente"),
    Operator.PRESENT: phrases(
        """{è} impostat{o}, {è} not{o}, {è} valorizzat{o}, {è} compilat{o}, {è} registrat{o}, {è} definit{o},
        {è} presente, {è} presenti, {è} disponibile, {è} disponibili, valorizzat{o}, impostat{o},
        compilat{o}, registrat{o}, not{o}, disponibile, disponibili, presente, presenti, non null{o},
        non {è} null{o}, un valore per, non manca, non mancano"""
    ),
    Operator.ABSENT: phrases(
        """nullo, nulli, nulle, vuot{o}, sconosciut{o}, incomplet{o}, ignot{o}, {è} null{o}, {è} vuot{o},
        {è} sconosciut{o}, {è} ignot{o}, {è} assente, {è} assenti, manca, mancano, mancante, mancanti,
        assente, assenti, null, valori mancanti, valori nulli, valori mancanti {di}, valori nulli {di},
        non impostat{o}, non valorizzat{o}, non compilat{o}, non registrat{o}, non {è} impostat{o},
        non {è} valorizzat{o}, non {è} presente, non {è} presenti, non {è} not{o}, non disponibile,
        non disponibili, non {è} disponibile, nessun valore per"""
    ),
    Operator.NAMED: phrases(
        """chiamat{o}, nominat{o}, denominat{o}, intitolat{o}, di nome, col nome, con nome, con il nome,
        si chiama, che si chiama, che si chiamano, dal titolo, con titolo, con id, con identificativo"""
    ),
    Operator.EQUAL: phrases(
        """uguale, uguali, uguale {a}, uguali {a}, pari {a}, =, ==, equivale {a}, è esattamente, vale,
        valgono"""
    ),
    Operator.MORE: phrases(
        """più {di}, più che, oltre, oltre {a}, sopra, al di sopra {di}, superiore {a}, superiori {a},
        maggiore {di}, maggiori {di}, supera, superano, superando, più alt{o} {di}, più grande {di},
        eccede, eccedono, >"""
    ),
    Operator.LESS: phrases(
        """meno {di}, sotto, al di sotto {di}, inferiore {a}, inferiori {a}, minore {di}, minori {di}, <"""
    ),
    Operator.THAN: phrases("che, di quanti, di quante, rispetto {a}, in confronto {a}, contro"),
    Operator.AT_LEAST: phrases(
        """almeno, come minimo, non meno {di}, non inferiore {a}, non inferiori {a}, non sotto, minimo {di},
        >=, o più, a partire {da}, maggiore o uguale {a}, maggiori o uguali {a}, superiore o uguale {a},
        superiori o uguali {a}"""
    ),
    Operator.AT_MOST: phrases(
        """non supera, non superano, al massimo, al più, non più {di}, non superiore {a},
        non superiori {a}, non oltre, non oltre {a},
        fino {a}, massimo {di}, <=, o meno, minore o uguale {a}, minori o uguali {a},
        inferiore o uguale {a}, inferiori o uguali {a}"""
    ),
    Operator.EXACTLY: phrases("esattamente, precisamente, proprio"),
    Operator.BETWEEN: phrases(
        """tra, fra, tra i, tra le, tra gli, fra i, fra le, fra gli, compres{o} tra, compres{o} fra, nell
        intervallo"""
    ),
    Operator.SEVERAL: phrases(
        """diversi, diverse, molti, molte, parecchi, parecchie, vari, varie, più di un, più di una,
        più di uno, due o più, almeno due, più di una volta, più volte, multipli, multiple"""
    ),
    Operator.NEGATIVE: phrases("negativ{o}, sotto zero, sotto lo zero, minore di zero, minori di zero"),
    Operator.POSITIVE: phrases("positiv{o}, sopra zero, sopra lo zero, maggiore di zero, maggiori di zero"),
    Operator.CONTAINS: phrases(
        """contiene, contengono, contenente, contenenti, che contiene, che contengono, include, includono,
        con la parola, con il testo, contenga, contengano, comprende, comprendono, menziona, menzionano"""
    ),
    Operator.STARTS_WITH: phrases(
        """inizia con, iniziano con, inizia per, iniziano per, che inizia con, che iniziano con,
        che inizia per, che iniziano per, comincia con, cominciano con, comincia per, cominciano per,
        che cominciano con, che cominciano per, con prefisso, con il prefisso"""
    ),
    Operator.ENDS_WITH: phrases(
        """finisce con, finiscono con, finisce in, finiscono in, termina con, terminano con, termina in,
        terminano in, che finisce con, che finiscono con, che termina con, che terminano con,
        che terminano in, con suffisso, con il suffisso"""
    ),
}
