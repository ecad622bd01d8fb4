extension ConsoleTemplates {
    static let record = """
        <nav class="pages tight" aria-label="Neighbours">{{#previous}}<a class="button" rel="prev" href="{{.}}">Previous entry</a>{{/previous}}{{#next}}<a class="button" rel="next" href="{{.}}">Next entry</a>{{/next}}</nav>
        {{#event}}
        <div class="heading record"><div><p class="status">Entry {{index}}</p><h1><code>{{action}}</code></h1></div><p>{{#isRecord}}<span class="badge {{outcome.style}}">{{outcome.word}}</span>{{/isRecord}}{{#isLate}} <span class="badge open">came late</span>{{/isLate}}</p></div>
        {{#isUnreadable}}<p class="notice">Parts of this record can no longer be opened: the keys of those whom they speak of were erased. The proof holds all the same.</p>{{/isUnreadable}}
        {{/event}}
        <div class="columns">
        <div class="stack">
        <section class="card" aria-labelledby="parties"><h2 id="parties">Who and when</h2>
        <dl class="facts">
        {{#parties}}<dt>{{part}}</dt><dd>{{#party}}{{>party}}<ul class="meta">{{#details}}<li>{{term}} <code>{{text}}</code></li>{{/details}}</ul>{{/party}}</dd>{{/parties}}
        {{#event.when}}<dt>Recorded</dt><dd><time datetime="{{exact}}">{{text}}</time></dd>{{/event.when}}
        {{#occurred}}<dt>Said to have been</dt><dd><time datetime="{{exact}}">{{text}}</time></dd>{{/occurred}}
        {{#reason}}<dt>Reason</dt><dd class="free">{{.}}</dd>{{/reason}}
        {{#transaction}}<dt>Transaction</dt><dd><a href="{{transactionPath}}"><code>{{.}}</code></a></dd>{{/transaction}}
        {{#facts}}<dt>{{term}}</dt><dd><code>{{text}}</code></dd>{{/facts}}
        </dl></section>
        {{#event.hasChanges}}<section class="card" aria-labelledby="changes"><h2 id="changes">What changed</h2>{{#event.changes}}{{>diff}}{{/event.changes}}</section>{{/event.hasChanges}}
        {{#hasImpacts}}<section class="card" aria-labelledby="impacts"><h2 id="impacts">What came of …</h2><ul class="pages flush">{{#impacts}}<li><a class="button" href="{{path}}"><span class="unseen">What came of </span>{{title}}</a></li>{{/impacts}}</ul></section>{{/hasImpacts}}
        </div>
        {{#proof}}{{>proof}}{{/proof}}
        </div>
        <details class="card"><summary>The whole record as JSON</summary><pre tabindex="0" role="region" aria-label="The record as JSON">{{raw}}</pre></details>
        """

    static let diff = """
        <div class="diff"><h3><code>{{path}}</code> <span class="verb">{{verb}}</span></h3>
        <dl>{{#before}}<div class="old"><dt>Before</dt><dd><del>{{>value}}</del></dd></div>{{/before}}{{#after}}<div class="new"><dt>After</dt><dd><ins>{{>value}}</ins></dd></div>{{/after}}</dl></div>
        """

    static let value = """
        {{^isList}}<span class="value">{{text}}</span>{{/isList}}{{#items}}<span class="value item{{#isMarked}} marked{{/isMarked}}">{{text}}</span>{{/items}}
        """

    static let proof = """
        <section class="card proof" aria-labelledby="proof" data-proof data-log="{{log}}" data-origin="{{origin}}" data-key="{{key}}" data-index="{{index}}" data-kind="{{kind}}" data-time="{{milliseconds}}" data-action="{{action}}" data-outcome="{{outcome}}" data-resources="{{resources}}" data-actor="{{hasActor}}" data-behalf="{{hasBehalf}}">
        <h2 id="proof">Proof</h2>
        <p class="verdict" role="status" data-verdict>To have this browser check the proof, allow scripts. Or check the receipt with <code>muster receipt check</code>.</p>
        <ol class="steps" data-steps></ol>
        <p class="hint">Your browser fetches the log's own files and computes the hashes itself. Compare this key with one that you had from elsewhere:</p>
        <p><code class="long">{{key}}</code></p>
        <p class="pages"><button type="button" data-check hidden>Check again</button><a class="button" href="/v1/events/{{index}}/receipt" download="entry-{{index}}.tlog-proof">Download receipt</a></p>
        </section>
        """
}
