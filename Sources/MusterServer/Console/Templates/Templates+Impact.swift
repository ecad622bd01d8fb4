extension ConsoleTemplates {
    static let impact = """
        <h1>Impact</h1>
        <p class="lead">Who was touched, what access they gained or lost, what of it is still held, and what they did to others while they had it.</p>
        <form class="card search impact spaced" method="get" action="/console/impact">
        <div class="field wide"><p class="hint" id="one-hint">Fill in one of the first three.</p></div>
        {{#fields}}<div class="field"><label for="{{name}}">{{label}}</label><input id="{{name}}" name="{{name}}" value="{{value}}" placeholder="{{placeholder}}"{{#isNumber}} inputmode="numeric"{{/isNumber}} autocomplete="off" spellcheck="false" aria-describedby="one-hint{{#isFaulty}} fault{{/isFaulty}}"{{#isFaulty}} aria-invalid="true"{{/isFaulty}}></div>{{/fields}}
        <div class="field low"><button class="main" type="submit">Show</button></div>
        </form>
        {{#fault}}<p class="notice bad" role="alert" id="fault"><b>No answer:</b> {{.}}</p>{{/fault}}
        {{#isAmbiguous}}<section aria-labelledby="which"><h2 id="which">Who is meant?</h2><ul class="list card">{{#candidates}}<li class="row"><a class="party" href="{{path}}">{{#party}}<bdi>{{called}}</bdi> <small>{{kindOf}}</small>{{/party}}</a> <p class="meta">{{#party}}{{#details}}<span>{{term}} {{text}}</span> {{/details}}{{/party}}</p></li>{{/candidates}}</ul></section>{{/isAmbiguous}}
        {{#result}}{{>impact-result}}{{/result}}
        """

    static let impactResult = """
        <section aria-labelledby="result"><h2 id="result">What came of {{#actor}}all that {{>party}} did{{/actor}}{{#matter}}<a href="{{path}}">{{title}}</a>{{/matter}}</h2>
        {{#joined}}{{>identities}}{{/joined}}
        <dl class="sums spaced" aria-label="Summary">{{#sums}}<div><dt>{{term}}</dt><dd>{{text}}</dd></div>{{/sums}}</dl>
        {{#isCut}}<p class="notice">There was more than is looked at. Narrow it with the dates.</p>{{/isCut}}
        {{#note}}<p class="empty card">{{.}}</p>{{/note}}
        {{#hasGained}}<section aria-labelledby="gained"><h3 id="gained">Gained</h3><table class="cards"><thead><tr><th scope="col">Who</th><th scope="col">What</th><th scope="col">Through</th><th scope="col">Granted</th><th scope="col">Now</th><th scope="col">Deeds while it was held</th></tr></thead><tbody>{{#gained}}{{>gain}}{{/gained}}</tbody></table></section>{{/hasGained}}
        {{#hasLost}}<section aria-labelledby="lost"><h3 id="lost">Lost</h3><table class="cards"><thead><tr><th scope="col">Who</th><th scope="col">What</th><th scope="col">Through</th><th scope="col">Granted</th><th scope="col">Ended</th></tr></thead><tbody>{{#lost}}{{>loss}}{{/lost}}</tbody></table></section>{{/hasLost}}
        {{#hasTouched}}<section aria-labelledby="touched"><h3 id="touched">Touched</h3><table class="cards"><thead><tr><th scope="col">Who</th><th scope="col">Records</th><th scope="col">First</th><th scope="col">Last</th></tr></thead><tbody>{{#touched}}<tr><th scope="row">{{#party}}{{>party}}{{/party}}{{#isIndirect}} <span class="badge open">through others</span>{{/isIndirect}}</th><td data-label="Records">{{events}}</td><td data-label="First"><a href="/console/events/{{first}}">entry {{first}}</a></td><td data-label="Last"><a href="/console/events/{{last}}">entry {{last}}</a></td></tr>{{/touched}}</tbody></table></section>{{/hasTouched}}
        {{#more}}<p class="hint">{{.}} <code>muster impact</code> gives all.</p>{{/more}}
        </section>
        """

    static let gain = """
        <tr><th scope="row">{{#holder}}{{>party}}{{/holder}}</th>
        <td data-label="What">{{#held}}{{>party}}{{/held}}{{#isEligible}} <span class="badge open">eligible</span>{{/isEligible}}</td>
        <td data-label="Through">{{#isDirect}}directly{{/isDirect}}{{#way}}<span class="step">{{#via}}{{>party}}{{/via}}</span> {{/way}}</td>
        <td data-label="Granted">{{#granted}}<a href="/console/events/{{index}}"><time datetime="{{at.exact}}">{{at.text}}</time></a>{{#isLate}} <span class="badge open">late</span>{{/isLate}}{{/granted}}</td>
        <td data-label="Now">{{#isHeld}}<span class="badge good">still held</span>{{/isHeld}}{{#endedOtherwise}} another way; this one until{{/endedOtherwise}}{{^isHeld}}ended{{/isHeld}}{{#ended}} <a href="/console/events/{{index}}"><time datetime="{{at.exact}}">{{at.text}}</time></a>{{/ended}}</td>
        <td data-label="Deeds">{{deeds}}{{#hasDeeds}}<ul class="deeds">{{#firstDeeds}}<li><a href="/console/events/{{.}}" aria-label="Entry #{{.}}">#{{.}}</a></li>{{/firstDeeds}}{{#otherDeeds}}<li>and {{.}} more</li>{{/otherDeeds}}</ul>{{/hasDeeds}}</td></tr>
        """

    static let loss = """
        <tr><th scope="row">{{#holder}}{{>party}}{{/holder}}</th>
        <td data-label="What">{{#held}}{{>party}}{{/held}}{{#isEligible}} <span class="badge open">eligible</span>{{/isEligible}}</td>
        <td data-label="Through">{{#isDirect}}directly{{/isDirect}}{{#way}}<span class="step">{{#via}}{{>party}}{{/via}}</span> {{/way}}</td>
        <td data-label="Granted">{{#granted}}<a href="/console/events/{{index}}"><time datetime="{{at.exact}}">{{at.text}}</time></a>{{/granted}}</td>
        <td data-label="Ended">{{#ended}}<a href="/console/events/{{index}}"><time datetime="{{at.exact}}">{{at.text}}</time></a>{{#isLate}} <span class="badge open">late</span>{{/isLate}}{{/ended}}</td></tr>
        """
}
