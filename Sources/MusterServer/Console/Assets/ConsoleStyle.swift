/// The console's one style sheet: system fonts, one scale of distances, light and dark by what the reader prefers.
enum ConsoleStyle {
    static let text = [tones, base, parts, lists, records].joined(separator: "\n")

    /// Colours; every pair that text is set in has a contrast of 4.5 to 1 or more (WCAG 2.2 AA).
    private static let tones = """
        :root {
          color-scheme: light dark;
          --paper: #f6f7f8; --card: #ffffff; --ink: #171c21; --soft: #535d68; --line: #d5dae0; --edge: #7d8792;
          --accent: #0a5c7d; --accent-ink: #ffffff; --accent-soft: #e3f0f5;
          --good: #11653a; --good-soft: #e2f3e8; --bad: #a1241c; --bad-soft: #fbe9e7; --open: #6b4700; --open-soft: #faf0d9;
          --shade: 0 1px 2px rgb(20 30 40 / 6%);
          --s1: .25rem; --s2: .5rem; --s3: .75rem; --s4: 1rem; --s5: 1.5rem; --s6: 2rem; --s7: 3rem;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #12161a; --card: #1a2026; --ink: #e6eaee; --soft: #a3aebb; --line: #303943; --edge: #76828f;
            --accent: #74c3e0; --accent-ink: #08222d; --accent-soft: #17313c;
            --good: #7fd3a0; --good-soft: #16301f; --bad: #ff9d92; --bad-soft: #3b1c1a; --open: #e8c170; --open-soft: #342a13;
            --shade: none;
          }
        }
        """

    private static let base = """
        *, *::before, *::after { box-sizing: border-box; }
        html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif; -webkit-text-size-adjust: 100%; }
        body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--paper); color: var(--ink); }
        main { flex: 1; width: 100%; max-width: 76rem; margin: 0 auto; padding: var(--s5) var(--s4) var(--s7); }
        main:focus { outline: none; }
        h1, h2, h3 { line-height: 1.25; margin: 0 0 var(--s3); font-weight: 650; text-wrap: balance; overflow-wrap: anywhere; }
        h1 { font-size: 1.625rem; letter-spacing: -.01em; } h2 { font-size: 1.125rem; } h3 { font-size: 1rem; }
        p, ul, ol, dl, dd, figure, pre { margin: 0; } p + p { margin-top: var(--s2); }
        ul, ol { padding: 0; list-style: none; }
        a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .16em; }
        a:hover { text-decoration-thickness: 2px; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
        code, pre, kbd { font: .875em/1.5 ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
        code { overflow-wrap: anywhere; } .long { word-break: break-all; }
        kbd { display: inline-block; min-width: 1.75em; padding: 0 .4em; text-align: center; border: 1px solid var(--edge); border-radius: 4px; }
        pre { padding: var(--s4); overflow: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; max-height: 34rem; } pre + p, p + pre { margin-top: var(--s3); }
        time, .number, .index, .figures dd { font-variant-numeric: tabular-nums; }
        small { font-size: .8125em; color: var(--soft); }
        input, select, button { font: inherit; color: inherit; }
        input, select { width: 100%; min-height: 2.75rem; padding: var(--s2) var(--s3); background: var(--card); border: 1px solid var(--edge); border-radius: 6px; }
        input[type=range] { min-height: 1.75rem; padding: 0; border: 0; background: none; accent-color: var(--accent); }
        input::placeholder { color: var(--soft); opacity: 1; }
        input[aria-invalid] { border-color: var(--bad); border-width: 2px; }
        label { display: block; margin-bottom: var(--s1); font-size: .875rem; font-weight: 600; }
        button, .button { display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem; padding: var(--s2) var(--s4); border: 1px solid var(--edge); border-radius: 6px; background: var(--card); color: var(--ink); font-weight: 600; text-decoration: none; cursor: pointer; }
        button:hover, .button:hover { border-color: var(--accent); color: var(--accent); }
        button.main { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
        button.main:hover { filter: brightness(1.1); color: var(--accent-ink); }
        button.quiet { min-height: 2.25rem; padding: var(--s1) var(--s3); background: none; font-size: .875rem; }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: var(--s3) var(--s4); text-align: start; vertical-align: top; border-bottom: 1px solid var(--line); font-weight: 400; overflow-wrap: anywhere; }
        thead th { font-size: .8125rem; font-weight: 600; color: var(--soft); } .number { text-align: end; }
        [hidden] { display: none !important; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        @media (prefers-reduced-motion: no-preference) { button, .button, .row { transition: background-color .12s, border-color .12s; } }
        """

