// Counts what a program asks for: a program's own malloc comes before the C library's, also for the
// Swift runtime.
#include "AllocationCounting.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SANITIZER
#endif
#endif

#if defined(__linux__) && !defined(HAS_SANITIZER)
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_long calls, bytes, most;

long martlet_allocations(void) { return calls; }

long martlet_bytes(void) {
  most = bytes;
  return bytes;
}

long martlet_most_bytes(void) { return most; }

static void *counted(void *block) {
  long now = bytes += malloc_usable_size(block);
  long before = most;
  while (now > before && !atomic_compare_exchange_weak(&most, &before, now)) {
  }
  return block;
}

void __libc_free(void *block);
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
  calls++;
  return counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size) {
  calls++;
  return counted(__libc_calloc(count, size));
}

void *realloc(void *old, size_t size) {
  calls++;
  bytes -= malloc_usable_size(old);
  return counted(__libc_realloc(old, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
  calls++;
  return counted(__libc_memalign(alignment, size));
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  calls++;
  *result = counted(__libc_memalign(alignment, size));
  return *result ? 0 : ENOMEM;
}

void free(void *block) {
  bytes -= malloc_usable_size(block);
  __libc_free(block);
}
#else
long martlet_allocations(void) { return 0; }
long martlet_bytes(void) { return 0; }
long martlet_most_bytes(void) { return 0; }
#endif
