"""A tiny client for any C2SP tlog-tiles log, written from the specifications alone: nothing of Muster's is used.

Signed notes, checkpoints, tile paths, entry bundles, RFC 6962 hashing. It believes nothing but the verifier key.
"""

import base64
import hashlib


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(hashes):
    """RFC 6962 section 2.1, by its recursive definition."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(root(hashes[:split]), root(hashes[split:]))


def tile_path(level, index, width=256):
    """`level` is a number, or `entries`."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/" + "/".join(groups) + (f".p/{width}" if width < 256 else "")


def tiles(size):
    """Every tile of a tree of `size` leaves: level, index, width."""
    level, count = 0, size
    while count:
        for index in range(count // 256):
            yield level, index, 256
        if count % 256:
            yield level, count // 256, count % 256
        count //= 256
        level += 1


class VerifierKey:
    def __init__(self, text):
        self.name, self.hash, key = text.split("+", 2)
        raw = base64.b64decode(key, validate=True)
        assert raw[0] == 1 and len(raw) == 33, "an Ed25519 key was expected"
        self.raw = raw
        wanted = hashlib.sha256(self.name.encode() + b"\n" + raw).digest()[:4]
        assert wanted.hex() == self.hash, "the key id is not that of the name and key"

    def check(self, message, signature):
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        Ed25519PublicKey.from_public_bytes(self.raw[1:]).verify(signature, message)


class Checkpoint:
    """A checkpoint whose signature was verified; raises whatever is wrong with it."""

    def __init__(self, note, key, has_cryptography=True):
        text, signatures = note.rsplit(b"\n\n", 1)
        text += b"\n"
        good = 0
        for line in signatures.splitlines():
            dash, name, value = line.decode().split(" ")
            raw = base64.b64decode(value, validate=True)
            if dash == "\u2014" and name == key.name and raw[:4].hex() == key.hash:
                if has_cryptography:
                    key.check(text, raw[4:])
                good += 1
        assert good == 1, f"{good} signatures of the key"
        lines = text.decode().split("\n")
        assert len(lines) == 4 and lines[3] == "", "three lines"
        assert lines[0] == key.name, "the origin is the key's name"
        assert str(int(lines[1])) == lines[1], "a decimal size"
        self.size = int(lines[1])
        self.root = base64.b64decode(lines[2], validate=True)
        assert len(self.root) == 32, "a root of 32 bytes"


def split_bundle(data, width):
    entries = []
    while data:
        length = int.from_bytes(data[:2], "big")
        assert len(data) >= 2 + length, "an entry is cut short"
        entries.append(data[2:2 + length])
        data = data[2 + length:]
    assert len(entries) == width, f"{len(entries)} entries in a bundle of {width}"
    return entries


def read_entries(fetch, size):
    """All entries of a log of `size`; `fetch` gives the bytes of a path."""
    entries = []
    for index in range((size + 255) // 256):
        width = min(256, size - 256 * index)
        entries += split_bundle(fetch(tile_path("entries", index, width)), width)
    return entries


def check_tiles(fetch, size, entries):
    """Recomputes every tile from the entries; answers the root over the leaves."""
    level_hashes = [[leaf_hash(entry) for entry in entries]]
    while len(level_hashes[-1]) >= 256:
        below = level_hashes[-1]
        level_hashes.append([root(below[n:n + 256]) for n in range(0, len(below) // 256 * 256, 256)])
    for level, index, width in tiles(size):
        wanted = b"".join(level_hashes[level][256 * index:256 * index + width])
        assert fetch(tile_path(level, index, width)) == wanted, f"{tile_path(level, index, width)} differs"
    return root(level_hashes[0])
