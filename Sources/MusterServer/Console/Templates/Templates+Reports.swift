extension ConsoleTemplates {
    static let reports = """
        <h1>Reports</h1>
        <p class="lead">Each names the checkpoint that it rests on, and each row leads to its records.</p>
        <ul class="stack reports">{{#reports}}<li class="card"><h2><a href="/console/reports/{{name}}">{{title}}</a></h2><p>{{about}}</p></li>{{/reports}}</ul>
        """

    static let report = """
        <nav class="pages tight" aria-label="Back"><a class="button" href="/console/reports">All reports</a></nav>
        <h1>{{title}}</h1>
        <p class="lead">{{about}}</p>
        {{#hasFields}}<form class="card search spaced" method="get" action="/console/reports/{{name}}">
        {{#fields}}<div class="field"><label for="{{name}}">{{label}}</label><input id="{{name}}" name="{{name}}" value="{{value}}" placeholder="{{placeholder}}" autocomplete="off" spellcheck="false" aria-describedby="{{name}}-hint"{{#isRequired}} required{{/isRequired}}{{#isFaulty}} aria-invalid="true"{{/isFaulty}}><p class="hint" id="{{name}}-hint">{{hint}}</p></div>{{/fields}}
        <div class="field wide"><button class="main" type="submit">Make the report</button></div>
        </form>{{/hasFields}}
        {{#fault}}<p class="notice bad" role="alert" id="fault"><b>No report:</b> {{.}}</p>{{/fault}}
        {{#isAmbiguous}}<section aria-labelledby="which"><h2 id="which">Which is meant?</h2><ul class="list card">{{#candidates}}<li class="row"><a href="{{path}}">{{#party}}<bdi>{{called}}</bdi> <small>{{kindOf}}</small>{{/party}}</a> <p class="meta">{{#party}}{{#details}}<span>{{term}} {{text}}</span> {{/details}}{{/party}}</p></li>{{/candidates}}</ul></section>{{/isAmbiguous}}
        {{#result}}<section aria-labelledby="result"><h2 id="result" class="unseen">What it says</h2>
        <dl class="sums" aria-label="Parameters">{{#used}}<div><dt>{{term}}</dt><dd>{{text}}</dd></div>{{/used}}</dl>
        <dl class="sums" aria-label="Summary">{{#summary}}<div><dt>{{term}}</dt><dd>{{text}}</dd></div>{{/summary}}</dl>
        {{#notes}}<p class="notice">{{.}}</p>{{/notes}}
        <p class="pages">{{#files}}<a class="button" href="{{text}}" download>{{term}}</a>{{/files}}</p>
        {{#more}}<p class="hint">{{.}}</p>{{/more}}
        <div class="card report">{{{table}}}</div>
        </section>
        <section class="card" aria-labelledby="basis"><h2 id="basis">What this rests on</h2><p>The first {{position}} entries of the log <code>{{origin}}</code>, made at {{#made}}<time datetime="{{exact}}">{{text}}</time>{{/made}}. The checkpoint covers them; whoever holds it can prove that none was changed since.</p><pre tabindex="0" role="region" aria-label="The signed checkpoint">{{checkpoint}}</pre></section>{{/result}}
        """
}
