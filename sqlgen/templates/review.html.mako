<%!
SIGNS = {"added": "+", "removed": "\N{MINUS SIGN}", "changed": "~", "same": ""}
def many(count, word):
    return f"{count:,} {word}{'' if count == 1 else 's'}"
%>\
<%def name="change(kind)"><span class="mark ${kind}">${SIGNS[kind]} ${"unchanged" if kind == "same" else kind}</span></%def>\
<%def name="finding(one)">
<div class="finding ${one.severity.value}">
<p><strong class="severity">${one.severity.value}</strong> <span class="rule">${one.rule}</span></p>
<p>${one.message}</p>
% if one.advice is not None:
<p><strong>Instead:</strong> ${one.advice.text}</p>
% if one.advice.sql:
<pre><code>${one.advice.sql}</code></pre>
% endif
% if one.advice.revision:
<p class="quiet">As a revision:</p>
<pre><code>${one.advice.revision}</code></pre>
% endif
% endif
% for note in one.notes:
<p class="quiet">${note}</p>
% endfor
% if one.basis:
<p class="quiet">${one.basis}</p>
% endif
</div>
</%def>\
<%def name="checks(found)">
<div class="wide">
<table class="checks">
<thead><tr><th scope="col">What is asked</th><th scope="col">Has to be</th><th scope="col">Query</th></tr></thead>
<tbody>
% for one in found:
<tr><th scope="row">${one.question.name}\
% if one.question.why:
<br><span class="quiet">because ${one.question.why}</span>\
% endif
% if one.place:
<br><span class="quiet">${one.place}</span>\
% endif
</th><td>${"any number; it is told" if one.question.expected is None else one.question.expected}</td>\
<td><code class="sql">${one.query | n}</code></td></tr>
% endfor
</tbody>
</table>
</div>
</%def>\
<%def name="card(one, key, rows)">
<article class="statement${' own' if one.purpose == 'version' else ''}" id="${key}-s${one.number}" data-is="${' '.join(one.words)}">
<h5><a href="#${key}-s${one.number}" class="number">${one.number}</a> ${one.title}</h5>
<p class="meta">\
% if one.purpose == "version":
<span class="chip">bookkeeping of revisions</span> \
% elif one.purpose == "note":
<span class="chip">as env.py or the revision wrote it</span> \
% endif
% if one.place:
<span class="place">${one.place}</span> \
% endif
% if one.segments:
in segment \
% for place, number in enumerate(one.segments):
${", " if place else ""}<a href="#${key}-t${rows[number]}">${number}</a>\
% endfor
% else:
said to the session\
% endif
</p>
<pre class="sql"><code>${one.sql | n}</code></pre>
% if one.locks:
<ul class="locks">
% for lock in one.locks:
<li class="${'new' if lock.new else 'stop' if lock.waiting == 'reads and writes wait' else 'slow' if lock.waiting != 'nobody waits' else 'free'}">\
% if not lock.fact.supported:
<strong>not supported</strong> on this database\
% elif lock.new:
<code>${lock.owner}</code> is new: nobody waits\
% else:
<code>${lock.owner}</code>: <strong>${lock.fact.lock or "see the note"}</strong>\
% for table, other in lock.others.items():
, <code>${table}</code>: <strong>${other}</strong>\
% endfor
; <strong>${lock.waiting}</strong>\
% if lock.work:
; ${lock.work}\
% endif
% if lock.fact.algorithm:
; ALGORITHM=${lock.fact.algorithm}\
% endif
 <a class="basis" href="#${key}-f-${lock.fact.change}">${lock.basis}</a>\
