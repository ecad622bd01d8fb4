extension ConsoleScripts {
    /// The files of a log: checkpoint, tiles, bundles of entries, and what stands in them.
    static let log = #"""
        import { nodeHash, sha256, same } from "./tree.js";

        const text = new TextDecoder("utf-8", { fatal: true });
        const utf8 = new TextEncoder();

        export function fromBase64(string) {
          if (!/^[A-Za-z0-9+/]*={0,2}$/.test(string)) throw new Error("not base64");
          return Uint8Array.from(atob(string), (letter) => letter.charCodeAt(0));
        }
        export const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

        // A signed note (C2SP signed-note) that is a checkpoint (C2SP tlog-checkpoint).
        export function readCheckpoint(bytes) {
          const note = text.decode(bytes);
          const end = note.lastIndexOf("\n\n");
          if (end < 0 || !note.endsWith("\n")) throw new Error("the checkpoint is no signed note");
          const body = note.slice(0, end + 1);
          const [origin, size, root] = body.split("\n");
          if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || fromBase64(root).length !== 32) throw new Error("the checkpoint cannot be read");
          const signatures = note.slice(end + 2, -1).split("\n").map((line) => {
            const parts = /^\u2014 (\S+) (\S+)$/.exec(line);
            if (!parts) throw new Error("a signature of the checkpoint cannot be read");
            const bytes = fromBase64(parts[2]);
            return { name: parts[1], id: bytes.slice(0, 4), bytes: bytes.slice(4) };
          });
          return { origin, size: Number(size), root: fromBase64(root), signed: utf8.encode(body), signatures };
        }

        // A verifier key: name+id+base64 of a type and 32 bytes; its id must be the one that belongs to it.
        export async function readKey(spelled) {
          const parts = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(spelled);
          if (!parts) throw new Error("the key is no verifier key");
          const [, name, id, encoded] = parts;
          const bytes = fromBase64(encoded);
          if (bytes.length !== 33 || bytes[0] !== 1) throw new Error("the key is no Ed25519 verifier key");
          const hash = (await sha256(utf8.encode(name + "\n"), bytes)).slice(0, 4);
          const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
          if (hex !== id) throw new Error("the key's id does not belong to it");
          return { name, id: hash, bytes: bytes.slice(1) };
        }

        // Whether the key signed the checkpoint; null where this browser cannot tell.
        export async function isSigned(checkpoint, key) {
          const own = checkpoint.signatures.find((signature) => signature.name === key.name && same(signature.id, key.id));
          if (!own) return false;
          let imported;
          try { imported = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]); } catch { return null; }
          return crypto.subtle.verify({ name: "Ed25519" }, imported, own.bytes, checkpoint.signed);
        }

        function tilePath(index, width) {
          const digits = (number) => String(number).padStart(3, "0");
          const groups = [digits(index % 1000)];
          for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) groups.unshift("x" + digits(rest % 1000));
          return groups.join("/") + (width < 256 ? `.p/${width}` : "");
        }

        // The files of one log, for a tree of a given size; each is fetched once.
        export class LogFiles {
          constructor(name, size) { this.base = `/logs/${name}/`; this.size = size; this.tiles = new Map(); this.count = 0; }

          static async fetch(path) {
            const answer = await fetch(path, { credentials: "same-origin", redirect: "error" });
            if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`);
            return new Uint8Array(await answer.arrayBuffer());
          }

          // The hash of a complete subtree of 2^level leaves, from the tile that holds it or what is below it.
          async complete(level, index) {
            const tileLevel = Math.floor(level / 8);
            const span = 2 ** (level % 8);
            const first = index * span;
            const tile = await this.tile(tileLevel, Math.floor(first / 256));
            const start = first % 256;
            let hashes = [];
            for (let place = start; place < start + span; place++) {
              const hash = tile.slice(place * 32, place * 32 + 32);
              if (hash.length !== 32) throw new Error("a tile is too short");
              hashes.push(hash);
            }
            while (hashes.length > 1) {
              const above = [];
              for (let place = 0; place < hashes.length; place += 2) above.push(await nodeHash(hashes[place], hashes[place + 1]));
              hashes = above;
            }
            return hashes[0];
          }

          tile(level, index) {
            const key = `${level}/${index}`;
            if (!this.tiles.has(key)) {
              const width = Math.min(256, Math.floor(this.size / 2 ** (8 * level)) - index * 256);
              this.count += 1;
              this.tiles.set(key, LogFiles.fetch(`${this.base}tile/${level}/${tilePath(index, width)}`));
            }
            return this.tiles.get(key);
          }

          // The bytes of an entry, from its bundle: each after its length in two bytes.
          async entry(index) {
            const bundle = Math.floor(index / 256);
            const width = Math.min(256, this.size - bundle * 256);
            const bytes = await LogFiles.fetch(`${this.base}tile/entries/${tilePath(bundle, width)}`);
            let at = 0;
            for (let place = 0; at + 2 <= bytes.length; place++) {
              const length = bytes[at] * 256 + bytes[at + 1];
              if (at + 2 + length > bytes.length) break;
              if (place === index % 256) return bytes.slice(at + 2, at + 2 + length);
              at += 2 + length;
            }
            throw new Error("the bundle of entries is too short");
          }
        }

        // The lines of an entry (muster-entry@v1).
        export function readEntry(bytes) {
          const lines = text.decode(bytes).split("\n").slice(0, -1).map((line) => {
            const space = line.indexOf(" ");
            return { name: line.slice(0, space), value: line.slice(space + 1) };
          });
          const one = (name) => lines.find((line) => line.name === name)?.value ?? "";
          const [action = "", outcome = ""] = one("action").split(" ");
          const count = (name) => lines.filter((line) => line.name === name).length;
          return {
            version: lines[0]?.name, kind: lines[0]?.value, time: one("time"), action, outcome,
            resources: count("resource"), actor: count("actor") > 0, behalf: count("behalf") > 0,
          };
        }
        """#

    /// The proof on a record's page, step by step.
    static let proof = #"""
        import { auditPath, leafHash, rootOf, same } from "./tree.js";
        import { LogFiles, isSigned, readCheckpoint, readEntry, readKey, toBase64 } from "./log.js";

        const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

        class Failure extends Error {}

        // The checkpoint that covers the entry: an entry is committed a moment before it is published.
        async function covering(log, index) {
          for (let tries = 0; ; tries++) {
            const checkpoint = readCheckpoint(await LogFiles.fetch(`/logs/${log}/checkpoint`));
            if (checkpoint.size > index || tries === 10) return checkpoint;
            await pause(500);
          }
        }

        function compare(page, entry) {
          const pairs = [
            ["kind", page.kind, entry.kind], ["time", page.time, entry.time], ["action", page.action, entry.action],
            ["outcome", page.outcome, entry.outcome], ["number of resources", page.resources, String(entry.resources)],
            ["actor", page.actor, String(entry.actor)], ["on behalf of", page.behalf, String(entry.behalf)],
          ];
          return pairs.filter(([, shown, logged]) => shown !== logged).map(([name]) => name);
        }

        async function check(data, step) {
          const index = Number(data.index);
          if (!globalThis.crypto?.subtle) {
            step("open", "Hashing is not available here", "Browsers offer it on https and on this very machine only.");
            return "open";
          }
          const checkpoint = await covering(data.log, index);
          if (checkpoint.origin !== data.origin) throw new Failure("the checkpoint is of another log");
          if (checkpoint.size <= index) {
            step("open", "Not published yet", "The entry is recorded, but no checkpoint covers it so far.");
            return "open";
          }
          step("good", `Checkpoint of ${checkpoint.size} entries`, "Root", toBase64(checkpoint.root));

          const signed = await isSigned(checkpoint, await readKey(data.key));
          if (signed === false) throw new Failure("the checkpoint's signature is not the log's");
          if (signed) step("good", "Signed by the log", "Ed25519, with the key below");
          else step("open", "Signature not checked", "This browser cannot check Ed25519. The receipt can be checked with muster receipt check.");

          const files = new LogFiles(data.log, checkpoint.size);
          const bytes = await files.entry(index);
          const leaf = await leafHash(bytes);
          step("good", `Entry of ${bytes.length} bytes, hashed`, "Leaf", toBase64(leaf));

          const path = await auditPath(index, checkpoint.size, (level, place) => files.complete(level, place));
          const root = await rootOf(leaf, path);
          if (!same(root, checkpoint.root)) throw new Failure("the entry is not the one that the checkpoint covers");
          step("good", `In the tree: ${path.length} hashes lead to the root`, `From ${files.count} tile${files.count === 1 ? "" : "s"} of hashes`);

          const entry = readEntry(bytes);
          const differing = compare(data, entry);
          if (differing.length) throw new Failure(`this page shows another ${differing.join(", ")} than the entry has`);
          step("good", "This page shows what the entry says", "Kind, time, action, outcome, and who has a part in it");
          return signed ? "good" : "open";
        }

        export async function show(section) {
          const verdict = section.querySelector("[data-verdict]");
          const steps = section.querySelector("[data-steps]");
          const again = section.querySelector("[data-check]");

          const step = (state, title, note = "", code = "") => {
            const line = document.createElement("li");
            line.className = state;
            const name = document.createElement("b");
            name.textContent = title;
            line.append(name);
            if (note || code) {
              const more = document.createElement("span");
              more.textContent = code ? `${note} ` : note;
              if (code) { const text = document.createElement("code"); text.textContent = code; more.append(text); }
              line.append(more);
            }
            steps.append(line);
          };

          const say = (state, text) => { verdict.className = `verdict ${state}`; verdict.textContent = text; };

          const run = async () => {
            steps.replaceChildren();
            say("", "Checking …");
            let state = "bad";
            try {
              state = await check(section.dataset, step);
              say(state, state === "good" ? "Verified by this browser" : "Checked in part");
            } catch (error) {
              step("bad", error instanceof Failure ? "Does not fit" : "Could not be read", error.message);
              say("bad", error instanceof Failure ? "Proof failed: do not rely on this page" : "Proof could not be checked");
            }
            section.dataset.state = state;
          };

          again.hidden = false;
          again.addEventListener("click", run);
          await run();
        }
        """#
}
