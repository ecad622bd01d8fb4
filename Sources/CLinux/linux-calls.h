// System calls of Linux that Swift's Glibc module does not show, since it is built without _GNU_SOURCE.
#ifndef MUSTER_LINUX_CALLS_H
#define MUSTER_LINUX_CALLS_H

// sync_file_range(2). With SYNC_FILE_RANGE_WRITE the kernel begins to write dirty pages and does not wait.
extern int sync_file_range(int descriptor, long long offset, long long count, unsigned int flags);

static const unsigned int muster_sync_file_range_write = 2;

#endif