    private static let parts = """
        .skip { position: absolute; inset-inline-start: var(--s4); top: -4rem; padding: var(--s2) var(--s4); background: var(--card); z-index: 2; }
        .skip:focus { top: var(--s2); }
        .top { background: var(--card); border-bottom: 1px solid var(--line); }
        .bar { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2) var(--s5); max-width: 76rem; margin: 0 auto; padding: var(--s2) var(--s4); }
        .brand { display: inline-flex; align-items: center; gap: var(--s2); min-height: 2.75rem; font-weight: 700; font-size: 1.0625rem; color: var(--ink); text-decoration: none; }
        .brand path { fill: var(--accent); } .brand .tick { fill: none; stroke: var(--accent-ink); stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round; }
        nav ul { display: flex; flex-wrap: wrap; gap: var(--s1); }
        nav li a { display: block; padding: var(--s2) var(--s3); border-radius: 6px; color: var(--ink); text-decoration: none; font-weight: 550; }
        nav li a:hover { background: var(--accent-soft); } nav li a[aria-current] { background: var(--accent-soft); color: var(--accent); }
        .leave { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2) var(--s3); margin-inline-start: auto; font-size: .875rem; }
        .caller { color: var(--soft); overflow-wrap: anywhere; } .caller b { color: var(--ink); font-weight: 600; }
        .foot { padding: var(--s4); border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; text-align: center; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shade); }
        section.card, form.card, details.card, .timeline .card, .figures .card { padding: var(--s4); }
        section, details.card { margin-top: var(--s5); } .stack > section:first-child, .columns > section { margin-top: 0; }
        .stack { display: grid; gap: var(--s4); align-content: start; min-width: 0; } .stack > section { margin-top: 0; }
        .narrow { max-width: 28rem; margin: var(--s6) auto 0; } .narrow form, .narrow .notice, .narrow .lead { margin-bottom: var(--s4); }
        .lead { color: var(--soft); font-size: 1.0625rem; }
        .hint, .meta, .ends { color: var(--soft); font-size: .875rem; } .field .hint { margin-top: var(--s1); }
        .status { color: var(--soft); font-size: .875rem; font-weight: 600; margin: 0 0 var(--s1); }
        .notice { margin: var(--s4) 0 0; padding: var(--s3) var(--s4); border: 1px solid var(--line); border-inline-start: 4px solid var(--edge); border-radius: 6px; background: var(--card); overflow-wrap: anywhere; }
        .notice.bad { border-inline-start-color: var(--bad); background: var(--bad-soft); } .notice.good { border-inline-start-color: var(--good); background: var(--good-soft); }
        .notice + table, .notice + .empty { margin-top: var(--s3); } .notice ul { padding-inline-start: var(--s5); list-style: disc; }
        .badge { display: inline-block; padding: 0 var(--s2); border-radius: 4px; border: 1px solid; font-size: .8125rem; font-weight: 600; white-space: nowrap; }
        .badge.good { color: var(--good); background: var(--good-soft); } .badge.bad { color: var(--bad); background: var(--bad-soft); } .badge.open { color: var(--open); background: var(--open-soft); }
        .heading { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: var(--s2) var(--s4); margin-bottom: var(--s3); } .heading h2, .heading h1 { margin: 0; }
        .heading.record { margin-bottom: var(--s4); } .heading.record h1 code { font-size: 1em; }
        .pages { display: flex; flex-wrap: wrap; gap: var(--s2); margin-top: var(--s4); } .pages.tight { margin: 0 0 var(--s4); } .pages.flush { margin: 0; }
        .search { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: var(--s3) var(--s4); } .search .wide { grid-column: 1 / -1; }
        .search.access { grid-template-columns: repeat(6, minmax(0, 1fr)); align-items: end; } .search.access .field { grid-column: span 2; } .search.access .wide { grid-column: span 3; } .search.access .full { grid-column: 1 / -1; }
        .search.impact { grid-template-columns: repeat(3, minmax(0, 1fr)); align-items: end; }
        .joined { display: flex; gap: var(--s2); } .joined > input { flex: 1; min-width: 0; } .reports .joined { flex-wrap: wrap; margin-top: var(--s3); } .grow { flex: 1 1 16rem; min-width: 0; } .low { align-self: end; } .reports { margin-top: var(--s4); } .reports > li { padding: var(--s4); } .reports h2 { margin-bottom: var(--s1); } .reports .pages { margin-top: var(--s3); } .reports > li > p:first-of-type { color: var(--soft); }
        .ends { display: flex; justify-content: space-between; }
        .scroll { overflow-x: auto; max-height: 22rem; }
        dialog { max-width: 24rem; width: calc(100% - 2rem); padding: var(--s5); border: 1px solid var(--edge); border-radius: 10px; background: var(--card); color: var(--ink); }
        dialog::backdrop { background: rgb(10 15 20 / 55%); }
        .shortcuts { display: grid; grid-template-columns: auto 1fr; gap: var(--s2) var(--s4); margin-bottom: var(--s4); }
        summary { cursor: pointer; font-weight: 600; padding: var(--s1) 0; } details[open] > summary { margin-bottom: var(--s3); }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: var(--s4); margin-top: var(--s4); } .figures dt { color: var(--soft); font-size: .875rem; } .figures dd:nth-of-type(1) { font-size: 1.5rem; font-weight: 650; line-height: 1.3; }
        """

