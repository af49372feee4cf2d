#pragma once

// How often this process has asked for memory so far. On Linux
// with the GNU C library; elsewhere, and under a sanitizer, always 0.
long martlet_allocations(void);

// How many bytes it has now, and what is counted as the most from here on.
long martlet_bytes(void);

// The most bytes that it has had since.
long martlet_most_bytes(void);
