#!/bin/bash
# bench-search.sh YARDSTICKS [N]: the public pages beside the yardsticks, in one run, on the same data and the same PostgreSQL:
# median CPU microseconds per request, requests per second, ratios. Without the yardsticks it says so and does nothing.
set -e
yard=$1 n=${2:-100000} rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-8}
if [ ! -f "$yard/load/main.go" ]; then
	echo "The yardsticks are not beside the project: the public pages are not compared."
	exit 0
fi
here=$(pwd) work=$(mktemp -d) yard=$(cd "$yard" && pwd)
limit= albo= pg=
trap 'kill $limit $albo 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
(cd "$yard" && go build -o "$work/" ./gen ./load ./limit)
"$work/gen" -out "$work/data" -n "$n" -roster 100 -apps 10
export ALBO_DATA=$work/albo ALBO_ADDR=127.0.0.1:8190 ALBO_BASE_URL=http://127.0.0.1:8190 ALBO_LOG_LEVEL=ERROR
bin/albo bench seed --providers "$n" --file "$work/data/providers_$n.csv"
bin/albo serve 2>"$work/albo.log" >/dev/null &
albo=$!
for _ in $(seq 600); do curl -fs -o /dev/null http://127.0.0.1:8190/readyz && break; sleep .2; done
pg=$(head -1 "$ALBO_DATA"/postgres/pg/postmaster.pid)
socket=$(sed -n 5p "$ALBO_DATA"/postgres/pg/postmaster.pid) port=$(sed -n 4p "$ALBO_DATA"/postgres/pg/postmaster.pid)
(cd "$work" && mkdir -p perf-work && PGHOST=$socket PGPORT=$port PGUSER=albo DATA=$work/data sh -c "cp -r '$yard/sql' sql && bash sql/load.sh yardstick $n") >"$work/load.log" 2>&1 || { tail "$work/load.log"; exit 1; }
"$work/limit" -addr 127.0.0.1:8191 -conns 20 -dsn "host=$socket port=$port user=albo dbname=yardstick" 2>"$work/limit.log" &
limit=$!
for _ in $(seq 300); do curl -fs -o /dev/null "http://127.0.0.1:8191/raw/list?m=1&s=1&l=1" && break; sleep .2; done

# the same searches in the words of Albo's addresses
python3 - "$work/data" "$n" "$here/models" <<'PY'
import csv, re, sys
data, n, models = sys.argv[1:]
services = [r['code'] for r in csv.DictReader(open(models + '/data/services.csv')) if r['category'] != 'arrangement']
languages = re.findall(r'"([a-z]{2,3})"', open(models + '/language.go').read())
with open(f'{data}/albo_list.tsv', 'w') as out:
    for line in open(f'{data}/q_list_{n}.tsv'):
        m, s, l = line.split()
        out.write(f'B{int(m):05d}\t{services[int(s) - 1]}\t{languages[int(l) - 1]}\n')
with open(f'{data}/albo_id.tsv', 'w') as out:
    for line in open(f'{data}/q_id_{n}.tsv'):
        out.write(f'bench-{line.strip()}\n')
with open(f'{data}/text.tsv', 'w') as out:
    for line in open(f'{data}/q_text_{n}.tsv'):
        out.write(line.split('\t')[0] + '\n')
PY
tag=$(curl -s -o /dev/null -D - "http://127.0.0.1:8190/it/carers?place=B00007" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
cat >"$work/candidates" <<END
list raw JSON|http://127.0.0.1:8191|/raw/list?m={0}&s={1}&l={2}|$work/data/q_list_$n.tsv|app=$limit pg=$pg|
list Albo HTML|http://127.0.0.1:8190|/it/carers?place={0}&service={1}&language={2}|$work/data/albo_list.tsv|app=$albo pg=$pg|
text raw JSON|http://127.0.0.1:8191|/raw/search?q={0}|$work/data/text.tsv|app=$limit pg=$pg|
text Albo HTML|http://127.0.0.1:8190|/it/carers?q={0}|$work/data/text.tsv|app=$albo pg=$pg|
carer raw JSON|http://127.0.0.1:8191|/raw/p/{0}|$work/data/q_id_$n.tsv|app=$limit pg=$pg|
carer Albo HTML|http://127.0.0.1:8190|/it/carers/{0}|$work/data/albo_id.tsv|app=$albo pg=$pg|
again Albo 304|http://127.0.0.1:8190|/it/carers?place=B00007||app=$albo pg=$pg|-H|If-None-Match: $tag
again empty answer|http://127.0.0.1:8190|/healthz||app=$albo pg=$pg|
END
for round in $(seq "$rounds"); do
	shuf --random-source=<(yes "$round") "$work/candidates" | while IFS='|' read -r name base path params pids flag value; do
		args=(-json -name "$name" -base "$base" -path "$path" -c 32 -d "${seconds}s" -warm 1s)
		[ -n "$params" ] && args+=(-params "$params")
		for p in $pids; do args+=(-pid "$p"); done
		[ -n "$value" ] && args+=("$flag" "$value")
		"$work/load" "${args[@]}" </dev/null >>"$work/results" 2>>"$work/results.err" || { tail -3 "$work/results.err"; exit 1; }
	done
done
for pair in list text carer; do python3 "$yard/summary.py" "$work/results" "$pair raw JSON" | grep -E "candidate|---|^\| $pair "; done
python3 "$yard/summary.py" "$work/results" "again empty answer" | grep -E "^\| again "

# is the right person among the first twenty, of the queries with a slip of the pen?
python3 - "$work/data" "$n" <<'PY'
import csv, html, re, sys, urllib.parse, urllib.request
data, n = sys.argv[1:]
names = {}
for row in csv.DictReader(open(f'{data}/providers_{n}.csv')):
    names.setdefault(row['sort_name'], set()).add(row['first_name'] + ' ' + row['last_name'])
found = asked = 0
for line in open(f'{data}/q_text_{n}.tsv'):
    q, kind, name = line.rstrip('\n').split('\t')
    if kind != 'typo' or asked == 1000:
        continue
    asked += 1
    page = urllib.request.urlopen('http://127.0.0.1:8190/it/carers?q=' + urllib.parse.quote(q)).read().decode()
    shown = {html.unescape(x) for x in re.findall(r'it-card-title"><a href="[^"]*">([^<]*)</a>', page)}
    found += bool(shown & names[name])
print(f'{found} of {asked} queries with a slip of the pen have the right person among the first twenty')
PY
