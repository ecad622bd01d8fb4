// The compression function of SHA-256 (FIPS 180-4, 6.2.2) on LANES messages at once: word i of all of them stands in one
// vector. Included once for each width.

typedef uint32_t NAME(Vector) __attribute__((vector_size(4 * LANES)));
#define VECTOR NAME(Vector)

#define ROTATED(x, n) ((x) >> (n) | (x) << (32 - (n)))

/// Word i of every block to vector i: perfect shuffles, as often as the width has bits.
TARGET static inline void NAME(transpose)(const uint8_t *const blocks[LANES], int offset, VECTOR words[LANES]) {
    VECTOR rows[LANES];
    for (int lane = 0; lane < LANES; lane++) memcpy(&rows[lane], blocks[lane] + offset, sizeof(VECTOR));
#pragma clang loop unroll(full)
    for (int width = 1; width < LANES; width *= 2) {
        VECTOR next[LANES];
#pragma clang loop unroll(full)
        for (int lane = 0; lane < LANES / 2; lane++) {
            next[2 * lane] = __builtin_shufflevector(rows[lane], rows[lane + LANES / 2], LOWER);
            next[2 * lane + 1] = __builtin_shufflevector(rows[lane], rows[lane + LANES / 2], UPPER);
        }
        memcpy(rows, next, sizeof rows);
    }
    for (int word = 0; word < LANES; word++) {  // big-endian
        VECTOR row = rows[word];
        words[word] = (ROTATED(row, 8) & 0xff00ff00) | (ROTATED(row, 24) & 0x00ff00ff);
    }
}

TARGET static inline void NAME(compress)(VECTOR state[8], const uint8_t *const blocks[LANES]) {
    VECTOR w[16];
    for (int part = 0; part < 16 / LANES; part++) NAME(transpose)(blocks, 4 * LANES * part, w + LANES * part);
    VECTOR a = state[0], b = state[1], c = state[2], d = state[3];
    VECTOR e = state[4], f = state[5], g = state[6], h = state[7];
#pragma clang loop unroll(full)
    for (int round = 0; round < 64; round++) {
        if (round >= 16) {
            VECTOR early = w[(round + 1) & 15], late = w[(round + 14) & 15];
            w[round & 15] += (ROTATED(early, 7) ^ ROTATED(early, 18) ^ (early >> 3)) + w[(round + 9) & 15] +
                             (ROTATED(late, 17) ^ ROTATED(late, 19) ^ (late >> 10));
        }
        VECTOR one = h + (ROTATED(e, 6) ^ ROTATED(e, 11) ^ ROTATED(e, 25)) + (g ^ (e & (f ^ g))) + constants[round] +
                     w[round & 15];
        VECTOR two = (ROTATED(a, 2) ^ ROTATED(a, 13) ^ ROTATED(a, 22)) + ((a & b) | (c & (a | b)));
        h = g;
        g = f;
        f = e;
        e = d + one;
        d = c;
        c = b;
        b = a;
        a = one + two;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

TARGET static void NAME(many)(const uint8_t *prefix, size_t prefix_length, const uint8_t *const *messages,
                              const size_t *lengths, size_t count, uint8_t *digests) {
    Job jobs[LANES];
    VECTOR state[8];
    int active[LANES] = {0};
    size_t next = 0, open = 0;
    for (int word = 0; word < 8; word++) state[word] = (VECTOR){0} + initial[word];
    for (int lane = 0; lane < LANES && next < count; lane++, next++, open++) {
        begin(&jobs[lane], prefix, prefix_length, messages[next], lengths[next], next);
        active[lane] = 1;
    }
    while (open > alone || (open > 0 && next < count)) {
        const uint8_t *blocks[LANES];
        for (int lane = 0; lane < LANES; lane++) blocks[lane] = active[lane] ? next_block(&jobs[lane]) : idle;
        NAME(compress)(state, blocks);
        for (int lane = 0; lane < LANES; lane++) {
            if (!active[lane] || jobs[lane].done < jobs[lane].blocks) continue;
            uint8_t *digest = digests + 32 * jobs[lane].number;
            for (int word = 0; word < 8; word++) {
                uint32_t value = __builtin_bswap32(state[word][lane]);
                memcpy(digest + 4 * word, &value, 4);
                state[word][lane] = initial[word];
            }
            if (next < count) {
                begin(&jobs[lane], prefix, prefix_length, messages[next], lengths[next], next);
                next++;
            } else {
                active[lane] = 0;
                open--;
            }
        }
    }
    for (int lane = 0; lane < LANES; lane++) {  // what is much longer than the others
        if (!active[lane]) continue;
        uint32_t rest[8];
        for (int word = 0; word < 8; word++) rest[word] = state[word][lane];
        while (jobs[lane].done < jobs[lane].blocks) compress_one(rest, next_block(&jobs[lane]));
        for (int word = 0; word < 8; word++) {
            uint32_t value = __builtin_bswap32(rest[word]);
            memcpy(digests + 32 * jobs[lane].number + 4 * word, &value, 4);
        }
    }
}

#undef VECTOR
#undef ROTATED
#undef LOWER
#undef UPPER