% endif
</li>
% endfor
</ul>
% elif one.unknown:
<p class="locks unknown">What it locks is not known.</p>
% endif
% for each in one.findings:
${finding(each)}\
% endfor
</article>
</%def>\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Review of ${headline}</title>
<style>${style | n}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the review</a>
<header>
<p class="kicker">What changes in the database</p>
<h1>${headline}</h1>
<p class="facts">\
% if manifest.previous:
After <strong>${manifest.previous}</strong>, \
% else:
The first release, \
% endif
commit <code>${manifest.commit[:12]}</code>. \
The version table goes from <code>${", ".join(manifest.start) or "no revision"}</code> \
to <code>${", ".join(manifest.end) or "no revision"}</code>.</p>
% if manifest.policy_changes:
<section class="finding warning" aria-labelledby="policy">
<h2 id="policy">This release changes who approves</h2>
<p>It is approved under the policy that was in force before. What differs from <strong>${manifest.previous}</strong>:</p>
<ul>
% for policy_change in manifest.policy_changes:
<li>${policy_change}</li>
% endfor
</ul>
</section>
% endif
</header>
<div class="columns">
<nav aria-label="Contents">
<h2>Contents</h2>
<ul>
<li><a href="#sum">In short</a></li>
<li><a href="#revisions">Revisions</a></li>
% for one in shown:
<li><a href="#${one.key}">${one.target.target}${f", {one.target.database}" if one.target.database else ""}</a>
<ul>
<li><a href="#${one.key}-schema">Schema</a></li>
<li><a href="#${one.key}-locks">Locks</a></li>
<li><a href="#${one.key}-findings">Findings</a></li>
<li><a href="#${one.key}-preflight">Checks</a></li>
<li><a href="#${one.key}-statements">Statements</a></li>
<li><a href="#${one.key}-back">The way back</a></li>
<li><a href="#${one.key}-facts">Lock facts</a></li>
</ul></li>
% endfor
</ul>
</nav>
<main id="main" tabindex="-1">
<section>
<h2 id="sum">In short</h2>
<div class="wide">
<table class="sum">
<thead><tr><th scope="col">Database</th><th scope="col">Statements</th><th scope="col">Make somebody wait</th><th scope="col">Go over all rows</th><th scope="col">Findings</th><th scope="col">Does not come back</th></tr></thead>
<tbody>
% for one in shown:
<tr><th scope="row"><a href="#${one.key}">${one.target.target}</a>${f" {one.target.database}" if one.target.database else ""}<br><span class="quiet">run by ${one.target.client}</span></th>\
<td>${f"{len(one.cards):,}"}</td><td>${f"{one.waiting:,}"}</td><td>${f"{sum(card.works for card in one.cards):,}"}</td>\
<td>\
% for severity, number in one.target.findings.items():
% if number:
<span class="chip ${severity}">${many(number, severity if severity != "info" else "remark")}</span> \
% endif
% endfor
% if not any(one.target.findings.values()):
none\
% endif
</td><td>${f"{len(one.target.irreversible):,}" if one.target.irreversible else "nothing"}</td></tr>
% endfor
</tbody>
</table>
</div>
<p class="legend">Marks in this page: \
% for kind in ("added", "removed", "changed"):
${change(kind)} \
% endfor
</p>
</section>
<section>
<h2 id="revisions">Revisions <span class="quiet">${len(manifest.revisions)}</span></h2>
<details${" open" if len(manifest.revisions) <= 20 else ""}><summary>Graph, the newest first</summary>
<div class="wide" role="group" tabindex="0" aria-label="Graph of the revisions">${drawing | n}</div>
</details>
<details${" open" if len(manifest.revisions) <= 20 else ""}><summary>Table, the oldest first</summary>
<div class="wide">
<table>
<thead><tr><th scope="col">Revision</th><th scope="col">What it is for</th><th scope="col">Follows</th><th scope="col">File</th><th scope="col">Written by</th></tr></thead>
<tbody>
% for one in manifest.revisions:
<tr id="r-${one.id}"><th scope="row"><code class="whole">${one.id}</code></th><td>${one.message}</td><td>${", ".join(follows[one.id]) or "nothing"}</td><td class="place">${one.file}</td><td>${", ".join(one.authors)}</td></tr>
% endfor
</tbody>
</table>
</div>
</details>
</section>
<form id="filter" role="search" aria-label="Statements" hidden>
<label>Search <input id="search" type="search" placeholder="table, word, revision …" autocomplete="off"></label>
<label>Database <select id="database"><option value="">all</option>
% for one in shown:
<option value="${one.key}">${one.target.target}${f" {one.target.database}" if one.target.database else ""}</option>
% endfor
</select></label>
<label>Statements <select id="only"><option value="">all</option><option value="waits">that make somebody wait</option><option value="works">that go over all rows</option><option value="found">with findings</option><option value="error">with errors</option><option value="unknown">with unknown locks</option></select></label>
<label class="box"><input id="own" type="checkbox" checked> bookkeeping</label>
<button id="reset" type="button">Show all</button>
<output id="count" aria-live="polite"></output>
</form>
<p id="none" hidden>No statement fits the filter.</p>
% for one in shown:
<section class="target" id="${one.key}" aria-labelledby="${one.key}-title">
<h2 id="${one.key}-title">${one.target.target}${f", database {one.target.database}" if one.target.database else ""}</h2>
<p class="meta">Files in <code>${one.target.folder}/</code>, run by ${one.target.client}; script <code>${one.target.fingerprint}</code>.</p>
<section>
<h3 id="${one.key}-schema">Schema, before and after</h3>
% if one.picture:
<div class="wide" role="group" tabindex="0" aria-label="Picture of the touched tables">${one.picture | n}</div>
% endif
% for table in one.changes.tables:
<div class="wide">
<table class="schema">
<caption>${change(table.change)} <code>${table.name}</code>\
% if table.was:
, before <code>${table.was}</code>\
% endif
% if not table.complete:
 <span class="quiet">known in part</span>\