    private static let lists = """
        .row { padding: var(--s3) var(--s4); border-bottom: 1px solid var(--line); } .row:last-child { border-bottom: 0; }
        .row:first-child { border-radius: 10px 10px 0 0; } .row:last-child { border-radius: 0 0 10px 10px; }
        .event { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr) auto; gap: var(--s1) var(--s4); }
        .event:hover, .event:focus-within { background: var(--accent-soft); }
        .event .open { align-self: start; font-weight: 600; line-height: 1.35; text-decoration: none; } .event .open:hover { text-decoration: underline; } .event .clock { display: block; font-weight: 400; font-size: .875rem; }
        .event .what > p { margin: 0; } .who { overflow-wrap: anywhere; } .action { font-weight: 600; }
        .index { color: var(--soft); font-size: .875rem; }
        .party { text-decoration: none; overflow-wrap: anywhere; } .party bdi { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .16em; } .party:hover bdi { text-decoration-thickness: 2px; }
        .arrow { color: var(--soft); }
        .meta { display: flex; flex-wrap: wrap; gap: 0 var(--s4); overflow-wrap: anywhere; } .meta > * { min-width: 0; } .meta.spaced { margin-bottom: var(--s3); }
        .empty { padding: var(--s6) var(--s4); text-align: center; color: var(--soft); }
        .histogram { padding: var(--s4); margin-bottom: var(--s4); } .histogram svg { display: block; width: 100%; height: 4.5rem; border-bottom: 1px solid var(--edge); }
        .histogram rect { fill: var(--accent); } .histogram rect.all { fill: none; pointer-events: all; } .histogram a:hover rect.all { fill: var(--accent-soft); } .histogram figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 var(--s4); margin-top: var(--s1); font-size: .8125rem; color: var(--soft); font-variant-numeric: tabular-nums; }
        .histogram details { margin-top: var(--s2); font-size: .875rem; }
        .tabs { margin-bottom: var(--s4); } .tabs a { border: 1px solid var(--line); background: var(--card); font-size: .875rem; } .tabs a[aria-current] { border-color: var(--accent); }
        .timeline > li { position: relative; padding-inline-start: var(--s5); padding-bottom: var(--s4); }
        .timeline > li::before { content: ""; position: absolute; inset-block: 1.5rem -1.5rem; inset-inline-start: .3rem; width: 2px; background: var(--line); } .timeline > li:last-child::before { display: none; }
        .timeline > li::after { content: ""; position: absolute; top: 1.2rem; inset-inline-start: 0; width: .75rem; height: .75rem; border-radius: 50%; background: var(--card); border: 3px solid var(--accent); }
        .timeline .heading { margin: 0 0 var(--s1); } .timeline .heading a { font-weight: 600; }
        .names li { padding: var(--s1) 0; display: flex; flex-wrap: wrap; gap: 0 var(--s3); }
        table.cards { background: var(--card); border: 1px solid var(--line); border-radius: 10px; border-collapse: separate; border-spacing: 0; } table.cards tbody tr:last-child > * { border-bottom: 0; }
        .live { margin-bottom: var(--s4); } .live .pages { align-items: center; margin: 0; } .live .list { margin-top: var(--s3); border-color: var(--accent); } .live > .hint { margin-top: var(--s2); }
        .dot { width: .6rem; height: .6rem; margin-inline-end: var(--s2); border-radius: 50%; border: 2px solid var(--edge); } [aria-pressed=true] { border-color: var(--accent); color: var(--accent); } [aria-pressed=true] .dot { border-color: var(--accent); background: var(--accent); }
        .deeds { display: flex; flex-wrap: wrap; gap: 0 var(--s2); font-size: .875rem; font-variant-numeric: tabular-nums; }
        section > section h3 { margin-bottom: var(--s2); } .sums.spaced { margin-bottom: var(--s4); }
        table.cards th, table.cards td { overflow-wrap: break-word; } table.cards time { white-space: nowrap; } table.cards th[scope=row] { min-width: 12rem; } table.cards td[data-label=What] { min-width: 8rem; } table.cards td[data-label=Deeds] { width: 26%; }
        section.card + table.cards { margin-top: var(--s4); } section.card > ul > li + li { margin-top: var(--s2); }
        .step:not(:last-child)::after { content: " →"; color: var(--soft); }
        """

