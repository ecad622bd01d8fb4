extension ConsoleTemplates {
    static let who = """
        {{#who}}<div class="heading record"><div><p class="status">{{kindOf}}</p><h1><bdi>{{called}}</bdi></h1></div></div>
        <ul class="meta spaced">{{#details}}<li>{{term}} <code>{{text}}</code></li>{{/details}}<li>Label <code class="long">{{label}}</code></li></ul>{{/who}}
        <p class="pages"><a class="button" href="{{accessPath}}">What they have</a><a class="button" href="{{holdersPath}}">Who has it</a>{{#impactPath}}<a class="button" href="{{.}}">What came of their deeds</a>{{/impactPath}}</p>
        {{#joined}}{{>identities}}{{/joined}}
        {{#hasManyNames}}<section class="card" aria-labelledby="names"><h2 id="names">Names as they were</h2><ol class="names">{{#names}}<li><bdi>{{text}}</bdi> <a class="meta" href="/console/events/{{since}}">since entry {{since}}</a></li>{{/names}}</ol></section>{{/hasManyNames}}
        {{#had}}{{>who-held}}{{/had}}
        {{#holders}}{{>who-held}}{{/holders}}
        <section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
        <nav class="tabs" aria-label="Part of the history"><ul>{{#parts}}<li><a href="{{path}}"{{#isCurrent}} aria-current="true"{{/isCurrent}}>{{title}}</a></li>{{/parts}}</ul></nav>
        {{#hasEvents}}<ol class="timeline" data-list>{{#events}}<li><div class="card">
        <p class="heading"><a href="/console/events/{{index}}" data-item><span class="unseen">Entry {{index}}, </span><time datetime="{{when.exact}}">{{when.text}}</time></a> <span class="index" aria-hidden="true">#{{index}}</span></p>
        <p><code class="action">{{action}}</code>{{^outcome.isPlain}} <span class="badge {{outcome.style}}">{{outcome.word}}</span>{{/outcome.isPlain}}{{#isLate}} <span class="badge open">late</span>{{/isLate}}</p>
        <p class="who">{{#subject}}{{>party}}{{/subject}}{{#hasResources}} <span class="arrow"><span aria-hidden="true">→</span><span class="unseen"> concerning </span></span> {{#resources}}{{>party}} {{/resources}}{{/hasResources}}</p>
        <p class="meta">{{#actor}}<span>by {{>party}}</span>{{/actor}}{{#transactionPath}}<a href="{{.}}">Transaction</a>{{/transactionPath}}<a href="/v1/events/{{index}}/receipt" download="entry-{{index}}.tlog-proof">Receipt<span class="unseen"> of entry {{index}}</span></a></p>
        {{#changes}}{{>diff}}{{/changes}}
        </div></li>{{/events}}</ol>{{/hasEvents}}
        {{^hasEvents}}<p class="empty card">No event names them in this part.</p>{{/hasEvents}}
        <nav class="pages" aria-label="Pages">{{#first}}<a class="button" href="{{.}}">Newest</a>{{/first}}{{#older}}<a class="button" rel="next" href="{{.}}">Older</a>{{/older}}</nav>
        </section>
        """

    /// The first stretches of one side of a history, and how many there are.
    static let whoHeld = """
        <section aria-labelledby="{{side}}"><h2 id="{{side}}">{{title}}</h2>
        {{>held-table}}
        {{#allPath}}<p class="pages"><span class="meta">{{shown}} of {{total}}</span><a class="button" href="{{.}}">All<span class="unseen">: {{title}}</span></a></p>{{/allPath}}</section>
        """

    static let heldTable = """
        <table class="cards"><thead><tr><th scope="col">{{column}}</th><th scope="col">Granted</th><th scope="col">Ended</th></tr></thead><tbody>{{#lines}}{{>stretches}}{{/lines}}</tbody></table>
        """

    /// All stretches of one side, page by page.
    static let spans = """
        {{#who}}<div class="heading record"><div><p class="status">{{kindOf}}</p><h1><bdi>{{called}}</bdi></h1></div></div>{{/who}}
        <p class="pages"><a class="button" href="{{historyPath}}">History</a></p>
        {{#joined}}{{>identities}}{{/joined}}
        {{#held}}<section aria-labelledby="{{side}}"><h2 id="{{side}}">{{title}}</h2>
        <p class="hint">{{range}} of {{total}}, of the log's first {{position}} entries. What is still held comes first, then the last to end.</p>
        {{>held-table}}</section>{{/held}}
        {{^held}}<p class="empty card">There is nothing of the kind.</p>{{/held}}
        <nav class="pages" aria-label="Pages">{{#first}}<a class="button" href="{{.}}">From the beginning</a>{{/first}}{{#next}}<a class="button" rel="next" href="{{.}}">More</a>{{/next}}</nav>
        """

    /// Whose an answer is, and why.
    static let identities = """
        <section class="card" aria-labelledby="identities"><h2 id="identities">One person</h2>
        {{#hasSeveral}}<ul>{{#lines}}<li>{{#party}}{{>party}}{{/party}} <span class="meta">{{#party}}{{#details}}<span>{{term}} {{text}}</span> {{/details}}{{/party}}{{#path}}<a href="{{.}}">{{/path}}{{reason}}{{#path}}</a>{{/path}}</span></li>{{/lines}}</ul>{{/hasSeveral}}
        {{#notJoined}}<p class="hint">Not joined: {{.}}</p>{{/notJoined}}</section>
        """

    static let stretches = """
        <tr><th scope="row">{{#other}}{{>party}}{{/other}}{{#isEligible}} <span class="badge open">eligible</span>{{/isEligible}}{{#through}}<p class="meta"><span>through {{>party}}</span></p>{{/through}}</th>
        <td data-label="Granted">{{#granted}}<a href="/console/events/{{index}}"><time datetime="{{at.exact}}">{{at.text}}</time></a>{{#isLate}} <span class="badge open">late</span>{{/isLate}}{{/granted}}</td>
        <td data-label="Ended">{{#isOpen}}<span class="badge good">still held</span>{{/isOpen}}{{#ended}}<a href="/console/events/{{index}}"><time datetime="{{at.exact}}">{{at.text}}</time></a>{{/ended}}{{#endedByDeletion}} <span class="badge open">by deletion</span>{{/endedByDeletion}}</td></tr>
        """

    static let access = """
        <h1>Access at a date</h1>
        <form class="card search access" method="get" action="/console/access" data-access>
        <div class="field wide"><label for="who">What did this person, group or role have?</label><input id="who" name="who" value="{{who}}" autocomplete="off" spellcheck="false" placeholder="bjensen"{{#fault}} aria-describedby="fault"{{/fault}}></div>
        <div class="field wide"><label for="what">Or: who had this group, role or app?</label><input id="what" name="what" value="{{what}}" autocomplete="off" spellcheck="false" placeholder="group:Auditors"></div>
        <div class="field"><label for="at">At the end of</label><input id="at" name="at" type="text" value="{{at}}" inputmode="numeric" autocomplete="off" spellcheck="false" data-day></div>
        <div class="field"><label for="compare">Changes since the end of</label><input id="compare" name="since" value="{{since}}" inputmode="numeric" autocomplete="off" spellcheck="false" placeholder="a date, or nothing"></div>
        <div class="field broad"><label for="view">View</label><select id="view" name="view"><option value="recorded">as known then</option><option value="effective"{{#isEffective}} selected{{/isEffective}}>as known now</option></select></div>
        {{#slider}}<div class="field full"><label for="day">Day</label><input id="day" name="day" type="range" min="0" max="{{most}}" value="{{value}}" data-slider data-first="{{firstDay}}" aria-describedby="day-ends"><input type="hidden" name="was" value="{{value}}"><p class="ends" id="day-ends"><span>{{firstDay}}</span><span>{{lastDay}}</span></p></div>{{/slider}}
        <div class="field"><button class="main" type="submit">Show</button></div>
        </form>
        {{#fault}}<p class="notice bad" role="alert" id="fault"><b>No answer:</b> {{.}}</p>{{/fault}}
        {{#isAmbiguous}}<section aria-labelledby="which"><h2 id="which">Who is meant?</h2><ul class="list card">{{#candidates}}<li class="row">{{>party}} <p class="meta">{{#details}}<span>{{term}} {{text}}</span> {{/details}}</p></li>{{/candidates}}</ul></section>{{/isAmbiguous}}
        {{#answer}}<section aria-labelledby="had"><h2 id="had">{{#about}}{{>party}}{{/about}} at {{moment.text}}: {{number}} {{#isOfHolder}}held{{/isOfHolder}}{{^isOfHolder}}holders{{/isOfHolder}}</h2>
        {{#joined}}{{>identities}}{{/joined}}
        {{^isSettled}}<p class="notice">The log has not gone beyond this moment: what is recorded next may still belong to it.</p>{{/isSettled}}
        {{#late}}<p class="notice">{{.}} records count in one view and not in the other, or in another order: they came late, or claim another time than the log's.</p>{{/late}}
        {{#later}}<p class="notice">{{.}} more identities are known today to be the same person, and were not then: they are not covered. As known now, they are.</p>{{/later}}
        {{#hasLines}}<table class="cards"><thead><tr><th scope="col">{{#isOfHolder}}What{{/isOfHolder}}{{^isOfHolder}}Who{{/isOfHolder}}</th><th scope="col">Through</th><th scope="col">Granted</th></tr></thead><tbody>{{#lines}}{{>access-lines}}{{/lines}}</tbody></table>{{/hasLines}}
        {{^hasLines}}<p class="empty card">Nothing, as far as was recorded.</p>{{/hasLines}}
        {{#isCut}}<p class="hint">The page shows the first 500 lines. <code>muster access</code> gives all of them.</p>{{/isCut}}
        </section>{{/answer}}
        {{#change}}<section aria-labelledby="changed"><h2 id="changed">Changed after {{from.text}}</h2>
        {{#isSame}}<p class="empty card">Nothing changed in between.</p>{{/isSame}}
        {{#hasGained}}<h3>Gained</h3><table class="cards"><thead><tr><th scope="col">{{#isOfHolder}}What{{/isOfHolder}}{{^isOfHolder}}Who{{/isOfHolder}}</th><th scope="col">Through</th><th scope="col">Granted</th></tr></thead><tbody>{{#gained}}{{>access-lines}}{{/gained}}</tbody></table>{{/hasGained}}
        {{#hasLost}}<h3>Lost</h3><table class="cards"><thead><tr><th scope="col">{{#isOfHolder}}What{{/isOfHolder}}{{^isOfHolder}}Who{{/isOfHolder}}</th><th scope="col">Through</th><th scope="col">Granted and ended</th></tr></thead><tbody>{{#lost}}{{>access-lines}}{{/lost}}</tbody></table>{{/hasLost}}
        {{#hasPassing}}<h3>Began and ended in between</h3><table class="cards"><thead><tr><th scope="col">{{#isOfHolder}}What{{/isOfHolder}}{{^isOfHolder}}Who{{/isOfHolder}}</th><th scope="col">Granted</th><th scope="col">Ended</th></tr></thead><tbody>{{#passing}}{{>stretches}}{{/passing}}</tbody></table>{{/hasPassing}}
        {{#isCut}}<p class="hint">The page shows the first 500 lines of each. <code>muster access --between</code> gives all of them.</p>{{/isCut}}
        </section>{{/change}}
        """

    static let accessLines = """
        <tr><th scope="row">{{#isOfHolder}}{{#held}}{{>party}}{{/held}}{{/isOfHolder}}{{^isOfHolder}}{{#holder}}{{>party}}{{/holder}}{{/isOfHolder}}{{#isEligible}} <span class="badge open">eligible</span>{{/isEligible}}{{#account}} <span class="badge open">account {{.}}</span>{{/account}}{{#isOfSeveral}}{{#isOfHolder}}{{#holder}}<p class="meta"><span>of {{>party}}</span></p>{{/holder}}{{/isOfHolder}}{{/isOfSeveral}}</th>
        <td data-label="Through">{{#isDirect}}directly{{/isDirect}}{{#way}}<span class="step">{{#via}}{{>party}}{{/via}}</span> {{/way}}</td>
        <td data-label="Granted">{{#granted}}<a href="/console/events/{{index}}"><time datetime="{{at.exact}}">{{at.text}}</time></a>{{#isLate}} <span class="badge open">late</span>{{/isLate}}{{/granted}}{{#ended}} <span class="until">until</span> <a href="/console/events/{{index}}"><time datetime="{{at.exact}}">{{at.text}}</time></a>{{/ended}}</td></tr>
        """

    static let log = """
        <h1>Log {{log}}</h1>
        {{#isWell}}<p class="notice good"><b>Well.</b> Records are taken, published, and can be asked for.</p>{{/isWell}}
        {{^isWell}}<div class="notice bad" role="alert"><b>Not all is well.</b><ul>{{#problems}}<li>{{.}}</li>{{/problems}}</ul></div>{{/isWell}}
        <dl class="figures"><div class="card"><dt>Entries</dt><dd>{{committed}}</dd></div><div class="card"><dt>Published</dt><dd>{{published}}</dd><dd class="hint">{{#waiting}}{{.}} wait for the next checkpoint{{/waiting}}{{^waiting}}all of them{{/waiting}}</dd></div><div class="card"><dt>Search is behind by</dt><dd>{{lag}}</dd><dd class="hint">{{^isBehind}}every entry can be found{{/isBehind}}</dd></div><div class="card"><dt>Bundles read again</dt><dd>{{bundles}}</dd><dd class="hint">in {{passes}} whole passes</dd></div></dl>
        <section class="card" aria-labelledby="identity"><h2 id="identity">Identity</h2><dl class="facts"><dt>Origin</dt><dd><code class="long">{{origin}}</code></dd><dt>Verifier key</dt><dd><code class="long">{{key}}</code></dd><dt>Root</dt><dd><code class="long">{{root}}</code></dd>{{#first}}<dt>First entry</dt><dd><time datetime="{{exact}}">{{text}}</time></dd>{{/first}}{{#last}}<dt>Last entry</dt><dd><time datetime="{{exact}}">{{text}}</time></dd>{{/last}}</dl></section>
        <section class="card" aria-labelledby="checkpoint"><h2 id="checkpoint">Checkpoint</h2><pre tabindex="0" role="region" aria-label="The signed checkpoint">{{checkpoint}}</pre><p><a class="button" href="{{checkpointPath}}">The checkpoint as a file</a></p></section>
        {{#hasGateways}}<section aria-labelledby="gateways"><h2 id="gateways">Gateways</h2><table class="cards"><thead><tr><th scope="col">Gateway</th><th scope="col">Service behind it</th><th scope="col">Open attempts</th></tr></thead><tbody>{{#gateways}}<tr><th scope="row">{{gateway}}</th><td data-label="Service"><code>{{upstream}}</code></td><td data-label="Open attempts">{{openAttempts}}{{#isWaiting}} <span class="badge open">to be closed</span>{{/isWaiting}}</td></tr>{{/gateways}}</tbody></table></section>{{/hasGateways}}
        """
}
