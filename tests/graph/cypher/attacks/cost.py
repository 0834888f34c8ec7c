"""What passes as a read and would keep a server busy: the cost gate and the row cap hold it."""

from tests.graph.cypher.attacks.table import Attack

_LONG = "a" * 1_000

COST: tuple[Attack, ...] = (
    ("limit from text", "MATCH (n) RETURN n LIMIT $name", "rows"),
    # Each with each, in a graph of a million nodes
    ("all pairs", "MATCH (a), (b) RETURN count(*) AS n", "cost"),
    (
        "all pairs with a limit behind sorting",
        "MATCH (a), (b) RETURN a.name AS a ORDER BY b.name LIMIT 1",
        "cost",
    ),
    ("all pairs that are distinct", "MATCH (a), (b) RETURN DISTINCT a.name AS a", "cost"),
    ("all triples", "MATCH (a:User), (b:User), (c:User) RETURN count(*) AS n", "cost"),
    ("pairs in two clauses", "MATCH (a) MATCH (b) RETURN count(*) AS n", "cost"),
    ("pairs through WITH", "MATCH (a) WITH a MATCH (b) RETURN count(*) AS n", "cost"),
    (
        "pairs through collect",
        "MATCH (a:Task) WITH collect(a) AS xs UNWIND xs AS x UNWIND xs AS y RETURN count(*) AS n",
        "cost",
    ),
    ("pairs in a subquery", "RETURN EXISTS { MATCH (a), (b) WHERE a.name = b.name + 'x' } AS e", "cost"),
    ("pairs in COUNT", "RETURN COUNT { MATCH (a), (b) } AS n", "cost"),
    ("pairs in COLLECT", "RETURN size(COLLECT { MATCH (a), (b) RETURN a.name + b.name }) AS n", "cost"),
    ("pairs in CALL", "CALL { MATCH (a), (b) RETURN count(*) AS n } RETURN n", "cost"),
    (
        "a scan for each row",
        "MATCH (a:Task) CALL (a) { MATCH (b:Task) WHERE b.name = a.name RETURN count(b) AS n } "
        "RETURN sum(n) AS n",
        "cost",
    ),
    (
        "a scan in a condition of each row",
        "MATCH (a:Task) WHERE EXISTS { MATCH (b:Task) WHERE b.name = a.name } RETURN a",
        "cost",
    ),
    ("pairs joined by a property", "MATCH (a:Task), (b:File) WHERE a.name = b.name RETURN a LIMIT 1", "cost"),
    (
        "pairs with conditions that always hold",
        "MATCH (a:Task), (b:File) WHERE a.size > -1 AND b.size > -1 AND a.size > -2 AND b.size > -2 "
        "RETURN count(*) AS n",
        "cost",
    ),
    ("pairs with an optional match", "MATCH (a:Task) OPTIONAL MATCH (b:File) RETURN count(*) AS n", "cost"),
    ("pairs in the second UNION part", "RETURN 1 AS n UNION MATCH (a), (b) RETURN count(*) AS n", "cost"),
    ("pairs that are profiled", "PROFILE MATCH (a), (b) RETURN count(*) AS n", "cost"),
    ("pairs behind a huge skip", "MATCH (a), (b) RETURN a SKIP 1000000000 LIMIT 1", "cost"),
    (
        "a path for each pair",
        "MATCH (a:User), (b:User) MATCH p = shortestPath((a)-[*..5]-(b)) RETURN count(p) AS n",
        "cost",
    ),
    (
        "all shortest paths for each pair",
        "MATCH p = allShortestPaths((a:User)-[*..5]-(b:User)) RETURN count(p) AS n",
        "cost",
    ),
    ("every path of five hops", "MATCH (a)-[*1..5]-(b) RETURN count(*) AS n", "cost"),
    ("every path of five hops, in a condition", "MATCH (a) WHERE (a)-[*5]-() RETURN count(a) AS n", "cost"),
    ("many hops back and forth", "MATCH (a:File)--(b)--(c)--(d)--(e)--(f) RETURN count(*) AS n", "cost"),
    ("paths of paths", "MATCH (a:User)-[*1..3]-(b) MATCH (b)-[*1..3]-(c) RETURN count(*) AS n", "cost"),
    (
        "a comprehension of every path",
        "MATCH (a:File) RETURN [(a)--()--()--()--(b) | b.name] AS names ORDER BY size(names)",
        "cost",
    ),
    # Lists, ranges and texts, which need no graph
    ("huge range", "UNWIND range(1, 1000000000) AS x RETURN count(x) AS n", "cost"),
    ("huge range downwards", "UNWIND range(1000000000, 1, -1) AS x RETURN count(x) AS n", "cost"),
    ("huge range below zero", "UNWIND range(-1000000000, 0) AS x RETURN max(x) AS n", "cost"),
    ("huge range in hexadecimal", "UNWIND range(0, 0xFFFFFFFF) AS x RETURN count(x) AS n", "cost"),
    ("huge range by arithmetic", "UNWIND range(1, 10 ^ 9) AS x RETURN count(x) AS n", "cost"),
    ("huge range by negation", "UNWIND range(1, 0 - (-1000000000)) AS x RETURN count(x) AS n", "cost"),
    ("huge range by products", "UNWIND range(1, 1000 * 1000 * 1000) AS x RETURN count(x) AS n", "cost"),
    ("huge range from a parameter", "UNWIND range(1, $huge) AS x RETURN count(x) AS n", "cost"),
    ("huge range through WITH", "WITH 1000000000 AS n UNWIND range(1, n) AS x RETURN count(x) AS n", "cost"),
    (
        "huge range through CASE",
        "UNWIND range(1, CASE WHEN true THEN 1000000000 ELSE 1 END) AS x RETURN count(x) AS n",
        "cost",
    ),
    (
        "huge range through a list",
        "UNWIND [1000000000] AS n UNWIND range(1, n) AS x RETURN count(x) AS n",
        "cost",
    ),
    ("range up to a text", "UNWIND range(1, toInteger('1000000000')) AS x RETURN count(x) AS n", "cost"),
    ("range up to a property", "MATCH (f:File) UNWIND range(1, f.size) AS x RETURN count(x) AS n", "cost"),
    ("range up to a sum", "UNWIND [1] AS one WITH sum(one) AS n UNWIND range(1, n) AS x RETURN x", "cost"),
    (
        "range up to a reduction",
        "UNWIND range(1, reduce(a = 1, x IN range(1, 40) | a * 2)) AS x RETURN x",
        "cost",
    ),
    ("range in a size", "RETURN size(range(1, 1000000000)) AS n", "cost"),
    (
        "range in a condition",
        "MATCH (n:User) WHERE any(x IN range(1, 1000000000) WHERE x = 5) RETURN n",
        "cost",
    ),
    ("range in a limit's place", "RETURN range(0, 9223372036854775807)[0] AS x", "cost"),
    ("range with a step of nothing", "UNWIND range(1, 1000000000, 0) AS x RETURN count(x) AS n", "cost"),
    ("range in a subquery", "RETURN COUNT { UNWIND range(1, 1000000000) AS x RETURN x } AS n", "cost"),
    (
        "ranges in ranges",
        "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y RETURN count(*) AS n",
        "cost",
    ),
    (
        "ranges by comprehension",
        "RETURN size([x IN range(1, 10000) | [y IN range(1, 10000) | x * y]]) AS n",
        "cost",
    ),
    (
        "conditions in comprehensions",
        "RETURN [x IN range(1, 10000) WHERE any(y IN range(1, 10000) WHERE y = x + 20000) | x] AS n",
        "cost",
    ),
    (
        "nested quantifiers",
        "RETURN all(x IN range(1, 1000) WHERE all(y IN range(1, 1000) WHERE "
        "all(z IN range(1, 1000) WHERE z > 0))) AS n",
        "cost",
    ),
    (
        "nested reduce",
        "RETURN reduce(a = 0, x IN range(1, 5000) | reduce(b = a, y IN range(1, 5000) | b + 1)) AS n",
        "cost",
    ),
    (
        "collect of a product",
        "UNWIND range(1, 3000) AS x UNWIND range(1, 3000) AS y RETURN collect(x) AS xs",
        "cost",
    ),
    ("list that doubles", "RETURN size(reduce(xs = [1], i IN range(1, 60) | xs + xs)) AS n", "cost"),
    (
        "list that doubles step by step",
        "WITH [1, 2] AS x " + "WITH x + x AS x " * 40 + "RETURN size(x) AS n",
        "cost",
    ),
    ("text that doubles", "RETURN size(reduce(s = 'a', i IN range(1, 60) | s + s)) AS n", "cost"),
    (
        "text that doubles step by step",
        "WITH 'ab' AS s " + "WITH s + s AS s " * 40 + "RETURN size(s) AS n",
        "cost",
    ),
    (
        "text that trebles in a CASE",
        "RETURN size(reduce(s = 'a', i IN range(1, 40) | CASE WHEN true THEN s + s + s ELSE s END)) AS n",
        "cost",
    ),
    # Texts that the graph holds, of a million characters
    (
        "a stored text that replace makes longer",
        "MATCH (f:File) RETURN size(replace(f.sequence, 'a', 'aaaaaaaaaaaaaaaa')) AS n",
        "cost",
    ),
    (
        "a stored text by a key that nobody knows",
        "MATCH (f:File) UNWIND keys(f) AS k RETURN size(replace(f[k], 'a', 'aaaaaaaaaaaaaaaa')) AS n",
        "cost",
    ),
    (
        "a stored text in a map",
        "MATCH (f:File) WITH f {.sequence} AS m "
        "RETURN size(replace(m.sequence, 'a', 'aaaaaaaaaaaaaaaa')) AS n",
        "cost",
    ),
    (
        "a stored text among all properties",
        "MATCH (f:File) WITH properties(f) AS m "
        "RETURN size([k IN keys(m) | replace(m[k], 'a', 'aaaaaaaaaaaaaaaa')]) AS n",
        "cost",
    ),
    (
        "a stored text of a node in a list",
        "MATCH (f:File) WITH [f] AS fs RETURN size(replace(fs[0].sequence, 'a', 'aaaaaaaaaaaaaaaa')) AS n",
        "cost",
    ),
    (
        "a stored text that is joined with itself",
        "MATCH (f:File) RETURN size(reduce(s = '', i IN range(1, 400) | s + f.sequence)) AS n",
        "cost",
    ),
    (
        "stored texts that are joined",
        "MATCH (f:File) RETURN size(reduce(s = '', x IN collect(f.sequence) | s + x)) AS n",
        "cost",
    ),
    ("a stored text in letters", "MATCH (f:File) RETURN size(split(f.sequence, '')) AS n", "cost"),
    (
        "text that grows by replacing",
        "RETURN size(reduce(s = 'aa', i IN range(1, 40) | replace(s, 'a', 'aa'))) AS n",
        "cost",
    ),
    (
        "text that grows by nested replacing",
        "RETURN " + "replace(" * 25 + "'a'" + ", 'a', 'aaaaaaaaaa')" * 25 + " AS s",
        "cost",
    ),
    (
        "text from a parameter that doubles",
        "RETURN size(reduce(s = $name, i IN range(1, 50) | s + s)) AS n",
        "cost",
    ),
    ("map that doubles", "WITH {a: 1} AS m " + "WITH {a: m, b: m} AS m " * 40 + "RETURN m", "cost"),
    (
        "split of a text that grew",
        "UNWIND split(reduce(s = 'a', i IN range(1, 60) | s + s), '') AS c RETURN count(c) AS n",
        "cost",
    ),
    (
        "text that grows behind a conversion",
        f"WITH '{_LONG}' AS t WITH t, replace(t, 'a', toString(t)) AS u "
        "RETURN size(replace(u, 'a', toString(t))) AS n",
        "cost",
    ),
    (
        "text that grows in a map",
        f"WITH {{a: '{_LONG}'}} AS m WITH m, {{a: replace(m.a, 'a', m.a)}} AS o "
        "RETURN size(replace(o.a, 'a', m.a)) AS n",
        "cost",
    ),
    (
        "text that grows in a projection of a map",
        f"WITH {{a: '{_LONG}'}} AS m WITH m {{.a}} AS o WITH m, replace(o.a, 'a', o.a) AS u "
        "RETURN size(replace(u, 'a', m['a'])) AS n",
        "cost",
    ),
    (
        "text that grows as a piece of itself",
        f"WITH head(split('{_LONG}', 'z')) AS t WITH t, replace(t, 'a', t) AS u "
        "RETURN size(replace(u, 'a', t)) AS n",
        "cost",
    ),
    (
        "text that grows among short ones",
        f"WITH ['{_LONG}', 1, 2, 3, 4, 5, 6, 7, 8, 9] AS l WITH l, replace(l[0], 'a', l[0]) AS u "
        "RETURN size(replace(u, 'a', l[0])) AS n",
        "cost",
    ),
    (
        "text that grows behind CALL",
        f"CALL {{ RETURN '{_LONG}' AS t }} WITH t, replace(t, 'a', t) AS u "
        "RETURN size(replace(u, 'a', t)) AS n",
        "cost",
    ),
    (
        "text that grows behind COLLECT",
        f"WITH COLLECT {{ RETURN '{_LONG}' AS t }}[0] AS t WITH t, replace(t, 'a', t) AS u "
        "RETURN size(replace(u, 'a', t)) AS n",
        "cost",
    ),
    (
        "map whose text doubles",
        "RETURN size(reduce(m = {a: 'xx'}, i IN range(1, 40) | {a: m.a + m.a}).a) AS n",
        "cost",
    ),
    (
        "text that grows between its characters",
        "WITH '' + 123456789012345678 AS t " + "WITH replace(t, '', t) AS t " * 3 + "RETURN size(t) AS n",
        "cost",
    ),
    (
        "pairs through CALL and collect",
        "CALL { MATCH (a:Task) RETURN collect(a.name) AS xs } UNWIND xs AS x UNWIND xs AS y "
        "RETURN count(*) AS n",
        "cost",
    ),
    # Results that are one enormous row
    ("every node in one row", "MATCH (f:File) RETURN collect(f) AS fs", "cost"),
    ("every node's properties in one row", "MATCH (u:User) RETURN collect(u {.*}) AS us", "cost"),
    (
        "one list in many columns",
        "MATCH (u:User) WITH u LIMIT 3000 WITH collect(u) AS a RETURN a, a AS b, a AS c, a AS d",
        "cost",
    ),
    # Regular expressions that backtrack
    ("repeated repetition", "MATCH (n:User) WHERE n.name =~ '(a+)+$' RETURN n", "cost"),
    ("repeated star", "MATCH (n:User) WHERE n.name =~ '(a*)*b' RETURN n", "cost"),
    ("repeated choice", "MATCH (n:User) WHERE n.name =~ '(a|aa)+$' RETURN n", "cost"),
    ("repeated any", "MATCH (n:User) WHERE n.name =~ '(.*a){20}' RETURN n", "cost"),
    ("repeated group in a group", "MATCH (n:User) WHERE n.name =~ '((ab?)*c)*d' RETURN n", "cost"),
    (
        "bounded repetition of a repetition",
        "MATCH (n:User) WHERE n.name =~ '(a{1,50}){1,50}b' RETURN n",
        "cost",
    ),
    ("many stars in a row", "MATCH (n:User) WHERE n.name =~ '.*.*.*.*.*.*.*x' RETURN n", "cost"),
    ("reference back", "MATCH (n:User) WHERE n.name =~ '(a*)\\\\1b' RETURN n", "cost"),
    ("look behind", "MATCH (n:User) WHERE n.name =~ '(?<=a+)b' RETURN n", "cost"),
    ("huge count", "MATCH (n:User) WHERE n.name =~ 'a{1000000}' RETURN n", "cost"),
    ("long pattern", "MATCH (n:User) WHERE n.name =~ '" + "ab" * 200 + "' RETURN n", "cost"),
    ("pattern from a property", "MATCH (n:User) WHERE 'aaaa' =~ n.name RETURN n", "cost"),
    (
        "pattern that is worked out",
        "MATCH (n:User) WHERE n.name =~ replace('(a#)#$', '#', '+') RETURN n",
        "cost",
    ),
    ("pattern glued together", "MATCH (n:User) WHERE n.name =~ '(a+' + ')+$' RETURN n", "cost"),
    ("pattern from a parameter", "MATCH (n:User) WHERE n.name =~ $evil RETURN n", "cost"),
    ("pattern in a variable", "WITH '(a+)+$' AS p MATCH (n:User) WHERE n.name =~ p RETURN n", "cost"),
)
