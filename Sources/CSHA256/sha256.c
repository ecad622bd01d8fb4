#include "CSHA256.h"

#include <string.h>

static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/// One message on its way through a lane: a first block with the prefix, whole blocks of the message where they stand, and
/// one or two last blocks with the padding.
typedef struct {
    uint8_t first[64];
    uint8_t last[128];
    const uint8_t *body;  // where the block after the first begins
    size_t blocks;        // all of them
    size_t tail;          // those that stand in `last`
    size_t done;
    size_t number;
} Job;

static void begin(Job *job, const uint8_t *prefix, size_t prefix_length, const uint8_t *message, size_t length,
                  size_t number) {
    size_t total = prefix_length + length;
    job->number = number;
    job->done = 0;
    job->blocks = (total + 9 + 63) / 64;
    size_t whole = total / 64;
    job->tail = job->blocks - whole;
    size_t head = 64 - prefix_length;  // bytes of the message in the first block
    if (whole > 0) {
        memcpy(job->first, prefix, prefix_length);
        memcpy(job->first + prefix_length, message, head);
        job->body = message + head;
    }
    memset(job->last, 0, sizeof job->last);
    size_t rest = total % 64;
    if (whole > 0) {
        if (rest > 0) memcpy(job->last, message + (length - rest), rest);
    } else {
        memcpy(job->last, prefix, prefix_length);
        if (length > 0) memcpy(job->last + prefix_length, message, length);
    }
    job->last[rest] = 0x80;
    uint64_t bits = (uint64_t)total * 8;
    uint8_t *end = job->last + 64 * job->tail;
    for (int place = 1; place <= 8; place++) {
        end[-place] = (uint8_t)bits;
        bits >>= 8;
    }
}

static inline const uint8_t *next_block(Job *job) {
    size_t number = job->done++;
    size_t whole = job->blocks - job->tail;
    if (number >= whole) return job->last + 64 * (number - whole);
    return number == 0 ? job->first : job->body + 64 * (number - 1);
}

static const uint8_t idle[64];

static inline uint32_t rotated(uint32_t x, int n) { return x >> n | x << (32 - n); }

/// One block of one message (FIPS 180-4, 6.2.2).
static void compress_one(uint32_t state[8], const uint8_t *block) {
    uint32_t w[64];
    for (int word = 0; word < 16; word++) {
        memcpy(&w[word], block + 4 * word, 4);
        w[word] = __builtin_bswap32(w[word]);
    }
    for (int word = 16; word < 64; word++) {
        uint32_t early = w[word - 15], late = w[word - 2];
        w[word] = w[word - 16] + (rotated(early, 7) ^ rotated(early, 18) ^ early >> 3) + w[word - 7] +
                  (rotated(late, 17) ^ rotated(late, 19) ^ late >> 10);
    }
    uint32_t s[8];
    memcpy(s, state, sizeof s);
#pragma clang loop unroll_count(8)
    for (int round = 0; round < 64; round++) {  // the eight words stay where they are, their names move on
        uint32_t a = s[-round & 7], b = s[(1 - round) & 7], c = s[(2 - round) & 7];
        uint32_t e = s[(4 - round) & 7], f = s[(5 - round) & 7], g = s[(6 - round) & 7];
        uint32_t one = s[(7 - round) & 7] + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + (g ^ (e & (f ^ g))) +
                       constants[round] + w[round];
        s[(3 - round) & 7] += one;
        s[(7 - round) & 7] = one + (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) | (c & (a | b)));
    }
    for (int word = 0; word < 8; word++) state[word] += s[word];
}

/// A step of all lanes costs as much as this many blocks one after the other.
enum { alone = 1 };

#if defined(__x86_64__)

#include <cpuid.h>

#define LANES 16
#define LOWER 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define UPPER 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define NAME(x) x##_16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq")))
#include "lanes.h"
#undef LANES
#undef NAME
#undef TARGET

#define LANES 8
#define LOWER 0, 8, 1, 9, 2, 10, 3, 11
#define UPPER 4, 12, 5, 13, 6, 14, 7, 15
#define NAME(x) x##_8
#define TARGET __attribute__((target("avx2")))
#include "lanes.h"

static int has_sha_instructions(void) {
    unsigned int a, b, c, d;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29) & 1;
}

int muster_sha256_supports(int lanes) {
    if (lanes == 8) return !!__builtin_cpu_supports("avx2");
    return lanes == 16 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

int muster_sha256_lanes(void) {
    if (has_sha_instructions()) return 1;
    return muster_sha256_supports(16) ? 16 : muster_sha256_supports(8) ? 8 : 1;
}

void muster_sha256_many(int lanes, const uint8_t *prefix, size_t prefix_length, const uint8_t *const *messages,
                        const size_t *lengths, size_t count, uint8_t *digests) {
    if (lanes == 16)
        many_16(prefix, prefix_length, messages, lengths, count, digests);
    else
        many_8(prefix, prefix_length, messages, lengths, count, digests);
}

#else

int muster_sha256_supports(int lanes) { return 0; }

int muster_sha256_lanes(void) { return 1; }

void muster_sha256_many(int lanes, const uint8_t *prefix, size_t prefix_length, const uint8_t *const *messages,
                        const size_t *lengths, size_t count, uint8_t *digests) {
    __builtin_trap();  // never called where there are no lanes
}

#endif
