/// The console's script modules, as browsers load them.
enum ConsoleScripts {
    /// What every page runs: keys, help, the slider; on the search following it, and on a record's page the proof.
    static let console = #"""
        // Everything on these pages can be read without this.
        const help = document.getElementById("help");
        const items = () => [...document.querySelectorAll("[data-list] [data-item]")];

        function move(step) {
          const all = items();
          if (!all.length) return false;
          const at = all.indexOf(document.activeElement);
          const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
          all[next].focus();
          all[next].scrollIntoView({ block: "nearest" });
          return true;
        }

        function isTyping(element) {
          return element instanceof HTMLElement
            && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
        }

        const keys = {
          "/": () => {
            const box = document.getElementById("q") ?? document.getElementById("who");
            if (box) { box.focus(); box.select(); } else { location.assign("/console"); }
            return true;
          },
          "j": () => move(1), "ArrowDown": () => items().includes(document.activeElement) && move(1),
          "k": () => move(-1), "ArrowUp": () => items().includes(document.activeElement) && move(-1),
          "?": () => { help.showModal(); return true; },
        };

        document.addEventListener("keydown", (event) => {
          if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
          if (isTyping(event.target)) {
            if (event.key === "Escape") event.target.blur();
            return;
          }
          if (Object.hasOwn(keys, event.key) && keys[event.key]()) event.preventDefault();
        });
        for (const note of document.querySelectorAll(".keys")) note.hidden = false;

        // The slider shows its day in the date's field, and asks when it is let go.
        const slider = document.querySelector("[data-slider]");
        const day = document.querySelector("[data-day]");
        if (slider && day) {
          const first = Date.parse(slider.dataset.first + "T00:00:00Z");
          const name = (number) => new Date(first + number * 86400000).toISOString().slice(0, 10);
          const say = () => slider.setAttribute("aria-valuetext", name(Number(slider.value)));
          say();
          slider.addEventListener("input", () => { day.value = name(Number(slider.value)); say(); });
          slider.addEventListener("change", () => {
            if (document.getElementById("who").value || document.getElementById("what").value) slider.form.requestSubmit();
          });
        }

        const live = document.querySelector("[data-live]");
        if (live) import("./live.js").then((module) => module.offer(live));

        const proof = document.querySelector("[data-proof]");
        if (proof) import("./proof.js").then((module) => module.show(proof));
        """#

    /// RFC 6962 hashing and inclusion, over a reader of hashes.
    static let tree = #"""
        // RFC 6962 section 2.1, over the tiles of C2SP tlog-tiles. Sizes and indices are numbers below 2^53.

        export async function sha256(...parts) {
          const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
          let at = 0;
          for (const part of parts) { bytes.set(part, at); at += part.length; }
          return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        }

        export const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
        export const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

        export function same(left, right) {
          return left.length === right.length && left.every((byte, place) => byte === right[place]);
        }

        // The largest power of two below a number that is at least 2.
        function split(size) {
          let power = 1;
          while (power * 2 < size) power *= 2;
          return power;
        }

        // The hash of the leaves from..until, where `complete(level, index)` reads hashes of complete subtrees.
        async function rangeHash(from, until, complete) {
          const size = until - from;
          const level = Math.log2(size);
          if (Number.isInteger(level) && from % size === 0) return complete(level, from / size);
          const middle = from + split(size);
          return nodeHash(await rangeHash(from, middle, complete), await rangeHash(middle, until, complete));
        }

        // The audit path of a leaf in a tree of that size, from the leaf upwards: hashes, each with its side.
        export async function auditPath(index, size, complete) {
          let [from, until] = [0, size];
          const path = [];
          while (until - from > 1) {
            const middle = from + split(until - from);
            if (index < middle) {
              path.push({ side: "right", hash: await rangeHash(middle, until, complete) });
              until = middle;
            } else {
              path.push({ side: "left", hash: await rangeHash(from, middle, complete) });
              from = middle;
            }
          }
          return path.reverse();
        }

        // The root that a leaf's hash and its audit path lead to.
        export async function rootOf(leaf, path) {
          let hash = leaf;
          for (const step of path) {
            hash = step.side === "left" ? await nodeHash(step.hash, hash) : await nodeHash(hash, step.hash);
          }
          return hash;
        }
        """#
}