% endif
</caption>
<thead><tr><th scope="col">Change</th><th scope="col">Name</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
% for group in dict.fromkeys(part.group for part in table.parts):
<tbody>
<tr><th colspan="4" scope="rowgroup" class="group-name">${group}</th></tr>
% for part in table.parts:
% if part.group == group:
<tr class="${part.change}"><td>${change(part.change)}</td><th scope="row"><code>${part.name}</code>\
% if part.was:
<br><span class="quiet">was <code>${part.was}</code></span>\
% endif
</th><td>${part.before or "none"}</td><td>${part.after or "none"}</td></tr>
% endif
% endfor
</tbody>
% endfor
</table>
</div>
% endfor
% if one.changes.others:
<div class="wide">
<table>
<caption>Types, views and sequences</caption>
<thead><tr><th scope="col">Change</th><th scope="col">Name</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
<tbody>
% for what, before, after in one.changes.others:
<tr><td>${change("added" if not before else "removed" if not after else "changed")}</td><th scope="row">${what}</th><td>${before or "none"}</td><td>${after or "none"}</td></tr>
% endfor
</tbody>
</table>
</div>
% endif
% if one.changes.doubtful:
<p>What becomes of these tables, nobody can tell, as a statement is not read: <code>${", ".join(one.changes.doubtful)}</code>.</p>
% endif
% if not one.changes.tables and not one.changes.others:
<p>No change of the schema is known.</p>
% endif
</section>
<section>
<h3 id="${one.key}-locks">Locks, segment by segment</h3>
<p>A segment is done whole or not at all. A lock is held from the statement that takes it to the end of its segment.</p>
<div class="wide" role="group" tabindex="0" aria-label="Locks, segment by segment">
<table class="timeline">
<thead><tr><th scope="col">Segment</th><th scope="col">Revision</th><th scope="col">Table</th><th scope="col">Lock</th><th scope="col">Who waits</th><th scope="col">Statements 1 to ${one.last}</th></tr></thead>
% for stretch in one.timeline:
<tbody id="${one.key}-t${stretch.first}">
% for place, held in enumerate(stretch.held or (None,)):
<tr${"" if held else ' class="quiet-row"' | n}>\
% if not place:
<th scope="rowgroup" rowspan="${max(1, len(stretch.held))}">${stretch.first if stretch.first == stretch.last else f"{stretch.first} to {stretch.last}"}<br><span class="quiet">${stretch.mode}</span></th>\
<td rowspan="${max(1, len(stretch.held))}"><code>${", ".join(stretch.revisions[:2])}${f" and {len(stretch.revisions) - 2} more" if len(stretch.revisions) > 2 else ""}</code><br><span class="quiet place">${" \N{HORIZONTAL ELLIPSIS} ".join(stretch.files)}</span></td>\
% endif
% if held:
<td><code>${held.table}</code></td><td class="lock">${", ".join(held.locks) or "see the note"}</td>\
<td class="lock"><strong>${held.waiting}</strong>${f"; {', '.join(held.work)}" if held.work else ""}</td>\
<td class="span"><svg class="${'stop' if held.waiting == 'reads and writes wait' else 'slow'}" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><path d="M0 6H100"/><rect x="${f'{100 * (held.first - 1) / one.last:.2f}'}" width="${f'{max(1.0, 100 * (held.last - held.first + 1) / one.last):.2f}'}" height="12"/></svg> \
<a href="#${one.key}-s${held.first}">${held.first}</a>${f" to {held.last}" if held.last != held.first else ""}</td>\
% else:
<td colspan="4">nobody waits; ${many(stretch.count, "statement")}</td>\
% endif
</tr>
% endfor
</tbody>
% endfor
</table>
</div>
</section>
<section>
<h3 id="${one.key}-findings">Findings</h3>
% if one.by_rule:
<div class="wide">
<table>
<thead><tr><th scope="col">Severity</th><th scope="col">Rule</th><th scope="col">Statements</th></tr></thead>
<tbody>
% for (severity, rule), numbers in one.by_rule.items():
<tr><td><span class="chip ${severity.value}">${severity.value}</span></td><th scope="row">${rule}</th><td>\
% for place, number in enumerate(numbers):
${", " if place else ""}<a href="#${one.key}-s${number}">${number}</a>\
% endfor
</td></tr>
% endfor
</tbody>
</table>
</div>
% endif
% for each in one.loose:
${finding(each)}\
% endfor
% if not one.findings:
<p>The linter found nothing.</p>
% endif
</section>
<section>
<h3 id="${one.key}-preflight">Checks before and after</h3>
<h4>Preflight</h4>
% if one.preflight:
<p>Asked by <a href="${one.target.folder}/preflight.sql">${one.target.folder}/preflight.sql</a>, which changes nothing. Days before, and again right before.</p>
${checks(one.preflight)}\
% else:
<p>No check of the rows follows from these statements.</p>
% endif
<h4>Postflight</h4>
% if one.postflight:
<details><summary>${many(len(one.postflight), "check")}, asked by ${one.target.folder}/postflight.sql</summary>
${checks(one.postflight)}\
</details>
% else:
<p>Nothing is asked afterwards.</p>
% endif
</section>
<section>
<h3 id="${one.key}-statements">Statement by statement</h3>
% for name, text in one.manual:
<div class="finding warning"><p><strong>By hand:</strong> ${name}</p><pre><code>${text}</code></pre></div>
% endfor
% for place, (revision, group) in enumerate(one.groups):
<section class="group">
<h4>\
% if revision:
<a href="#r-${revision}"><code>${revision}</code></a> ${messages.get(revision, "")}\
% else:
Around the revisions\
% endif
</h4>
% for each in group:
${card(each, one.key, one.rows)}\
% endfor
</section>
% endfor
</section>
<section>
<h3 id="${one.key}-back">The way back</h3>
% if one.target.irreversible:
<p>What does not come back:</p>
<ul>
% for note in one.target.irreversible:
<li>${note}</li>
% endfor
</ul>
% endif
<div class="wide">
<table>
<thead><tr><th scope="col">The database stands behind</th><th scope="col">Run</th><th scope="col">And is at</th></tr></thead>
<tbody>
% for way in one.back:
<tr><th scope="row">segment ${way.segment}<br><span class="quiet">${way.state}</span></th><td>\
% if way.file:
<a href="${one.target.folder}/${way.file}">${way.file}</a>\
% else:
nothing: ${way.reason}\
% endif
</td><td><code>${way.end}</code></td></tr>
% endfor
</tbody>
</table>
</div>
% for way in one.back:
% if way.text:
<details><summary>${way.file}, the way back from the end</summary>
<pre class="sql"><code>${way.text | n}</code></pre>
</details>
% endif
% endfor
</section>
<section>
<h3 id="${one.key}-facts">Where the lock facts come from</h3>
% if one.facts:
<div class="wide">
<table>
<thead><tr><th scope="col">Change</th><th scope="col">Lock</th><th scope="col">Basis</th><th scope="col">Note and sources</th></tr></thead>
<tbody>
% for place, fact in enumerate(one.facts):
<tr\
% if not place or one.facts[place - 1].change != fact.change:
 id="${one.key}-f-${fact.change}"\
% endif
><th scope="row">${fact.change.replace("_", " ")}<br><code class="quiet">${fact.example}</code></th><td>${fact.lock or "none told"}</td><td>${f"measured on {fact.measured}" if fact.measured else "documented, not measured"}</td><td>${fact.note} <span class="quiet place">${" ".join(fact.source)}</span></td></tr>
% endfor
</tbody>
</table>
</div>
% else:
<p>No statement locks a table that is in use, as far as is known.</p>
% endif
</section>
</section>
% endfor
</main>
</div>
<footer><p>Written by sqlgen ${manifest.tools["sqlgen"]} from commit <code>${manifest.commit}</code>. <code>sha256sum -c SHA256SUMS</code> says whether this file is as it was made.</p></footer>
<script>${script | n}</script>
</body>
</html>
