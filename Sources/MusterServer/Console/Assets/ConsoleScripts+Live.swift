extension ConsoleScripts {
    /// Following a search: rows are made of text alone, so that nothing in a record can become markup.
    static let live = #"""
        const most = 100;       // rows that stay; older ones of them go
        const quiet = 4000;     // milliseconds between announcements
        const pauses = [2, 5, 10, 20, 30];  // seconds before trying again what the server refused

        function make(tag, attributes, ...content) {
          const element = document.createElement(tag);
          for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
          element.append(...content.filter((part) => part !== null));
          return element;
        }

        const unseen = (text) => make("span", { class: "unseen" }, text);

        function party(some) {
          const path = some.path.startsWith("/console/") ? some.path : "/console";
          return make("a", { class: "party", href: path }, make("bdi", {}, some.called), " ", make("small", {}, some.kind));
        }

        // The same as the list's own rows.
        function row(event) {
          const time = make("time", { datetime: event.exact }, event.day, " ", make("span", { class: "clock" }, event.clock));
          const open = make("a", { class: "open", href: "/console/events/" + encodeURIComponent(event.index), "data-item": "" },
            unseen(`Entry ${event.index}: ${event.action}, `), time);
          const badges = event.badges.flatMap((badge) => [" ", make("span", { class: "badge " + badge.style }, badge.text)]);
          const who = event.subject ? [party(event.subject)] : [];
          if (event.resources.length) {
            who.push(" ", make("span", { class: "arrow" }, make("span", { "aria-hidden": "true" }, "→"), unseen(" concerning ")), " ");
            for (const some of event.resources) who.push(party(some), " ");
          }
          const more = [
            event.actor ? make("span", {}, "by ", party(event.actor)) : null,
            event.changed ? make("span", {}, "changed ", make("code", {}, event.changed)) : null,
            event.source ? make("span", {}, "from " + event.source) : null,
          ];
          return make("li", { class: "row event" }, open,
            make("div", { class: "what" }, make("p", {}, make("code", { class: "action" }, event.action), ...badges),
              make("p", { class: "who" }, ...who), make("p", { class: "meta" }, ...more)),
            make("span", { class: "index", "aria-hidden": "true" }, "#" + event.index));
        }

        export function offer(box) {
          const part = (name) => box.querySelector(`[data-live-${name}]`);
          const [button, status, list, more] = [part("button"), part("status"), part("list"), part("more")];
          const address = new URL(box.dataset.path, location.href);
          let newest = box.dataset.newest === "" ? -1 : Number(box.dataset.newest);
          let source = null, again = 0, tries = 0, count = 0, announcement = 0, spoken = 0;

          const say = (text) => { if (status.textContent !== text) status.textContent = text; };
          const following = () => say(count === 0 ? "Following. Nothing new yet." : `Following. ${count} new ${count === 1 ? "event" : "events"}.`);

          // What came is told at most every few seconds, however much comes.
          function announce() {
            if (announcement) return;
            announcement = setTimeout(() => {
              announcement = 0;
              spoken = Date.now();
              if (source) following();
            }, Math.max(0, spoken + quiet - Date.now()));
          }

          function take(message) {
            const event = JSON.parse(message.data);
            const index = Number(event.index);
            if (!(index > newest)) return;  // it is on the page already
            newest = index;
            count += 1;
            list.prepend(row(event));
            list.hidden = false;
            document.querySelector("[data-empty]")?.remove();
            // A row that has the focus stays where it is.
            while (list.children.length > most && !list.lastElementChild.contains(document.activeElement)) {
              list.lastElementChild.remove();
              more.hidden = false;
            }
            announce();
          }

          function close() {
            source?.close();
            source = null;
            clearTimeout(again);
            clearTimeout(announcement);
            announcement = 0;
          }

          function stop(text) {
            close();
            button.setAttribute("aria-pressed", "false");
            say(text);
          }

          // Where the connection breaks off the browser comes back by itself, behind the last index.
          function follow() {
            if (newest >= Number(address.searchParams.get("from"))) address.searchParams.set("from", String(newest + 1));
            source = new EventSource(address);
            source.addEventListener("open", () => { tries = 0; following(); });
            source.addEventListener("message", take);
            source.addEventListener("end", () => stop("Stopped: you are signed out. Load the page anew to sign in."));
            source.addEventListener("error", (event) => {
              if (event.data) return stop("Stopped: the search cannot be followed just now.");
              if (source.readyState !== EventSource.CLOSED) return say("The connection is lost. Trying again …");
              if (tries === pauses.length) return stop("Stopped: the server does not answer. Load the page anew.");
              close();
              say("The server does not let it be followed just now. Trying again …");
              again = setTimeout(follow, pauses[tries] * 1000);
              tries += 1;
            });
          }

          button.addEventListener("click", () => {
            if (button.getAttribute("aria-pressed") === "true") return stop(`Stopped. ${count} new ${count === 1 ? "event" : "events"}.`);
            button.setAttribute("aria-pressed", "true");
            tries = 0;
            say("Connecting …");
            follow();
          });
          addEventListener("pagehide", () => { if (button.getAttribute("aria-pressed") === "true") stop("Stopped."); });
          part("newer").hidden = true;
          button.hidden = false;
        }
        """#
}
