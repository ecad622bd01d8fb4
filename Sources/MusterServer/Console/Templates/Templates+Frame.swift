extension ConsoleTemplates {
    static let frame = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>{{title}} · Muster</title>
        <link rel="icon" href="/console/assets/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/console/assets/console.css">
        <script type="module" src="/console/assets/console.js"></script>
        </head>
        <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="top">
        <div class="bar">
        <a class="brand" href="/console"><svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><path d="M12 2 4 5v6c0 5 3.4 9.2 8 11 4.6-1.8 8-6 8-11V5z"/><path class="tick" d="m8.2 12 2.7 2.7 5-5.4"/></svg>Muster</a>
        {{#signedIn}}
        <nav aria-label="Main"><ul>
        {{#rooms}}<li><a href="{{path}}"{{#isCurrent}} aria-current="page"{{/isCurrent}}>{{title}}</a></li>{{/rooms}}
        </ul></nav>
        <form class="leave" method="post" action="/console/sign-out">
        <input type="hidden" name="form" value="{{form}}">
        <span class="caller"><span class="unseen">Signed in with token </span><b>{{token}}</b> · log {{log}}</span>
        <button class="quiet" type="submit">Sign out</button>
        </form>
        {{/signedIn}}
        </div>
        </header>
        <main id="main" tabindex="-1">
        {{{body}}}
        </main>
        <footer class="foot"><p>All times are UTC. <span class="keys" hidden>Press <kbd>?</kbd> for the keyboard.</span></p></footer>
        <dialog id="help" aria-labelledby="help-title">
        <h2 id="help-title">Keyboard</h2>
        <dl class="shortcuts">
        <dt><kbd>/</kbd></dt><dd>Search</dd>
        <dt><kbd>j</kbd> <kbd>↓</kbd></dt><dd>Next in the list</dd>
        <dt><kbd>k</kbd> <kbd>↑</kbd></dt><dd>Previous in the list</dd>
        <dt><kbd>Enter</kbd></dt><dd>Open</dd>
        <dt><kbd>?</kbd></dt><dd>This help</dd>
        </dl>
        <form method="dialog"><button>Close</button></form>
        </dialog>
        </body>
        </html>
        """

    static let signIn = """
        <div class="narrow">
        <h1>Sign in</h1>
        <p class="lead">The record of who was given access to what, by whom, and when.</p>
        {{#fault}}<p class="notice bad" role="alert" id="fault"><b>Not signed in.</b> {{.}}</p>{{/fault}}
        <form class="card stack" method="post" action="/console/session">
        <input type="hidden" name="form" value="{{form}}">
        <input type="hidden" name="next" value="{{next}}">
        <div class="field">
        <label for="token">Access token</label>
        <input id="token" name="token" type="password" required autocomplete="off" spellcheck="false" autocapitalize="none" aria-describedby="token-hint{{#fault}} fault{{/fault}}" autofocus>
        <p class="hint" id="token-hint">A token with the scope <code>read</code>, as <code>muster token create</code> shows it once.</p>
        </div>
        <button class="main" type="submit">Sign in</button>
        </form>
        <p class="hint">You are signed out after 30 minutes without a request, after 12 hours, or when the token is revoked.</p>
        </div>
        """

    static let again = """
        <div class="narrow">
        <meta http-equiv="refresh" content="0;url={{target}}">
        <h1>One moment</h1>
        <p><a href="{{target}}">Continue to the console</a></p>
        </div>
        """

    static let failure = """
        <div class="narrow">
        <p class="status">{{status}}</p>
        <h1>{{heading}}</h1>
        <p class="lead">{{detail}}</p>
        {{#faultyField}}<p class="hint">At fault: <code>{{.}}</code></p>{{/faultyField}}
        <p><a class="button" href="/console">To the console</a></p>
        </div>
        """

    static let choice = """
        <h1>Who is meant?</h1>
        <p class="lead">Several are, or were, called <q>{{asked}}</q>.</p>
        <ul class="list card">{{#candidates}}<li class="row">{{>party}}
        <p class="meta">{{#details}}<span>{{term}} {{text}}</span> {{/details}}</p></li>{{/candidates}}</ul>
        """
}
