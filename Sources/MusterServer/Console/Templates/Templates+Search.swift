extension ConsoleTemplates {
    static let search = """
        <h1 class="unseen">Search</h1>
        <form class="search" role="search" method="get" action="/console">
        <div class="field wide">
        <label for="q">Search the record</label>
        <div class="joined"><input id="q" name="q" type="search" value="{{query}}" placeholder="a name, an id, a value …" autocomplete="off" spellcheck="false" aria-describedby="q-hint{{#fault}} fault{{/fault}}"{{#fault}} aria-invalid="true"{{/fault}}><button class="main" type="submit">Search</button></div>
        <p class="hint" id="q-hint">Words, <code>"a phrase"</code>, or fields: <code>subject:bjensen</code>, <code>action:role.*</code>, <code>path:emails</code>, <code>-outcome:refused</code>.</p>
        </div>
        <div class="field"><label for="since">From</label><input id="since" name="since" value="{{since}}" placeholder="2026-06-01" inputmode="numeric" autocomplete="off" spellcheck="false"></div>
        <div class="field"><label for="until">Up to and with</label><input id="until" name="until" value="{{until}}" placeholder="2026-06-30" inputmode="numeric" autocomplete="off" spellcheck="false"></div>
        <div class="field"><label for="outcome">Outcome</label><select id="outcome" name="outcome">{{#outcomes}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{title}}</option>{{/outcomes}}</select></div>
        <div class="field"><label for="order">Order</label><select id="order" name="order">{{#orders}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{title}}</option>{{/orders}}</select></div>
        {{#transaction}}<input type="hidden" name="transaction" value="{{.}}">{{/transaction}}
        </form>
        {{#fault}}<p class="notice bad" role="alert" id="fault"><b>That cannot be searched for:</b> {{.}}</p>{{/fault}}
        {{#transaction}}<p class="notice">Only the transaction <code>{{.}}</code>. <a href="{{withoutTransaction}}">All transactions</a></p>{{/transaction}}
        {{#hasResult}}
        <section aria-labelledby="result">
        <div class="heading"><h2 id="result">{{#atLeast}}At least {{/atLeast}}{{count}} {{countNoun}}</h2>{{#isNarrowed}}<a href="/console">Everything</a>{{/isNarrowed}}</div>
        {{#histogram}}{{>histogram}}{{/histogram}}
        {{#live}}<div class="live" data-live data-path="{{path}}" data-newest="{{newest}}"><p class="pages"><a class="button" href="{{newer}}" data-live-newer>Newer events</a><button type="button" aria-pressed="false" data-live-button hidden><span class="dot" aria-hidden="true"></span>Live</button> <span class="hint" role="status" data-live-status></span></p><ol class="list card" aria-label="New since this page was made" data-list data-live-list hidden></ol><p class="hint" data-live-more hidden>Older ones of these are left out. <a href="{{again}}">Show all</a></p></div>{{/live}}
        {{#hasEvents}}<ol class="list card" data-list>{{#events}}{{>event}}{{/events}}</ol>{{/hasEvents}}
        {{^hasEvents}}<p class="empty card" data-empty>{{#isContinued}}There is no more, up to now.{{/isContinued}}{{^isContinued}}Nothing in the log fits. Try fewer words, or another stretch of time.{{/isContinued}}</p>{{/hasEvents}}
        <p class="pages"><a class="button" href="{{exportPath}}&amp;format=csv" download>All as CSV</a><a class="button" href="{{exportPath}}&amp;format=ndjson" download>All as NDJSON</a></p>
        <nav class="pages" aria-label="Pages">{{#first}}<a class="button" href="{{.}}">First page</a>{{/first}}{{#older}}<a class="button" rel="next" href="{{.}}">{{olderWord}}</a>{{/older}}</nav>
        </section>
        {{/hasResult}}
        """

    static let histogram = """
        <figure class="histogram card">
        <svg viewBox="0 0 {{pictureWidth}} {{pictureHeight}}" preserveAspectRatio="none" role="group" aria-label="{{summary}}">{{#bars}}<a href="{{narrower}}" aria-label="{{label}}: {{number}}" tabindex="-1"><rect class="all" x="{{x}}" y="0" width="{{width}}" height="{{pictureHeight}}"/><rect x="{{x}}" y="{{y}}" width="{{width}}" height="{{height}}"><title>{{label}}: {{number}}</title></rect></a>{{/bars}}</svg>
        <figcaption><span>{{first}}</span><span class="scale">by {{step}}, at most {{most}}</span><span>{{last}}</span></figcaption>
        <details><summary>As a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Events over time"><table><thead><tr><th scope="col">From</th><th scope="col" class="number">Events</th></tr></thead><tbody>{{#rows}}<tr><th scope="row"><a href="{{narrower}}">{{label}}</a></th><td class="number">{{number}}</td></tr>{{/rows}}</tbody></table></div></details>
        </figure>
        """

    static let event = """
        <li class="row event">
        <a class="open" href="/console/events/{{index}}" data-item><span class="unseen">Entry {{index}}: {{action}}, </span><time datetime="{{when.exact}}">{{when.day}} <span class="clock">{{when.clock}}</span></time></a>
        <div class="what"><p><code class="action">{{action}}</code>{{^outcome.isPlain}} <span class="badge {{outcome.style}}">{{outcome.word}}</span>{{/outcome.isPlain}}{{#isLate}} <span class="badge open">late</span>{{/isLate}}{{#isUnreadable}} <span class="badge open">partly unreadable</span>{{/isUnreadable}}</p>
        <p class="who">{{#subject}}{{>party}}{{/subject}}{{#hasResources}} <span class="arrow"><span aria-hidden="true">→</span><span class="unseen"> concerning </span></span> {{#resources}}{{>party}} {{/resources}}{{/hasResources}}</p>
        <p class="meta">{{#actor}}<span>by {{>party}}</span>{{/actor}}{{#changed}}<span>changed <code>{{.}}</code></span>{{/changed}}{{#source}}<span>from {{.}}</span>{{/source}}</p></div>
        <span class="index" aria-hidden="true">#{{index}}</span>
        </li>
        """

    static let party = """
        <a class="party" href="{{path}}"><bdi>{{called}}</bdi> <small>{{kindOf}}</small></a>
        """
}
