#ifndef MUSTER_CSHA256_H
#define MUSTER_CSHA256_H

#include <stddef.h>
#include <stdint.h>

/// Whether this processor can hash `lanes` messages at once: 16 (AVX-512) or 8 (AVX2).
int muster_sha256_supports(int lanes);

/// How many messages are best hashed at once here: 16, 8, or 1 where nothing is gained by it: on a processor with
/// instructions for SHA-256, or one without wide vectors.
int muster_sha256_lanes(void);

/// The most bytes that may stand before a message.
#define MUSTER_SHA256_PREFIX 16

/// Writes SHA-256(prefix || message) of each message (FIPS 180-4) to `digests`, 32 bytes a message in their order.
///
/// `lanes` must be supported, `prefix_length` at most MUSTER_SHA256_PREFIX. Messages may have any lengths; those of about
/// the same length side by side are quickest.
void muster_sha256_many(int lanes, const uint8_t *prefix, size_t prefix_length, const uint8_t *const *messages,
                        const size_t *lengths, size_t count, uint8_t *digests);

#endif
