"""What is said around a question is taken away, and nothing else is."""

import pytest

from graph.nl.normalise import normalise, unframed

FRAMED = [
    ("please, how many tasks are there?", "how many tasks are there?"),
    ("for my report I need the number of failed tasks", "the number of failed tasks"),
    ("for the annual report: number of tasks per year", "number of tasks per year"),
    ("quick question: how many files are there?", "how many files are there?"),
    ("Hi there! can you give me the users please?", "give me the users"),
    ("good morning, how many tasks failed?", "how many tasks failed?"),
    ("we would like to see all institutions", "all institutions"),
    ("I'm interested in the number of tasks per user", "the number of tasks per user"),
    ("show me the users? thanks a lot", "show me the users"),
    ("I am trying to find out how many tasks failed", "how many tasks failed"),
    ("just out of curiosity, how many samples are there?", "how many samples are there?"),
    ("ok, and how many files are there", "how many files are there"),
    ("do you happen to know how many users there are?", "how many users there are?"),
    ("my boss wants to know how many tasks each user has run", "how many tasks each user has run"),
    ("would it be possible to see the files per extension?", "the files per extension?"),
    ("the number of tasks, if possible", "the number of tasks"),
    ("can you check whether there are users without tasks?", "are there users without tasks?"),
    ("so, tell me how many users we have", "how many users we have"),
    ("help me find the files", "find the files"),
    # A question that is put once more, or taken back
    ("how large is the collection, i.e. how many specimens does it hold?", "how many specimens"),
    ("which users are idle, i.e. which users have no tasks?", "which users have no tasks?"),
    ("how many users, no wait, how many institutions are there?", "how many institutions are there?"),
    ("quanto è grande la collezione, cioè quanti esemplari contiene?", "quanti esemplari contiene?"),
    # Italian
    ("per favore, quanti task ci sono?", "quanti task ci sono?"),
    ("buongiorno, vorrei sapere quanti utenti ci sono", "quanti utenti ci sono"),
    ("per la mia relazione mi serve il numero di task falliti", "il numero di task falliti"),
    ("una domanda veloce: quanti file ci sono?", "quanti file ci sono?"),
    ("mi sai dire quali utenti non hanno task? grazie mille", "quali utenti non hanno task"),
    ("sto cercando di capire quanti task sono falliti", "quanti task sono falliti"),
    ("è possibile vedere i file per estensione?", "i file per estensione?"),
    ("mi chiedevo se ci sono utenti senza task", "ci sono utenti senza task"),
    ("quanti task ci sono, se possibile", "quanti task ci sono"),
]
WHOLE = [
    "How many tasks are there?",
    "tell me about the user ada",
    "in Bologna, how many users are there?",
    "for each user the number of tasks",
    "for Ada, how many tasks ran?",
    "in my paper, which genes are mentioned?",  # what the graph says of it would be lost
    "how large is the Alps collection, i.e. how many specimens are in it?",
    "failed tasks, i.e. tasks with status Failed",
    "find users called Please",
    "thanks",
    "please",
    "which users do not run",
    "users without running tasks",
    "which task ran the query",
    "explain how many tasks there are",
    "quanti task ha l'utente grazia?",
    "per ogni utente il numero di task",
]


PLANNED = [
    ("show the cypher for tasks per status", "explain tasks per status"),
    ("what would you run to list the failed tasks", "explain list the failed tasks"),
    ("which query would you use to count the users?", "explain count the users?"),
    ("how would you count the users", "explain count the users"),
    ("how would you compute the average size", "explain the average size"),
    ("which query answers 'how many tasks are there'", "explain how many tasks are there"),
    ('how do you say "users without tasks" in cypher?', "explain users without tasks"),
    ("count the tasks, but don't run it", "explain count the tasks"),
    ("write the query that counts the tasks, do not execute it", "explain count the tasks"),
    ("without executing anything, list the users", "explain list the users"),
    ("just the query: failed tasks", "explain failed tasks"),
    ("che query faresti per contare i task", "spiega contare i task"),
    ("come conteresti gli utenti?", "spiega conta gli utenti?"),
    ("traduci in cypher: utenti senza task", "spiega utenti senza task"),
    ("mostrami solo la query per i task falliti", "spiega i task falliti"),
    ("quanti task ci sono, senza eseguirla", "spiega quanti task ci sono"),
    ("prova a vuoto: elenca gli utenti", "spiega elenca gli utenti"),
]


@pytest.mark.parametrize(("text", "question"), PLANNED)
def test_a_wish_for_the_query_alone_is_put_as_an_explanation(text: str, question: str) -> None:
    assert unframed(normalise(text)).text == question


@pytest.mark.parametrize(("text", "question"), FRAMED)
def test_what_frames_a_question_goes(text: str, question: str) -> None:
    assert unframed(normalise(text)).text == question


@pytest.mark.parametrize("text", WHOLE)
def test_what_could_say_what_is_asked_stays(text: str) -> None:
    question = normalise(text)
    assert unframed(question) is question


def test_the_question_as_it_was_asked_is_kept() -> None:
    question = unframed(normalise("hello, how many tasks are there? thanks"))
    assert question.original == "hello, how many tasks are there? thanks"
    assert [token.text for token in question.tokens] == ["how", "many", "tasks", "are", "there"]
