"""Queries that scientists and the query generator need: every one must be accepted and run on the server.

They are written for the sample domain: people at institutions run tasks that read and write files.
"""

PARAMETERS = {"name": "blastn", "names": ["blastn", "makedb"], "n": 3, "since": "2024-01-01"}

CORPUS: tuple[str, ...] = (
    # Counting and listing
    "MATCH (n) RETURN count(n)",
    "MATCH (t:Task) RETURN count(*) AS tasks",
    "MATCH (n) RETURN DISTINCT labels(n) AS labels, count(*) AS n ORDER BY n DESC",
    "MATCH (u:User) RETURN u.name ORDER BY u.name SKIP 1 LIMIT 5",
    "MATCH (u:User) RETURN u",
    "MATCH (u:User {name: 'Ada'}) RETURN u.name, u.orig_id",
    "MATCH (t:Task) WHERE t.name = $name RETURN t LIMIT $n",
    "MATCH (t:Task) WHERE t.name IN $names RETURN count(t)",
    "MATCH (t:Task) RETURN min(t.duration), max(t.duration), avg(t.duration), sum(t.duration)",
    "match (t:Task) where t.duration > 1.5e1 and not t.failed return t.name as name limit 3;",
    # Predicates
    "MATCH (f:File) WHERE f.size >= 1000 AND f.size < 0xFFFF RETURN f.name",
    "MATCH (f:File) WHERE 10 < f.size <= 100000 RETURN f.name",
    "MATCH (f:File) WHERE f.name STARTS WITH 'a' OR f.name ENDS WITH '.fa' XOR f.name CONTAINS 'x' "
    "RETURN f.name",
    "MATCH (f:File) WHERE f.name =~ '.*\\\\.fasta' RETURN f.name",
    "MATCH (f:File) WHERE f.checksum IS NULL RETURN count(f) AS missing",
    "MATCH (t:Task) WHERE t.started IS NOT NULL AND t.started >= $since RETURN t.name, t.started",
    "MATCH (t:Task) WHERE (t.duration + 1) * 2 - -3 > 2 ^ 3 % 5 RETURN t.duration / 2.0 AS half",
    "MATCH (f) WHERE f:Fasta RETURN count(f)",
    "MATCH (f:Fasta|BlastDb) RETURN f.name",
    "MATCH (f:File:Fasta) RETURN f.name",
    "MATCH (f) WHERE f:Fasta OR f:BlastDb RETURN f.name",
    "MATCH (n) WHERE NOT n:File RETURN count(n) AS others",
    # Relationships and patterns
    "MATCH (u:User)-[:RUNS]->(t:Task) RETURN u.name AS user, count(t) AS tasks ORDER BY tasks DESC LIMIT 5",
    "MATCH (u:User)-[r:RUNS]->(t:Blast) RETURN u.name, type(r), t.name",
    "MATCH (f:File)-[:INPUT|OUTPUT]-(t:Task) RETURN DISTINCT f.name, t.name",
    "MATCH (i:Institution)<-[:WORKS_AT]-(u:User)-[:RUNS]->(t:Task) RETURN i.name, count(DISTINCT u) AS "
    "people",
    "MATCH (a:User)-[:WORKS_AT]->(i)<-[:WORKS_AT]-(b:User) WHERE a.name < b.name RETURN a.name, b.name, "
    "i.name",
    "MATCH (u:User), (i:Institution) WHERE (u)-[:WORKS_AT]->(i) RETURN u.name, i.name",
    "MATCH (f:File) WHERE NOT (f)-[:INPUT]->(:Task) RETURN f.name AS unused",
    "MATCH (f:File)--(t) RETURN f.name, labels(t)",
    "MATCH p = (f:Fasta)-[:INPUT]->(:Task)-[:OUTPUT]->(g:File) RETURN p, length(p) AS hops",
    "MATCH (u:User) MATCH (u)-[:RUNS]->(t) RETURN u.name, collect(t.name) AS tasks",
    # Optional matches
    "MATCH (u:User) OPTIONAL MATCH (u)-[:RUNS]->(t:Task) RETURN u.name, count(t) AS tasks",
    "MATCH (u:User) OPTIONAL MATCH (u)-[:RUNS]->(t:Task) WHERE t.duration > 10 RETURN u.name, t.name",
    "MATCH (u:User) OPTIONAL MATCH (u)-[:RUNS*1..2]->(x) RETURN u.name, count(x) AS reached",
    # Variable length and shortest paths
    "MATCH (f:Fasta)-[*1..3]->(x) RETURN DISTINCT x.name",
    "MATCH p = (f:File)-[:INPUT|OUTPUT*..4]->(g:File) RETURN length(p) AS hops, g.name",
    "MATCH (a:User)-[r*2]-(b) RETURN size(r) AS hops, labels(b)",
    "MATCH p = shortestPath((a:User)-[*..5]-(b:Institution)) RETURN length(p)",
    "MATCH (a:Fasta), (b:Institution) MATCH p = allShortestPaths((a)-[*..5]-(b)) RETURN [n IN nodes(p) "
    "| n.name] AS via",
    "MATCH (f:Fasta) WHERE (f)-[*1..2]->(:File) RETURN f.name",
    # Projection, aggregation, unions
    "MATCH (u:User)-[:RUNS]->(t) WITH u, count(t) AS tasks WHERE tasks > 1 RETURN u.name, tasks",
    "MATCH (t:Task) WITH t.name AS name, avg(t.duration) AS mean ORDER BY mean DESC LIMIT 3 RETURN "
    "name, round(mean)",
    "MATCH (u:User)-[:RUNS]->(t:Task) WITH * WHERE t.duration > 1 RETURN *",
    "UNWIND [1, 2, 3] AS x RETURN x, x * x AS square",
    "UNWIND $names AS name MATCH (t:Task {name: name}) RETURN name, count(t) AS n",
    "UNWIND range(1, 3) AS i WITH collect(i) AS xs RETURN xs[0], xs[1..], xs[..-1], size(xs)",
    "MATCH (u:User) RETURN u.name AS name UNION MATCH (i:Institution) RETURN i.name AS name",
    "MATCH (f:Fasta) RETURN count(f) AS n UNION ALL MATCH (f:BlastDb) RETURN count(f) AS n",
    "MATCH (t:Task) RETURN CASE WHEN t.duration > 60 THEN 'long' ELSE 'short' END AS kind, count(*) AS n",
    "MATCH (t:Task) RETURN CASE t.name WHEN 'blastn' THEN 1 WHEN 'makedb' THEN 2 END AS code",
    "MATCH (t:Task) RETURN substring(t.started, 0, 7) AS month, count(*) AS n ORDER BY month",
    "MATCH (t:Task) RETURN t.name, count(*) ORDER BY count(*) DESC, t.name",
    # Subqueries
    "MATCH (u:User) WHERE EXISTS { (u)-[:RUNS]->(:Blast) } RETURN u.name",
    "MATCH (u:User) WHERE EXISTS { MATCH (u)-[:RUNS]->(t) WHERE t.duration > 10 } RETURN u.name",
    "MATCH (u:User) WHERE NOT EXISTS { MATCH (u)-[:RUNS]->(t:Task) RETURN t } RETURN u.name",
    "MATCH (u:User) RETURN u.name, COUNT { (u)-[:RUNS]->(:Task) } AS tasks",
    "MATCH (u:User) WHERE COUNT { MATCH (u)-[:RUNS]->(t) WHERE t.duration > 1 RETURN t } > 1 RETURN u.name",
    "MATCH (u:User) RETURN u.name, COLLECT { MATCH (u)-[:RUNS]->(t) RETURN t.name } AS tasks",
    "MATCH (u:User) CALL { WITH u MATCH (u)-[:RUNS]->(t) RETURN count(t) AS n } RETURN u.name, n",
    "MATCH (u:User) CALL (u) { MATCH (u)-[:RUNS]->(t) RETURN max(t.duration) AS longest } RETURN "
    "u.name, longest",
    "CALL { MATCH (f:File) RETURN count(f) AS n UNION ALL MATCH (t:Task) RETURN count(t) AS n } RETURN "
    "sum(n) AS all_of_them",
    # Lists and maps
    "MATCH (u:User) RETURN u.name, [(u)-[:RUNS]->(t:Task) WHERE t.duration > 1 | t.name] AS tasks",
    "MATCH (u:User) RETURN [p = (u)-[:RUNS*1..2]->(x) | length(p)] AS lengths",
    "MATCH (t:Task) WITH collect(t.duration) AS ds RETURN reduce(s = 0, d IN ds | s + d) AS total",
    "MATCH (t:Task) WITH collect(t.duration) AS ds RETURN all(d IN ds WHERE d > 0), any(d IN ds WHERE d "
    "> 50), "
    "none(d IN ds WHERE d < 0), single(d IN ds WHERE d = 1)",
    "WITH ['a', 'b'] AS xs RETURN [x IN xs WHERE x <> 'a' | toUpper(x)] AS upper, 'a' IN xs AS has",
    "MATCH (u:User) RETURN u {.name, .orig_id, label: head(labels(u))} AS person",
    "MATCH (u:User) RETURN u {.*} AS person",
    "RETURN {a: 1, b: [true, false, null], `odd name`: 'x'} AS map",
    "MATCH (u:User) RETURN keys(u), properties(u).name, coalesce(u.email, 'none') AS mail",
    # Words, comments, quoting
    "/* delete */ MATCH (u:User) // DETACH DELETE u\nRETURN u.name AS `who is it`",
    "MATCH (t:Task) WHERE t.note = 'it\\'s; DROP \"all\" // \\\\ é' RETURN t.note",
    "MATCH (t:Task) RETURN t.`order`, t.set, t.end AS end_of_it",
    "EXPLAIN MATCH (u:User) RETURN u.name",
    "PROFILE MATCH (u:User) RETURN count(u)",
)