    private static let records = """
        .sums { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s6); margin-top: var(--s4); } .sums dt { color: var(--soft); font-size: .875rem; } .sums dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
        .report { margin-top: var(--s4); } .report .scroll { max-height: none; } .report > p { padding: var(--s6) var(--s4); text-align: center; color: var(--soft); } .report th, .report td { min-width: 5rem; overflow-wrap: break-word; } .report .time { white-space: nowrap; } .report .label { min-width: 13rem; font-size: .8125rem; color: var(--soft); word-break: break-all; } .search.spaced { margin-top: var(--s4); padding: var(--s4); }
        .columns { display: grid; grid-template-columns: minmax(0, 1fr) 24rem; gap: var(--s4); align-items: start; }
        .facts { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: var(--s3) var(--s4); } .facts dt { color: var(--soft); font-size: .875rem; padding-top: .1rem; } .facts dd { min-width: 0; overflow-wrap: anywhere; } .free { white-space: pre-wrap; }
        .diff { padding: var(--s3) 0; border-top: 1px solid var(--line); } section.card > .diff:first-of-type { border-top: 0; padding-top: 0; } .timeline .diff { margin-top: var(--s3); padding-bottom: 0; }
        .diff h3 { font-size: .9375rem; margin-bottom: var(--s2); } .verb { color: var(--soft); font-weight: 400; font-size: .875rem; }
        .diff dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: var(--s2); }
        .diff dl > div { padding: var(--s2) var(--s3); border-radius: 6px; border: 1px solid; min-width: 0; } .diff .old { border-color: var(--bad); background: var(--bad-soft); } .diff .new { border-color: var(--good); background: var(--good-soft); }
        .diff dt { font-size: .8125rem; font-weight: 600; } .diff .old dt { color: var(--bad); } .diff .new dt { color: var(--good); } .diff .old dt::before { content: "− "; } .diff .new dt::before { content: "+ "; }
        .diff dd { white-space: pre-wrap; overflow-wrap: anywhere; } del, ins { text-decoration: none; }
        .value.item { display: block; padding-inline-start: 1.25rem; position: relative; } .value.item::before { content: "·"; position: absolute; inset-inline-start: 0; width: 1rem; text-align: center; } .value.marked { font-weight: 650; } .old .value.marked::before { content: "−"; } .new .value.marked::before { content: "+"; }
        .verdict { padding: var(--s3); border-radius: 6px; border: 1px solid var(--line); font-weight: 600; } .verdict.good { color: var(--good); background: var(--good-soft); border-color: var(--good); } .verdict.bad { color: var(--bad); background: var(--bad-soft); border-color: var(--bad); } .verdict.open { color: var(--open); background: var(--open-soft); border-color: var(--open); }
        .steps { margin: var(--s3) 0; } .steps li { padding: var(--s2) 0 var(--s2) 1.75rem; position: relative; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
        .steps li::before { content: "…"; position: absolute; inset-inline-start: .25rem; font-weight: 700; } .steps .good::before { content: "✓"; color: var(--good); } .steps .bad::before { content: "✕"; color: var(--bad); } .steps .open::before { content: "!"; color: var(--open); }
        .steps b { display: block; font-weight: 600; } .steps span { display: block; font-size: .8125rem; color: var(--soft); } .steps code { word-break: break-all; }
        @media (max-width: 60rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
        @media (max-width: 44rem) {
          main { padding: var(--s4) var(--s3) var(--s6); } .bar { padding: var(--s2) var(--s3); } .leave { margin-inline-start: 0; width: 100%; justify-content: space-between; }
          .search, .search.access, .search.impact { grid-template-columns: repeat(2, minmax(0, 1fr)); } .search .wide, .search.access .wide { grid-column: 1 / -1; } .search.access .field { grid-column: span 1; } .search.access .wide, .search.access .full, .search.access .broad { grid-column: 1 / -1; }
          .event { grid-template-columns: minmax(0, 1fr) auto; padding: var(--s3); } .event .what { grid-column: 1 / -1; grid-row: 2; } .event .clock { display: inline; } .event .index { grid-column: 2; grid-row: 1; }
          .facts { grid-template-columns: minmax(0, 1fr); gap: 0; } .facts dd { margin-bottom: var(--s3); }
          table.cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          table.cards, table.cards tbody, table.cards tr, table.cards th, table.cards td { display: block; } table.cards tr { padding: var(--s3); border-bottom: 1px solid var(--line); } table.cards tr:last-child { border-bottom: 0; } table.cards th, table.cards td { padding: var(--s1) 0; border: 0; }
          table.cards td[data-label=Deeds] { width: auto; }
          table.cards td::before { content: attr(data-label) ": "; color: var(--soft); font-size: .875rem; }
        }
        @media (forced-colors: active) { .histogram rect { fill: CanvasText; } }
        @media print { .top, .foot, .pages, .search, .skip { display: none; } body { background: none; } }
        """
}
